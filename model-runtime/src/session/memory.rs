//! The rows of all models in a session, and how they refer to each other; no connection.

use std::any::{Any, TypeId};
use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::HashMap;

use super::lists::Parent;
use super::rows::{New, Rows, foreign_key_at};
use super::store::{Foreign, Store};
use super::track::{ToAdd, Track};
use super::{Handle, State};
use crate::connection::Exec;
use crate::error::{Error, Result, SessionError};
use crate::model::{Model, RowRef};
use crate::relation::{ForeignKey, Reference};
use crate::schema::{ColumnSchema, Role};
use crate::unit::{RowId, TableId};

/// The rows of a session.
pub struct Memory<C: Exec> {
    /// The number of the session.
    pub(super) number: u32,
    pub(super) stores: Vec<Box<dyn Store<C>>>,
    pub(super) numbers: HashMap<TypeId, TableId>,
    /// How many savepoints are open.
    levels: usize,
}

/// The parent of a row, as far as the session knows it.
pub(super) enum Known {
    Nobody,
    Row(u32),
    /// It has a parent, which the session does not have.
    Elsewhere,
}

impl<C: Exec> Memory<C> {
    pub(super) fn new() -> Self {
        static NUMBERS: AtomicU32 = AtomicU32::new(0);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        Self { number, stores: Vec::new(), numbers: HashMap::new(), levels: 0 }
    }

    /// Forgets every row.
    pub(super) fn clear(&mut self) {
        *self = Self { levels: self.levels, ..Self::new() };
    }

    /// A savepoint begins.
    pub(super) fn saved(&mut self) {
        self.levels += 1;
        self.each(|store| store.saved());
    }

    /// The innermost savepoint is a part of what is around it.
    pub(super) fn released(&mut self) {
        self.levels = self.levels.saturating_sub(1);
        self.each(|store| store.released());
    }

    /// The innermost savepoint is rolled back.
    pub(super) fn rolled_back(&mut self) {
        self.levels = self.levels.saturating_sub(1);
        self.each(|store| store.rolled_back());
        self.expire_views();
    }

    /// The transaction is rolled back.
    pub(super) fn all_rolled_back(&mut self) {
        self.levels = 0;
        self.each(|store| store.all_rolled_back());
        self.expire_views();
    }

    /// Says that rows of views may be out of date: what they are made of was written, and nobody tells which.
    pub(super) fn expire_views(&mut self) {
        self.stores.iter_mut().filter(|store| store.is_view()).for_each(|store| store.expire_all());
    }

    /// The transaction is committed.
    pub(super) fn committed(&mut self) {
        self.levels = 0;
        self.each(|store| store.committed());
    }

    pub(super) fn rows<M: Model>(&self) -> Option<&Rows<M>> {
        self.stores.get(*self.numbers.get(&TypeId::of::<M>())?)?.as_any().downcast_ref()
    }

    pub(super) fn rows_mut<M: Track<C>>(&mut self) -> &mut Rows<M> {
        let number = self.numbers.get(&TypeId::of::<M>()).copied().unwrap_or_else(|| {
            self.stores.push(Box::new(Rows::<M>::new(self.levels)));
            self.numbers.insert(TypeId::of::<M>(), self.stores.len() - 1);
            self.stores.len() - 1
        });
        // The store of a number is that of the model, and stays.
        let store = self.stores.get_mut(number).and_then(|store| store.as_any_mut().downcast_mut());
        store.unwrap_or_else(|| unreachable!("the rows of `{}` are kept by their type", M::NAME))
    }

    pub(super) fn handle<M>(&self, slot: u32) -> Handle<M> {
        Handle::new(self.number, slot)
    }

    /// The number of the row of a handle of this session.
    pub(super) fn own<M: Model>(&self, row: Handle<M>) -> Result<u32> {
        if row.row.session == self.number { Ok(row.row.slot) } else { Err(other_session(M::NAME)) }
    }

    /// The number of a row that is there, or will be.
    pub(super) fn alive<M: Model>(&self, row: Handle<M>) -> Result<u32> {
        let slot = self.own(row)?;
        match self.state(row) {
            State::Pending | State::Persistent | State::Dirty => Ok(slot),
            state => Err(no_row(M::NAME, state)),
        }
    }

    pub(super) fn state<M: Model>(&self, row: Handle<M>) -> State {
        let rows = self.own(row).ok().and_then(|_| self.rows::<M>());
        rows.map_or(State::Detached, |rows| rows.state(row.row.slot))
    }

    pub(super) fn row<M: Model>(&self, row: Handle<M>) -> Result<&M> {
        let slot = self.own(row)?;
        let found = self.rows::<M>().and_then(|rows| rows.row(slot));
        found.ok_or_else(|| no_row(M::NAME, self.state(row)))
    }

    pub(super) fn row_mut<M: Track<C>>(&mut self, row: Handle<M>) -> Result<&mut M> {
        let slot = self.own(row)?;
        self.rows_mut::<M>().row_mut(slot).map_err(|state| no_row(M::NAME, state))
    }

    /// Takes a row to insert, whose parents may be rows of the session.
    pub(super) fn add<M: Track<C>>(&mut self, new: ToAdd<M>) -> Result<u32> {
        let links = self.links_of::<M>(&new.rows)?;
        let ToAdd { values, rows } = new;
        Ok(self.rows_mut::<M>().add(New { values, rows, ready: None }, links))
    }

    /// Takes rows to insert, all or none.
    pub(super) fn add_all<M: Track<C>>(&mut self, news: Vec<ToAdd<M>>) -> Result<Vec<u32>> {
        let links = news.iter().map(|new| self.links_of::<M>(&new.rows)).collect::<Result<Vec<_>>>()?;
        let rows = self.rows_mut::<M>();
        let add =
            |(ToAdd { values, rows: parents }, links)| rows.add(New { values, rows: parents, ready: None }, links);
        Ok(news.into_iter().zip(links).map(add).collect())
    }

    /// Gives a row that is not written yet other values.
    pub(super) fn amend<M: Track<C>>(&mut self, slot: u32, ToAdd { values, rows }: ToAdd<M>) -> Result<()> {
        let links = self.links_of::<M>(&rows)?;
        self.rows_mut::<M>().amend(slot, New { values, rows, ready: None }, links);
        Ok(())
    }

    /// The parents that are rows of the session, by foreign key.
    pub(super) fn links_of<M: Model>(&self, rows: &[(usize, RowRef)]) -> Result<Vec<(usize, u32)>> {
        let mut links = Vec::with_capacity(rows.len());
        for (column, row) in rows {
            let Some(number) = foreign_key_at::<M>(*column) else { continue };
            let parent = M::FOREIGN_KEYS.get(number).map(|key: &ForeignKey<M>| (key.parent)());
            self.is_usable(parent, *row)?;
            links.push((number, row.slot));
        }
        Ok(links)
    }

    /// Forgets which rows are related to a row.
    pub(super) fn forget_lists<M: Model>(&mut self, row: u32) {
        for store in &mut self.stores {
            store.forget_lists(TypeId::of::<M>(), row);
        }
    }

    /// Whether a row can be the parent of another.
    fn is_usable(&self, model: Option<TypeId>, row: RowRef) -> Result<()> {
        let store = model.and_then(|model| self.stores.get(*self.numbers.get(&model)?));
        let name = store.map_or("row", |store| store.model());
        if row.session != self.number {
            return Err(other_session(name));
        }
        match store.map_or(State::Detached, |store| store.state(row.slot)) {
            State::Pending | State::Persistent | State::Dirty => Ok(()),
            state => Err(no_row(name, state)),
        }
    }

    /// The parent of a row, as it is here now.
    pub(super) fn parent(&self, (table, slot): RowId, key: usize, foreign: Option<&Foreign>) -> Known {
        let Some(store) = self.stores.get(table) else { return Known::Nobody };
        match store.parent(slot, key) {
            Parent::Nobody => Known::Nobody,
            Parent::Slot(parent) => Known::Row(parent),
            Parent::Key(value) => {
                let table = match foreign {
                    Some(foreign) => foreign.table,
                    None => store.parent_model(key).and_then(|model| self.numbers.get(&model).copied()),
                };
                let parents = table.and_then(|table| self.stores.get(table));
                parents.and_then(|parents| parents.slot_of(&*value)).map_or(Known::Elsewhere, Known::Row)
            }
        }
    }

    /// The parent of a row of the model of a foreign key.
    pub(super) fn parent_by<F: Reference>(&self, child: u32) -> Known {
        match (self.numbers.get(&TypeId::of::<F::Child>()), key_number::<F>()) {
            (Some(table), Some(key)) => self.parent((*table, child), key, None),
            _ => Known::Nobody,
        }
    }

    /// The children of a row, as it is here now: `None` if they were not loaded.
    pub(super) fn children<F: Reference>(&self, parent: u32) -> Option<Vec<u32>> {
        let parents = self.rows::<F::Parent>()?;
        let is_new = matches!(parents.state(parent), State::Pending);
        let key = parents.key_of(parent);
        let Some(children) = self.rows::<F::Child>() else { return is_new.then(Vec::new) };
        children.children(key_number::<F>()?, parent, key.as_ref().map(|key| key as &dyn Any), is_new)
    }

    /// Gives a row its parent, or takes it away.
    pub(super) fn set_parent<F>(&mut self, child: u32, parent: Option<u32>) -> Result<()>
    where
        F: Reference<Child: Track<C>>,
    {
        let is_fixed = |column: &ColumnSchema| column.role == Role::ReadOnly;
        if F::COLUMNS.iter().filter_map(|column| F::Child::SCHEMA.columns.get(*column)).any(is_fixed) {
            return Err(SessionError::Fixed { model: F::Child::NAME }.into());
        }
        let Some(number) = key_number::<F>() else { return Ok(()) };
        let parents = self.rows::<F::Parent>();
        let is_there = parent.and_then(|parent| parents?.row(parent)).map(Model::key);
        let rows = self.rows_mut::<F::Child>();
        match (parent, is_there) {
            (Some(_), Some(key)) => rows.point_to(child, number, Some(&key)),
            (Some(parent), None) => rows.link(child, number, Some(parent)),
            (None, _) => rows.let_go(child, number),
        }
        Ok(())
    }
}

/// Which of a model's foreign keys it is.
pub(super) fn key_number<F: Reference>() -> Option<usize> {
    let is_it = |key: &ForeignKey<F::Child>| key.columns == F::COLUMNS && (key.parent)() == TypeId::of::<F::Parent>();
    <F::Child as Model>::FOREIGN_KEYS.iter().position(is_it)
}

/// The error of a row that cannot be read or written.
pub(super) fn no_row(model: &'static str, state: State) -> Error {
    SessionError::NoRow { model, state }.into()
}

fn other_session(model: &'static str) -> Error {
    SessionError::OtherSession { model }.into()
}

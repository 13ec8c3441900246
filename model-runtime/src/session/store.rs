//! The rows of one model, to a flush that does not know the model.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;

use super::lists::Parent;
use super::rows::{Rows, Slot, Values};
use super::undo::{Applied, Done};
use super::{PlannedStatement, State, Track, shown};
use crate::connection::Exec;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{ColumnSet, Draft, Model, RowTuple, Tracks, complete};
use crate::relation::AnyKey;
use crate::rule::{validate_new_at, validate_row};
use crate::schema::{Action, Role};
use crate::unit::{Action as Written, Change};

/// A row that is written, and the foreign keys that it is given.
pub(super) struct Fill {
    pub(super) slot: u32,
    pub(super) keys: Vec<(usize, AnyKey)>,
    /// Foreign keys that are left NULL for now.
    pub(super) nulls: Vec<usize>,
}

/// A foreign key, as a flush sees it.
pub(super) struct Foreign {
    pub(super) parent: TypeId,
    pub(super) is_nullable: bool,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
}

/// Rows that change in the same columns.
type Batch<M> = (ColumnSet, Vec<(u32, M)>);

/// The rows of one model.
pub(super) trait Store<C: Exec>: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// The model's name.
    fn model(&self) -> &'static str;
    /// What a row is.
    fn state(&self, slot: u32) -> State;
    /// The foreign keys.
    fn foreign_keys(&self) -> Vec<Foreign>;
    /// The model that a foreign key refers to.
    fn parent_model(&self, key: usize) -> Option<TypeId>;
    /// The rows that may have to be written.
    fn touched(&self) -> Vec<u32>;
    /// Whether there are any.
    fn is_touched(&self) -> bool;
    /// Forgets which rows have a row of another model as their parent.
    fn forget_lists(&mut self, model: TypeId, parent: u32);
    /// Rows that are as they were are clean again, and orphans that were never written are dropped.
    fn settle(&mut self);
    /// Decides that the database will delete a row with its parent.
    fn doom(&mut self, slot: u32);
    /// Whether it was decided what becomes of a row.
    fn is_decided(&self, slot: u32) -> bool;
    /// What has to be written.
    fn changes(&mut self) -> Vec<(u32, Change)>;
    /// What is wrong with rows that have to be written.
    fn check(&mut self, rows: &[(u32, Change)]) -> Result<()>;
    /// The parent of a row, as it is here now.
    fn parent(&self, slot: u32, key: usize) -> Parent<AnyKey>;
    /// The parent that a row has in the database.
    fn stored_parent(&self, slot: u32, key: usize) -> Option<AnyKey>;
    /// The key of a row, if it has one.
    fn key_of(&self, slot: u32) -> Option<AnyKey>;
    /// The row with a key.
    fn slot_of(&self, key: &dyn Any) -> Option<u32>;
    /// Whether two keys are the same.
    fn is_same_key(&self, left: &dyn Any, right: &dyn Any) -> bool;
    /// Inserts rows.
    fn insert<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Writes what has changed of rows.
    fn update<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Gives rows that were inserted the foreign keys that were left NULL.
    fn point<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Makes foreign keys of rows that are to be deleted NULL.
    fn release<'c>(&'c mut self, rows: Vec<(u32, Vec<usize>)>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Deletes rows.
    fn delete<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// What a step would send.
    fn shown(&self, action: &Written) -> Vec<PlannedStatement>;
    /// A flush succeeded.
    fn apply(&mut self) -> Applied;
    /// Whether rows were deleted, and whether a key is that of one.
    fn has_gone(&self, key: Option<&dyn Any>) -> bool;
    /// Forgets which rows were deleted.
    fn forget_gone(&mut self);
    /// The rows in the database whose parent's key fulfils a condition.
    fn rows_of(&self, key: usize, is_parent: &dyn Fn(&dyn Any) -> bool) -> Vec<u32>;
    /// The database has done to a row what its foreign key says.
    fn follow(&mut self, slot: u32, key: usize, action: Action, parent: Option<&dyn Any>);
    /// A row that was written has another parent now.
    fn relist(&mut self, key: usize, slot: u32, from: Option<u32>, to: Option<u32>);
    /// A flush failed.
    fn discard(&mut self);
    /// The transaction was committed.
    fn committed(&mut self);
    /// A savepoint begins.
    fn saved(&mut self);
    /// The innermost savepoint ends.
    fn released(&mut self);
    /// The innermost savepoint was rolled back.
    fn rolled_back(&mut self);
    /// The transaction was rolled back.
    fn all_rolled_back(&mut self);
    /// Every row may be out of date.
    fn expire_all(&mut self);
}

impl<C: Exec, M: Track<C>> Store<C> for Rows<M> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn model(&self) -> &'static str {
        M::NAME
    }

    fn state(&self, slot: u32) -> State {
        Rows::state(self, slot)
    }

    fn foreign_keys(&self) -> Vec<Foreign> {
        let key = |key: &crate::relation::ForeignKey<M>| Foreign {
            parent: (key.parent)(),
            is_nullable: key.is_nullable(),
            on_delete: key.on_delete(),
            on_update: key.on_update(),
        };
        M::FOREIGN_KEYS.iter().map(key).collect()
    }

    fn parent_model(&self, key: usize) -> Option<TypeId> {
        M::FOREIGN_KEYS.get(key).map(|key| (key.parent)())
    }

    fn touched(&self) -> Vec<u32> {
        self.touched.iter().copied().collect()
    }

    fn is_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    fn forget_lists(&mut self, model: TypeId, parent: u32) {
        for (number, key) in M::FOREIGN_KEYS.iter().enumerate() {
            if (key.parent)() == model {
                self.forget_list(number, parent);
            }
        }
    }

    fn settle(&mut self) {
        Rows::settle(self);
        let orphan = |slot: &u32| matches!(self.slot(*slot), Some(Slot::New(_))) && self.is_orphan(*slot);
        let orphans: Vec<u32> = self.touched.iter().copied().filter(orphan).collect();
        self.done.extend(orphans.into_iter().map(|slot| (slot, Done::Dropped)));
    }

    fn doom(&mut self, slot: u32) {
        self.done.insert(slot, Done::Cascaded);
    }

    fn is_decided(&self, slot: u32) -> bool {
        self.done.contains_key(&slot)
    }

    fn changes(&mut self) -> Vec<(u32, Change)> {
        let change = |slot: &u32| match self.slot(*slot)? {
            _ if self.done.contains_key(slot) => None,
            Slot::New(_) => Some((*slot, Change::Insert)),
            Slot::Changed(..) if self.is_orphan(*slot) => Some((*slot, Change::Delete)),
            Slot::Changed(..) => Some((*slot, Change::Update)),
            Slot::Deleted(_) => Some((*slot, Change::Delete)),
            Slot::Row(_) | Slot::Gone(_) | Slot::RolledBack(_) => None,
        };
        let mut changes: Vec<(u32, Change)> = self.touched.iter().filter_map(change).collect();
        for (slot, change) in &mut changes {
            if *change != Change::Insert {
                continue;
            }
            let draft = match self.slot(*slot) {
                Some(Slot::New(new)) => match &new.values {
                    Values::Draft(draft) => {
                        let mut draft = M::Row::copy(draft);
                        complete::<M>(&mut draft);
                        Some(draft)
                    }
                    Values::Row(_) => None,
                },
                _ => continue,
            };
            let Some(Slot::New(new)) = self.slot_mut(*slot) else { continue };
            new.ready = draft;
            let Some(key) = new.key() else { continue };
            if let Some(old) = self.find(&key)
                && matches!(self.slot(old), Some(Slot::Deleted(_)))
                && self.is_whole(*slot)
            {
                self.switches.insert(*slot, old);
                self.done.insert(old, Done::Replaced);
                *change = Change::Update;
            }
            self.given.insert(key, *slot);
        }
        changes.retain(|(slot, _)| !self.done.contains_key(slot));
        changes
    }

    fn check(&mut self, rows: &[(u32, Change)]) -> Result<()> {
        let mut errors = ValidationErrors::new(M::NAME);
        let (mut new, mut changed) = (0, 0);
        for (slot, change) in rows {
            let mut invalid = ValidationErrors::new(M::NAME);
            let filled = || {
                let keys = self.links_of(*slot).filter_map(|(key, parent)| parent.and(M::FOREIGN_KEYS.get(key)));
                keys.map(|key| ColumnSet::of(key.columns)).fold(ColumnSet::EMPTY, ColumnSet::union)
            };
            let row = match self.slot(*slot) {
                Some(Slot::New(row)) => {
                    match (&row.ready, &row.values) {
                        (Some(draft), _) => validate_new_at::<M>(draft, filled(), None, &mut invalid),
                        (None, Values::Row(row)) => invalid = wrong(row),
                        (None, Values::Draft(_)) => {}
                    }
                    let known = row.key().and_then(|key| self.find(&key));
                    if known.is_some_and(|known| self.row(known).is_some()) {
                        invalid.add(key_field::<M>(), "duplicate", "a row of the session has this key");
                    }
                    new += 1;
                    new - 1
                }
                Some(Slot::Changed(row, _)) if *change == Change::Update => {
                    invalid = wrong(row);
                    changed += 1;
                    changed - 1
                }
                _ => continue,
            };
            errors.append_row(row, invalid);
        }
        errors.into_result()
    }

    fn parent(&self, slot: u32, key: usize) -> Parent<AnyKey> {
        Rows::parent(self, slot, key)
    }

    fn stored_parent(&self, slot: u32, key: usize) -> Option<AnyKey> {
        (M::FOREIGN_KEYS.get(key)?.of_row)(self.stored(slot)?)
    }

    fn key_of(&self, slot: u32) -> Option<AnyKey> {
        Rows::key_of(self, slot).map(|key| Box::new(key) as AnyKey)
    }

    fn slot_of(&self, key: &dyn Any) -> Option<u32> {
        let key = key.downcast_ref::<M::Key>()?;
        self.given.get(key).copied().or_else(|| self.find(key))
    }

    fn is_same_key(&self, left: &dyn Any, right: &dyn Any) -> bool {
        left.downcast_ref::<M::Key>().is_some_and(|left| right.downcast_ref() == Some(left))
    }

    fn insert<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let (mut drafts, mut of_drafts) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let (mut whole, mut of_whole) = (Vec::new(), Vec::new());
        for Fill { slot, keys, nulls } in rows {
            let Some(Slot::New(new)) = self.slot_mut(slot) else { continue };
            match (new.ready.take(), &new.values) {
                (Some(mut draft), _) => {
                    fill::<M>(&mut draft, &keys, &nulls);
                    drafts.push(draft);
                    of_drafts.push(slot);
                }
                (None, Values::Row(row)) => {
                    let mut row = row.clone();
                    fill_row(&mut row, &keys);
                    for foreign in nulls.iter().filter_map(|number| M::FOREIGN_KEYS.get(*number)) {
                        (foreign.set_row)(&mut row, None);
                    }
                    whole.push(row);
                    of_whole.push(slot);
                }
                (None, Values::Draft(_)) => {}
            }
        }
        C::pending(C::answer(async move {
            if !drafts.is_empty() {
                let inserted = C::pending(M::insert_batch(drafts, conn)).await?;
                self.done.extend(of_drafts.into_iter().zip(inserted.into_iter().map(Done::Inserted)));
            }
            if !whole.is_empty() {
                let inserted = C::pending(M::insert_whole(whole, conn)).await?;
                self.done.extend(of_whole.into_iter().zip(inserted.into_iter().map(Done::Inserted)));
            }
            Ok(())
        }))
    }

    fn update<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        // Rows that change in the same columns are one batch.
        let mut batches: BTreeMap<Vec<usize>, Batch<M>> = BTreeMap::new();
        let mut rekeyed = Vec::new();
        for Fill { slot, keys, .. } in rows {
            let (mut row, was) = match self.slot(slot) {
                Some(Slot::Changed(row, was)) => (row.clone(), &**was),
                Some(Slot::New(_)) => match self.in_place(slot) {
                    Some(switched) => switched,
                    None => continue,
                },
                _ => continue,
            };
            fill_row(&mut row, &keys);
            let columns = Self::changed(&row, was);
            if row.key() != was.key() {
                rekeyed.push((slot, row, was.clone(), columns));
            } else if columns.is_empty() {
                // It took the place of one that was the same.
                self.done.insert(slot, Done::Updated(row));
            } else {
                let (_, batch) = batches.entry(columns.iter().collect()).or_insert_with(|| (columns, Vec::new()));
                batch.push((slot, row));
            }
        }
        C::pending(C::answer(async move {
            for (columns, rows) in batches.into_values() {
                save(self, rows, columns, Done::Updated, conn).await?;
            }
            for (slot, mut row, was, columns) in rekeyed {
                C::pending(M::save_rekeyed(&mut row, &was, columns, conn)).await?;
                self.done.insert(slot, Done::Updated(row));
            }
            Ok(())
        }))
    }

    fn point<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let mut inserted = Vec::new();
        let mut columns = ColumnSet::EMPTY;
        for Fill { slot, keys, .. } in rows {
            let Some(Done::Inserted(row)) = self.done.get(&slot) else { continue };
            let mut row = row.clone();
            columns = columns.union(fill_row(&mut row, &keys));
            inserted.push((slot, row));
        }
        C::pending(C::answer(save(self, inserted, columns, Done::Inserted, conn)))
    }

    fn release<'c>(&'c mut self, rows: Vec<(u32, Vec<usize>)>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let mut released = Vec::new();
        let mut columns = ColumnSet::EMPTY;
        for (slot, keys) in rows {
            let Some(mut row) = self.stored(slot).cloned() else { continue };
            for foreign in keys.iter().filter_map(|number| M::FOREIGN_KEYS.get(*number)) {
                (foreign.set_row)(&mut row, None);
                columns = columns.union(ColumnSet::of(foreign.columns));
            }
            released.push((slot, row));
        }
        C::pending(C::answer(save(self, released, columns, Done::Released, conn)))
    }

    fn delete<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let deleted = |slot: &u32| match self.done.get(slot) {
            // With the version that releasing it has counted on.
            Some(Done::Released(row)) => Some(row.clone()),
            _ => self.stored(*slot).cloned(),
        };
        let copies: Vec<M> = rows.iter().filter_map(deleted).collect();
        C::pending(C::answer(async move {
            C::pending(M::delete_rows(&copies, conn)).await?;
            self.done.extend(rows.into_iter().map(|slot| (slot, Done::Deleted)));
            Ok(())
        }))
    }

    fn shown(&self, action: &Written) -> Vec<PlannedStatement> {
        shown::shown::<C, M>(self, action)
    }

    fn apply(&mut self) -> Applied {
        Rows::apply(self)
    }

    fn has_gone(&self, key: Option<&dyn Any>) -> bool {
        match key {
            Some(key) => key.downcast_ref::<M::Key>().is_some_and(|key| self.gone.contains(key)),
            None => !self.gone.is_empty(),
        }
    }

    fn forget_gone(&mut self) {
        self.gone.clear();
    }

    fn rows_of(&self, key: usize, is_parent: &dyn Fn(&dyn Any) -> bool) -> Vec<u32> {
        let Some(foreign) = M::FOREIGN_KEYS.get(key) else { return Vec::new() };
        let is_one = |slot: &u32| {
            self.row(*slot).and_then(foreign.of_row).is_some_and(|key| {
                let key: &dyn Any = &*key;
                is_parent(key)
            })
        };
        (0..self.slots.len()).filter(is_one).collect()
    }

    fn follow(&mut self, slot: u32, key: usize, action: Action, parent: Option<&dyn Any>) {
        let Some(foreign) = M::FOREIGN_KEYS.get(key) else { return };
        match (action, parent) {
            (Action::Cascade, None) => self.cascaded(slot),
            (Action::Cascade, Some(key)) => self.followed(slot, |row| (foreign.set_row)(row, Some(key))),
            (Action::SetNull, _) => self.followed(slot, |row| (foreign.set_row)(row, None)),
            (Action::SetDefault, _) => self.stale.expired(slot),
            (Action::NoAction | Action::Restrict, _) => {}
        }
    }

    fn relist(&mut self, key: usize, slot: u32, from: Option<u32>, to: Option<u32>) {
        Rows::relist(self, key, slot, from, to);
    }

    fn discard(&mut self) {
        Rows::discard(self);
    }

    fn committed(&mut self) {
        Rows::committed(self);
    }

    fn saved(&mut self) {
        Rows::saved(self);
    }

    fn released(&mut self) {
        Rows::released(self);
    }

    fn rolled_back(&mut self) {
        Rows::rolled_back(self);
    }

    fn all_rolled_back(&mut self) {
        Rows::all_rolled_back(self);
    }

    fn expire_all(&mut self) {
        self.stale.all_expired();
        self.lists.iter_mut().for_each(std::collections::HashMap::clear);
    }
}

impl<M: Model> Rows<M> {
    /// Whether every value of a new row is known before it is written.
    fn is_whole(&self, slot: u32) -> bool {
        match self.slot(slot) {
            Some(Slot::New(new)) => match &new.ready {
                Some(draft) => (0..M::SCHEMA.columns.len())
                    .all(|column| M::Row::value(draft, column).is_some() || self.is_linked(slot, column)),
                None => matches!(new.values, Values::Row(_)),
            },
            _ => false,
        }
    }

    /// Whether a column gets its value from a parent that is a row of the session.
    fn is_linked(&self, slot: u32, column: usize) -> bool {
        let of_column =
            |(key, _): (usize, _)| M::FOREIGN_KEYS.get(key).is_some_and(|key| key.columns.contains(&column));
        self.links_of(slot).any(of_column)
    }

    /// A new row, and the row with the same key whose place it takes.
    pub(super) fn in_place(&self, slot: u32) -> Option<(M, &M)>
    where
        M: Clone,
        M::Row: Tracks,
    {
        let was = self.stored(*self.switches.get(&slot)?)?;
        let Some(Slot::New(new)) = self.slot(slot) else { return None };
        let mut row = match (&new.ready, &new.values) {
            (Some(draft), _) => M::from_row(M::Row::complete(M::Row::copy(draft))?),
            (None, Values::Row(row)) => row.clone(),
            (None, Values::Draft(_)) => return None,
        };
        // It is the same row to the database, whose version goes on.
        let version = M::SCHEMA.columns.iter().position(|column| column.role == Role::Version);
        if let (Some(version), Some(stored)) = (row.version(), version.and_then(|column| was.value(column))) {
            version.follow(stored);
        }
        Some((row, was))
    }
}

fn wrong<M: Model>(row: &M) -> ValidationErrors {
    match validate_row(row) {
        Err(Error::Validation(found)) => *found,
        _ => ValidationErrors::new(M::NAME),
    }
}

/// The field of the key, of which there may be several.
fn key_field<M: Model>() -> &'static str {
    match M::KEY {
        [column] => M::SCHEMA.columns.get(*column).map_or("", |column| column.field),
        _ => "",
    }
}

/// Gives a row to insert the keys of its parents.
fn fill<M: Model>(draft: &mut Draft<M>, keys: &[(usize, AnyKey)], nulls: &[usize]) {
    let keys = keys.iter().map(|(number, key)| (number, Some(&**key as &dyn Any)));
    for (number, key) in keys.chain(nulls.iter().map(|number| (number, None))) {
        if let Some(foreign) = M::FOREIGN_KEYS.get(*number) {
            (foreign.set)(draft, key);
        }
    }
}

/// Gives a row the keys of its parents; the columns of these.
fn fill_row<M: Model>(row: &mut M, keys: &[(usize, AnyKey)]) -> ColumnSet {
    let mut columns = ColumnSet::EMPTY;
    for (number, key) in keys {
        if let Some(foreign) = M::FOREIGN_KEYS.get(*number) {
            (foreign.set_row)(row, Some(&**key));
            columns = columns.union(ColumnSet::of(foreign.columns));
        }
    }
    columns
}

/// Writes the same columns of copies of rows, and keeps what they are then.
async fn save<C: Exec, M: Track<C>>(
    of: &mut Rows<M>,
    rows: Vec<(u32, M)>,
    columns: ColumnSet,
    done: fn(M) -> Done<M>,
    conn: &mut C,
) -> Result<()> {
    let (slots, mut rows): (Vec<u32>, Vec<M>) = rows.into_iter().unzip();
    C::pending(M::save_columns(&mut rows, columns, conn)).await?;
    of.done.extend(slots.into_iter().zip(rows.into_iter().map(done)));
    Ok(())
}

//! What a session has, and what it has changed.

use super::rows::{Rows, Slot};
use super::track::Track;
use super::{Handle, Session, State};
use crate::connection::Conn;
use crate::database::Transactional;
use crate::error::{Result, SessionError};
use crate::model::Model;
use crate::write::Writable;

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// What a row is to this session.
    pub fn state<M: Model>(&self, row: Handle<M>) -> State {
        self.memory.state(row)
    }

    /// Whether a row is in this session, written or not.
    pub fn contains<M: Model>(&self, row: Handle<M>) -> bool {
        matches!(self.state(row), State::Pending | State::Persistent | State::Dirty)
    }

    /// The handle of a row by the number that an error of a flush gives it.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug, Clone)]
    /// # pub struct User { pub id: i64, #[validate(length(min = 1))] pub name: String }
    /// # schema! { pub Users: User }
    /// # fn main() -> model_runtime::Result<()> {
    /// # let db = Database::connect("sqlite::memory:")?;
    /// # Users::create_all(&mut db.get()?)?;
    /// let mut session = db.session()?;
    /// let [_, nobody] = session.add_all(["Ann", ""].map(|name| NewUser { name: name.into() }))?;
    /// if let Err(model_runtime::Error::Validation(errors)) = session.flush() {
    ///     let row = errors.field_errors()[0].row;
    ///     assert_eq!(row.and_then(|row| session.numbered::<User>(row)), Some(nobody));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn numbered<M: Model>(&self, row: usize) -> Option<Handle<M>> {
        let slot = u32::try_from(row).ok()?;
        self.memory.rows::<M>()?.slot(slot)?;
        Some(self.memory.handle(slot))
    }

    /// The rows that were added and are not written yet, in the order of adding.
    pub fn new_rows<M: Model>(&self) -> Vec<Handle<M>> {
        self.touched(|_, slot| matches!(slot, Slot::New(_)))
    }

    /// The rows that were changed and are not written yet.
    pub fn dirty_rows<M: Track<G::Raw>>(&self) -> Vec<Handle<M>> {
        let Some(rows) = self.memory.rows::<M>() else { return Vec::new() };
        self.touched(|number, _| {
            let change = rows.change(number);
            change
                .is_some_and(|(now, was)| !Rows::changed(now, was).is_empty() || rows.links_of(number).next().is_some())
        })
    }

    /// The rows that are to be deleted by the next flush.
    pub fn deleted_rows<M: Model>(&self) -> Vec<Handle<M>> {
        self.touched(|_, slot| matches!(slot, Slot::Deleted(_)))
    }

    /// Whether there may be anything to write: a row was added, deleted, or lent to be changed.
    pub fn is_dirty(&self) -> bool {
        self.memory.stores.iter().any(|store| store.is_touched())
    }

    /// Several rows at once, to change them: each another one.
    ///
    /// # Errors
    /// As [`row_mut`](Session::row_mut), and [`SessionError::Twice`] if a row is given twice.
    pub fn get_disjoint_mut<M: Track<G::Raw> + Writable, const COUNT: usize>(
        &mut self,
        rows: [Handle<M>; COUNT],
    ) -> Result<[&mut M; COUNT]> {
        for row in rows {
            self.row_mut(row)?;
        }
        let slots = self.memory.rows_mut::<M>().slots.get_disjoint_mut(rows.map(|row| row.row.slot));
        let slots = slots.ok_or(SessionError::Twice { model: M::NAME })?;
        let mut found = Vec::with_capacity(COUNT);
        for slot in slots {
            if let Slot::Changed(row, _) = slot {
                found.push(row);
            }
        }
        found.try_into().map_err(|_| SessionError::Twice { model: M::NAME }.into())
    }

    fn touched<M: Model>(&self, is_meant: impl Fn(u32, &Slot<M>) -> bool) -> Vec<Handle<M>> {
        let Some(rows) = self.memory.rows::<M>() else { return Vec::new() };
        let is_meant = |slot: &u32| rows.slot(*slot).is_some_and(|place| is_meant(*slot, place));
        rows.touched.in_order().into_iter().filter(is_meant).map(|slot| self.memory.handle(slot)).collect()
    }
}

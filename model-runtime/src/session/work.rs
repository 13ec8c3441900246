//! Rows that come into a session, leave it, or are read anew.

use super::rows::{New, Rows, Slot, Values};
use super::track::Track;
use super::{Addable, Handle, Session, State};
use crate::connection::{Conn, Exec, Ret};
use crate::database::Transactional;
use crate::error::{Error, Result, SessionError};
use crate::model::{Model, NewRow, Patch};
use crate::schema::Role;
use crate::write::Writable;

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// Tracks a row that is in the database as it is given; nothing is read.
    ///
    /// # Errors
    /// [`SessionError::Known`] if the session has the row already.
    pub fn attach<M: Track<G::Raw>>(&mut self, row: M) -> Result<Handle<M>> {
        let rows = self.memory.rows_mut::<M>();
        if rows.find(&row.key()).is_some() {
            return Err(SessionError::Known { model: M::NAME }.into());
        }
        let slot = rows.attach(row);
        Ok(self.memory.handle(slot))
    }

    /// Makes the row with the key of a given one as that is: it is read unless the session has it, and what is different is written by the
    /// next flush. If there is none, the given row is added.
    ///
    /// # Errors
    /// [`Error::Stale`] if the given row has a version that is not that of the row in the database. Otherwise as [`get`](Session::get).
    pub fn merge<M: Track<G::Raw> + Writable + Addable<Model = M>>(&mut self, row: M) -> Ret<'_, G, Handle<M>> {
        <G::Raw as Exec>::answer(async move {
            self.may_write()?;
            let known = <G::Raw as Exec>::pending(self.get::<M>(row.key())).await?;
            let Some(known) = known else { return self.add(row) };
            let version = M::SCHEMA.columns.iter().position(|column| column.role == Role::Version);
            let same = |column: usize| {
                let (given, known) = (row.value(column)?, self.memory.row(known).ok()?.value(column)?);
                Some(<M::Row as crate::model::Tracks>::is_same(column, given, known))
            };
            if version.is_some_and(|version| same(version) == Some(false)) {
                return Err(Error::stale(M::NAME));
            }
            *self.row_mut(known)? = row;
            Ok(known)
        })
    }

    /// Makes the changes of a patch to a row; the next flush writes them.
    ///
    /// # Errors
    /// As [`row_mut`](Session::row_mut).
    pub fn patch<M: Track<G::Raw> + Writable>(&mut self, row: Handle<M>, patch: M::Patch) -> Result<()> {
        patch.apply(self.row_mut(row)?);
        Ok(())
    }

    /// Takes a row out of the session, as it is here. What was changed is not written, and the handle stands for nothing any more.
    ///
    /// # Errors
    /// As [`row`](Session::row).
    pub fn expunge<M: Track<G::Raw>>(&mut self, row: Handle<M>) -> Result<M> {
        let slot = self.memory.own(row)?;
        let state = self.state(row);
        self.memory.rows_mut::<M>().expunge(slot).ok_or_else(|| super::memory::no_row(M::NAME, state))
    }

    /// Takes every row out of the session; what was changed is not written, and no handle stands for anything any more.
    pub fn expunge_all(&mut self) {
        self.memory.clear();
    }

    /// Reads a row anew; what was changed here is thrown away, and its related rows are read again when they are asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it is gone; otherwise as [`row`](Session::row) and [`Query::all`](crate::Query::all).
    pub fn refresh<M: Track<G::Raw>>(&mut self, row: Handle<M>) -> Ret<'_, G, ()> {
        <G::Raw as Exec>::answer(async move {
            let key = self.stored_key(row)?;
            self.begin().await?;
            let found = <G::Raw as Exec>::pending(M::get_key(key, self.conn.raw())).await?;
            let found = found.ok_or_else(|| Error::not_found(M::NAME))?;
            self.memory.rows_mut::<M>().replace(row.row.slot, found);
            self.memory.forget_lists::<M>(row.row.slot);
            Ok(())
        })
    }

    /// Says that a row may be out of date: it is as it was read until the next query that finds it, [`get`](Session::get),
    /// [`related`](Session::related) or [`fresh`](Session::fresh) reads it anew. What was changed here stays, and is written.
    ///
    /// # Errors
    /// As [`row`](Session::row).
    pub fn expire<M: Track<G::Raw>>(&mut self, row: Handle<M>) -> Result<()> {
        self.row(row)?;
        self.memory.rows_mut::<M>().stale.expired(row.row.slot);
        self.memory.forget_lists::<M>(row.row.slot);
        Ok(())
    }

    /// Says that every row may be out of date, as [`expire`](Session::expire).
    pub fn expire_all(&mut self) {
        self.memory.each(|store| store.expire_all());
    }

    /// A row, read anew if it was [expired](Session::expire).
    ///
    /// # Errors
    /// [`Error::NotFound`] if it is gone; otherwise as [`row`](Session::row) and [`get`](Session::get).
    pub fn fresh<M: Track<G::Raw>>(&mut self, row: Handle<M>) -> Ret<'_, G, &M> {
        <G::Raw as Exec>::answer(async move {
            let key = self.stored_key(row)?;
            let found = <G::Raw as Exec>::pending(self.get::<M>(key)).await?;
            found.ok_or_else(|| Error::not_found(M::NAME))?;
            self.memory.row(row)
        })
    }

    /// The values of a row that is not written yet. Parents that are rows of the session stand in it as their handles.
    ///
    /// # Errors
    /// [`Error::Session`] if the row was written, or is none of this session; [`SessionError::Whole`] if it was added as a whole row.
    pub fn pending<M: Track<G::Raw>>(&self, row: Handle<M>) -> Result<M::New> {
        let slot = self.memory.own(row)?;
        let rows = self.memory.rows::<M>();
        match rows.and_then(|rows| rows.slot(slot)) {
            Some(Slot::New(new)) => given(new),
            _ => Err(super::memory::no_row(M::NAME, self.state(row))),
        }
    }

    /// Takes back the values of a row that is not written yet, or was rolled back before it was ever committed: to be added again, here or
    /// elsewhere. A key that the database made is not among them.
    ///
    /// # Errors
    /// As [`pending`](Session::pending).
    pub fn take_new<M: Track<G::Raw>>(&mut self, row: Handle<M>) -> Result<M::New> {
        let slot = self.memory.own(row)?;
        let state = self.state(row);
        let rows: &mut Rows<M> = self.memory.rows_mut();
        match rows.slot(slot) {
            Some(Slot::New(new) | Slot::RolledBack(new)) => {
                let values = given(new)?;
                rows.clean(slot);
                if let Some(place) = rows.slot_mut(slot) {
                    *place = Slot::Gone(State::Detached);
                }
                Ok(values)
            }
            _ => Err(super::memory::no_row(M::NAME, state)),
        }
    }

    /// Changes the values of a row that is not written yet.
    ///
    /// # Errors
    /// As [`pending`](Session::pending), and as [`add`](Session::add) for a parent that is a row of the session.
    pub fn amend<M: Track<G::Raw> + Writable>(
        &mut self,
        row: Handle<M>,
        change: impl FnOnce(&mut M::New),
    ) -> Result<()> {
        let mut values = self.pending(row)?;
        change(&mut values);
        self.memory.amend::<M>(row.row.slot, values.into_values())
    }

    fn stored_key<M: Track<G::Raw>>(&self, row: Handle<M>) -> Result<M::Key> {
        let slot = self.memory.alive(row)?;
        let stored = self.memory.rows::<M>().and_then(|rows| rows.stored(slot)).map(Model::key);
        stored.ok_or_else(|| super::memory::no_row(M::NAME, self.state(row)))
    }
}

/// The values of a new row, as they were given.
fn given<M: Model<Row: crate::model::Tracks>>(new: &New<M>) -> Result<M::New> {
    let Values::Draft(draft) = &new.values else { return Err(SessionError::Whole { model: M::NAME }.into()) };
    let row_at = |column: usize| new.rows.iter().find(|(at, _)| *at == column).map(|(_, row)| *row);
    let values = M::New::from_draft(<M::Row as crate::model::Tracks>::copy(draft), &row_at);
    values.ok_or_else(|| Error::query(M::NAME, "a value of the row is missing".to_owned()))
}

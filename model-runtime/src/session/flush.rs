//! Writing what has changed: the steps of the plan, one after the other, and the savepoint around them.

use super::Session;
use super::memory::Memory;
use super::plan::Planned;
use super::store::Fill;
use crate::connection::{Conn, Exec, Ret};
use crate::database::Transactional;
use crate::database::transaction::{log_failed, unwind};
use crate::error::{Error, Result};
use crate::unit::{Action, RowId, Step};

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// Writes what has changed, in batches and in the order of the foreign keys; rows get their keys.
    ///
    /// All of it is written, or nothing: if the database refuses any of it, it is as before, and so are the rows here.
    ///
    /// # Errors
    /// [`Error::Validation`] before anything is sent, [`Error::Session`] for rows that refer
    /// to each other in a circle, [`Error::Constraint`], [`Error::Stale`], and errors of the
    /// database.
    pub fn flush(&mut self) -> Ret<'_, G, ()> {
        <G::Raw as Exec>::answer(self.flushed())
    }

    pub(super) async fn flushed(&mut self) -> Result<()> {
        self.is_interrupted()?;
        if !self.is_dirty() {
            return Ok(());
        }
        let planned = match self.memory.plan() {
            Ok(planned) => planned,
            Err(error) => {
                self.memory.each(|store| store.discard());
                return Err(error);
            }
        };
        if planned.steps.is_empty() {
            self.memory.apply();
            return Ok(());
        }
        self.begin().await?;
        self.is_busy = true;
        let depth = self.depth();
        // What was written before is not to be lost if this is refused.
        let savepoint = self.has_written || self.savepoints > 0;
        if savepoint {
            let set = self.conn.raw().begin_savepoint().await;
            set.map_err(|error| self.conn.raw().decode(error))?;
        }
        let written = match carry_out(&mut self.memory, planned, self.conn.raw()).await {
            Ok(()) if savepoint => {
                let released = self.conn.raw().commit_innermost().await;
                released.map_err(|error| self.conn.raw().decode(error))
            }
            written => written,
        };
        let written = match written {
            Ok(()) => {
                self.memory.apply();
                self.memory.expire_views();
                self.has_written = true;
                Ok(())
            }
            Err(error) => {
                self.memory.each(|store| store.discard());
                // The first error counts; a failed rollback is logged.
                if savepoint {
                    log_failed(unwind(self.conn.raw(), depth + 1).await);
                } else {
                    log_failed(unwind(self.conn.raw(), depth).await);
                    self.ended();
                }
                Err(self.with_rows(error).await)
            }
        };
        self.is_busy = false;
        written
    }

    /// The error of a flush that was undone, with the rows that were not there.
    async fn with_rows(&mut self, error: Error) -> Error {
        for store in &mut self.memory.stores {
            // An error of the search is not told: the first one counts.
            if let Ok(missing) = store.missing(self.conn.raw()).await
                && !missing.is_empty()
            {
                return error.of_rows(missing.into_iter().filter_map(|row| usize::try_from(row).ok()).collect());
            }
        }
        error
    }
}

async fn carry_out<C: Exec>(memory: &mut Memory<C>, mut planned: Planned, conn: &mut C) -> Result<()> {
    for Step { table, action } in std::mem::take(&mut planned.steps) {
        let fill = |slot: u32, nulls: &[usize], only: Option<&[usize]>| {
            let is_meant = |key: usize| !nulls.contains(&key) && only.is_none_or(|only| only.contains(&key));
            let parents = planned.parents_of((table, slot)).iter().filter(|(key, _)| is_meant(*key));
            let key = |(key, (of, parent)): &(usize, RowId)| Some((*key, memory.stores.get(*of)?.key_of(*parent)?));
            Fill { slot, keys: parents.filter_map(key).collect(), nulls: nulls.to_vec() }
        };
        let fills: Vec<Fill> = match &action {
            Action::Insert(rows) => rows.iter().map(|(slot, nulls)| fill(*slot, nulls, None)).collect(),
            Action::Point(rows) => rows.iter().map(|(slot, keys)| fill(*slot, &[], Some(keys))).collect(),
            Action::Update(rows) => rows.iter().map(|slot| fill(*slot, &[], None)).collect(),
            Action::Release(_) | Action::Delete(_) => Vec::new(),
        };
        let Some(store) = memory.stores.get_mut(table) else { continue };
        match action {
            Action::Insert(_) => store.insert(fills, conn).await?,
            Action::Point(_) => store.point(fills, conn).await?,
            Action::Update(_) => store.update(fills, conn).await?,
            Action::Release(rows) => store.release(rows, conn).await?,
            Action::Delete(rows) => store.delete(rows, conn).await?,
        }
    }
    Ok(())
}

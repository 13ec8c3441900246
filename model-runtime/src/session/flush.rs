//! Writing what has changed: the steps of the plan, one after the other, and the transaction around them.

use std::collections::BTreeMap;

use super::Session;
use super::store::{Fill, Parent};
use crate::connection::{Conn, Exec, Ret};
use crate::database::transaction::unwind;
use crate::database::{TransactionOptions, Transactional};
use crate::error::{Error, Result, SessionError};
use crate::unit::{Action, Change, Key, Link, RowId, Step, Table, Work, plan};

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// Writes what has changed, in batches and in the order of the foreign keys; rows get their keys.
    ///
    /// All of it is written, or nothing: if the database refuses any of it, it is as before, and so are the rows here.
    ///
    /// # Errors
    /// [`Error::Validation`] before anything is sent, [`Error::Session`] for rows that refer to each other in a circle, [`Error::Constraint`],
    /// [`Error::Stale`], and errors of the database.
    pub fn flush(&mut self) -> Ret<'_, G, ()> {
        <G::Raw as Exec>::answer(self.flushed())
    }

    /// Writes what has changed, and ends the transaction.
    ///
    /// # Errors
    /// As [`flush`](Session::flush), and those of COMMIT: everything since the last commit is rolled back then, here too.
    pub fn commit(&mut self) -> Ret<'_, G, ()> {
        <G::Raw as Exec>::answer(async move {
            self.flushed().await?;
            if self.open.is_none() {
                return Ok(());
            }
            self.is_busy = true;
            let raw = self.conn.raw();
            let committed = raw.commit_innermost().await;
            if let Err(error) = committed {
                let error = self.conn.raw().decode(error);
                // What went wrong first is what the caller has to know; a failed rollback is logged.
                crate::database::transaction::log_failed(self.undo().await);
                return Err(error);
            }
            (self.open, self.has_written, self.is_busy) = (None, false, false);
            self.stores.iter_mut().for_each(|store| store.committed());
            Ok(())
        })
    }

    /// Undoes everything since the last commit, in the database and here. Rows that were added since are gone.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn rollback(&mut self) -> Ret<'_, G, ()> {
        <G::Raw as Exec>::answer(async move {
            let undone = self.undo().await;
            undone.map_err(|error| self.conn.raw().decode(error))
        })
    }

    async fn undo(&mut self) -> diesel::QueryResult<()> {
        self.stores.iter_mut().for_each(|store| store.rolled_back());
        let Some(depth) = self.open else { return Ok(()) };
        self.is_busy = true;
        let undone = unwind(self.conn.raw(), depth).await;
        (self.open, self.has_written, self.is_busy) = (None, false, false);
        undone
    }

    /// Begins the transaction, if none is open.
    pub(super) async fn begin(&mut self) -> Result<()> {
        if self.is_busy {
            // Nobody knows how far it came. The transaction is given up, and what is here is what it was before.
            self.is_busy = false;
            self.stores.iter_mut().for_each(|store| store.rolled_back());
            self.has_written = false;
            if let Some(depth) = self.open.take() {
                self.conn.raw().abandon(depth);
            }
            return Err(Error::Session(Box::new(SessionError::Interrupted)));
        }
        if self.open.is_some() {
            return Ok(());
        }
        let raw = self.conn.raw();
        let depth = match raw.depth() {
            Ok(depth) => depth,
            Err(error) => return Err(raw.decode(error)),
        };
        // Dropped while the database begins it, it is as good as begun.
        self.open = Some(depth + 1);
        let begun = match depth {
            0 => raw.begin_outermost(TransactionOptions::new()).await,
            _ => raw.begin_savepoint().await,
        };
        begun.map_err(|error| {
            self.open = None;
            self.conn.raw().decode(error)
        })
    }

    pub(super) async fn flushed(&mut self) -> Result<()> {
        let work = self.work();
        if work.changes.is_empty() && !self.is_busy {
            return Ok(());
        }
        self.stores.iter_mut().try_for_each(|store| store.check())?;
        let steps = plan(&work).map_err(|cycle| {
            let models = cycle.rows.iter().filter_map(|(table, _)| self.stores.get(*table)).map(|store| store.model());
            Error::Session(Box::new(SessionError::Cycle { models: models.collect() }))
        })?;
        self.begin().await?;
        self.is_busy = true;
        let depth = self.open.unwrap_or(1);
        // What was written before is not to be lost if this is refused.
        let savepoint = self.has_written;
        if savepoint {
            let set = self.conn.raw().begin_savepoint().await;
            set.map_err(|error| self.conn.raw().decode(error))?;
        }
        let written = match self.carry_out(steps).await {
            Ok(()) if savepoint => {
                let released = self.conn.raw().commit_innermost().await;
                released.map_err(|error| self.conn.raw().decode(error))
            }
            written => written,
        };
        match written {
            Ok(()) => {
                self.stores.iter_mut().for_each(|store| store.apply());
                self.has_written = true;
            }
            Err(_) => {
                self.stores.iter_mut().for_each(|store| store.discard());
                let to = if savepoint { depth + 1 } else { depth };
                // The first error counts; a failed rollback is logged.
                crate::database::transaction::log_failed(unwind(self.conn.raw(), to).await);
                if !savepoint {
                    self.open = None;
                }
            }
        }
        self.is_busy = false;
        written
    }

    /// What has to be written, by numbers.
    fn work(&mut self) -> Work {
        let mut work = Work::default();
        for (table, store) in self.stores.iter_mut().enumerate() {
            work.changes.extend(store.changes().into_iter().map(|(slot, change)| ((table, slot), change)));
        }
        if work.changes.is_empty() {
            return work;
        }
        // A foreign key to a model that the session has no rows of refers to no row here: it is taken to be one to the table itself, where it
        // has no links.
        let numbers = &self.numbers;
        let tables = self.stores.iter().enumerate().map(|(table, store)| {
            let key = |(parent, nullable)| Key { parent: numbers.get(&parent).copied().unwrap_or(table), nullable };
            Table { keys: store.foreign_keys().into_iter().map(key).collect() }
        });
        work.tables = tables.collect();
        let changes: BTreeMap<RowId, Change> = work.changes.iter().copied().collect();
        for child in changes.keys() {
            let links = self.parents(*child).into_iter().map(|(key, parent)| Link { child: *child, key, parent });
            work.links.extend(links.filter(|link| changes.contains_key(&link.parent)));
        }
        work
    }

    /// The rows of the session that a row refers to, by foreign key.
    fn parents(&self, (table, slot): RowId) -> Vec<(usize, RowId)> {
        let Some(store) = self.stores.get(table) else { return Vec::new() };
        let parent = |(key, parent): (usize, Parent)| {
            let of = *self.numbers.get(&store.parent_model(key)?)?;
            match parent {
                Parent::Slot(slot) => Some((key, (of, slot))),
                Parent::Key(value) => Some((key, (of, self.stores.get(of)?.slot_of(&*value)?))),
            }
        };
        store.parents(slot).into_iter().filter_map(parent).collect()
    }

    /// A row, and the keys of its parents, but for those that come later.
    fn fill(&self, table: usize, slot: u32, keys: impl Fn(usize) -> bool) -> Fill {
        let parents = self.parents((table, slot)).into_iter().filter(|(key, _)| keys(*key));
        let key = |(key, (of, parent)): (usize, RowId)| Some((key, self.stores.get(of)?.key_of(parent)?));
        Fill { slot, keys: parents.filter_map(key).collect() }
    }

    async fn carry_out(&mut self, steps: Vec<Step>) -> Result<()> {
        for Step { table, action } in steps {
            let fills: Vec<Fill> = match &action {
                Action::Insert(rows) => {
                    rows.iter().map(|(slot, nulls)| self.fill(table, *slot, |key| !nulls.contains(&key))).collect()
                }
                Action::Point(rows) => {
                    rows.iter().map(|(slot, keys)| self.fill(table, *slot, |key| keys.contains(&key))).collect()
                }
                _ => Vec::new(),
            };
            let (Some(store), conn) = (self.stores.get_mut(table), self.conn.raw()) else { continue };
            match action {
                Action::Insert(_) => store.insert(fills, conn).await?,
                Action::Point(_) => store.point(fills, conn).await?,
                Action::Update(rows) => store.update(rows, conn).await?,
                Action::Release(rows) => store.release(rows, conn).await?,
                Action::Delete(rows) => store.delete(rows, conn).await?,
            }
        }
        Ok(())
    }
}

//! The transactions of a session, and savepoints in them.

use std::ops::{Deref, DerefMut};
use std::pin::pin;

use super::Session;
use crate::connection::{Awaiting, Blocking, Conn, Exec, Ret, now};
use crate::database::transaction::{log_failed, unwind};
use crate::database::{AllOrNothing, TransactionOptions, Transactional};
use crate::error::{Error, Result, SessionError};

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// Writes what has changed, and ends the transaction.
    ///
    /// # Errors
    /// As [`flush`](Session::flush), and those of COMMIT: everything since the last commit is rolled back then, here too.
    /// [`SessionError::InSavepoint`] in a savepoint.
    pub fn commit(&mut self) -> Ret<'_, G, ()> {
        <G::Raw as Exec>::answer(async move {
            if self.savepoints > 0 {
                return Err(SessionError::InSavepoint.into());
            }
            self.committed().await
        })
    }

    /// Undoes everything since the last commit, in the database and here. Rows that were added since are gone;
    /// [`take_new`](Session::take_new) gives their values back.
    ///
    /// # Errors
    /// Errors of the database. [`SessionError::InSavepoint`] in a savepoint, which an error of its closure rolls back.
    pub fn rollback(&mut self) -> Ret<'_, G, ()> {
        <G::Raw as Exec>::answer(async move {
            if self.savepoints > 0 {
                return Err(SessionError::InSavepoint.into());
            }
            let undone = self.undo().await;
            undone.map_err(|error| self.conn.raw().decode(error))
        })
    }

    /// Rolls back what was not committed, and gives the connection back.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn close<'c>(mut self) -> Ret<'c, G, ()>
    where
        Self: 'c,
    {
        <G::Raw as Exec>::answer(async move {
            let undone = self.undo().await;
            undone.map_err(|error| self.conn.raw().decode(error))
        })
    }

    async fn committed(&mut self) -> Result<()> {
        self.flushed().await?;
        if self.open.is_none() {
            return Ok(());
        }
        self.is_busy = true;
        let committed = self.conn.raw().commit_innermost().await;
        if let Err(error) = committed {
            let error = self.conn.raw().decode(error);
            // What went wrong first is what the caller has to know; a failed rollback is logged.
            log_failed(self.undo().await);
            return Err(error);
        }
        self.ended();
        self.memory.committed();
        if self.options.expires() {
            self.memory.each(|store| store.expire_all());
        }
        Ok(())
    }

    async fn undo(&mut self) -> diesel::QueryResult<()> {
        self.memory.all_rolled_back();
        let Some(depth) = self.open else {
            self.ended();
            return Ok(());
        };
        self.is_busy = true;
        let undone = unwind(self.conn.raw(), depth).await;
        self.ended();
        undone
    }

    /// The transaction is over.
    pub(super) const fn ended(&mut self) {
        (self.open, self.savepoints, self.has_written, self.is_busy) = (None, 0, false, false);
    }

    /// The depth of the innermost transaction or savepoint of the session.
    pub(super) fn depth(&self) -> u32 {
        self.open.unwrap_or(1) + self.savepoints
    }

    /// Whether something was dropped before it was complete: nobody knows how far it came. The transaction is given up then, and what is
    /// here is what it was before.
    pub(super) fn is_interrupted(&mut self) -> Result<()> {
        if !self.is_busy {
            return Ok(());
        }
        self.memory.all_rolled_back();
        if let Some(depth) = self.open {
            self.conn.raw().abandon(depth);
        }
        self.ended();
        Err(SessionError::Interrupted.into())
    }

    /// Begins the transaction, if none is open.
    pub(super) async fn begin(&mut self) -> Result<()> {
        self.is_interrupted()?;
        if self.open.is_some() {
            return Ok(());
        }
        let raw = self.conn.raw();
        let depth = match raw.depth() {
            Ok(depth) => depth,
            Err(error) => return Err(raw.decode(error)),
        };
        let options = TransactionOptions::new();
        let options = if self.options.reads_only() { options.read_only() } else { options };
        // Dropped while the database begins it, it is as good as begun.
        self.open = Some(depth + 1);
        let begun = match depth {
            0 => raw.begin_outermost(options).await,
            _ => raw.begin_savepoint().await,
        };
        begun.map_err(|error| {
            self.open = None;
            self.conn.raw().decode(error)
        })
    }

    async fn transacted<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.savepoints > 0 {
            return self.saved(work).await;
        }
        // What is written by the connection in between belongs to it, too.
        self.begin().await?;
        let mut guard = Guard { session: self, undo: Undo::All };
        match work(guard.session).await {
            Ok(value) => {
                guard.undo = Undo::Nothing;
                guard.session.committed().await?;
                Ok(value)
            }
            Err(error) => {
                guard.undo = Undo::Nothing;
                log_failed(guard.session.undo().await);
                Err(error)
            }
        }
    }

    async fn saved<T, E: From<Error>>(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let guard = self.save().await?;
        let worked = work(guard.session).await;
        guard.release(worked).await
    }

    /// Begins a savepoint.
    async fn save(&mut self) -> Result<Guard<'_, G>> {
        // What was not written yet belongs to what is around the savepoint.
        self.flushed().await?;
        self.begin().await?;
        self.is_busy = true;
        let set = self.conn.raw().begin_savepoint().await;
        set.map_err(|error| self.conn.raw().decode(error))?;
        self.is_busy = false;
        self.savepoints += 1;
        self.memory.saved();
        let undo = Undo::Savepoint(self.depth());
        Ok(Guard { session: self, undo })
    }
}

impl<G: Conn<Raw: Transactional> + Send> Guard<'_, G> {
    /// Ends a savepoint: what was done in it is written if it succeeded, and undone if it failed.
    async fn release<T, E: From<Error>>(mut self, worked: Result<T, E>) -> Result<T, E> {
        let worked = match worked {
            Ok(value) => self.session.flushed().await.map(|()| value).map_err(E::from),
            Err(error) => Err(error),
        };
        self.undo = Undo::Nothing;
        let session = &mut *self.session;
        if session.open.is_none() {
            // It was ended inside, by an error after which nothing could go on.
            return worked;
        }
        session.is_busy = true;
        let ended = match &worked {
            Ok(_) => session.conn.raw().commit_innermost().await,
            Err(_) => {
                let depth = session.depth();
                unwind(session.conn.raw(), depth).await
            }
        };
        session.savepoints -= 1;
        session.is_busy = false;
        match (worked, ended) {
            (Ok(value), Ok(())) => {
                session.memory.released();
                Ok(value)
            }
            (Ok(_), Err(error)) => {
                let error = session.conn.raw().decode(error);
                log_failed(session.undo().await);
                Err(error.into())
            }
            (Err(error), ended) => {
                session.memory.rolled_back();
                log_failed(ended);
                Err(error)
            }
        }
    }
}

/// Several writes on a session are in a savepoint.
impl<G: Conn<Raw: Transactional> + Send> AllOrNothing for Session<G> {
    type Within<'c>
        = Guard<'c, G>
    where
        Self: 'c;

    fn begin_all(&mut self) -> Self::Wait<'_, Result<Guard<'_, G>>> {
        <G::Raw as Exec>::pending(<G::Raw as Exec>::answer(async move {
            self.may_write()?;
            self.save().await
        }))
    }

    fn end_all<'c, T: Send + 'c>(within: Guard<'c, G>, done: Result<T>) -> Self::Wait<'c, Result<T>>
    where
        Self: 'c,
    {
        <G::Raw as Exec>::pending(<G::Raw as Exec>::answer(within.release(done)))
    }
}

/// Closures in transactions of a session, on every blocking connection.
pub trait Scopes: Sized {
    /// Runs `work`, and commits if it returns `Ok`; if it returns `Err` or panics, everything since the last commit is undone, in the
    /// database and here. Inside a savepoint this is a savepoint.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug, Clone)]
    /// # pub struct User { pub id: i64, pub name: String }
    /// # schema! { pub Users: User }
    /// # fn main() -> model_runtime::Result<()> {
    /// # let db = Database::connect("sqlite::memory:")?;
    /// # Users::create_all(&mut db.get()?)?;
    /// let mut session = db.session()?;
    /// let ann = session.transaction(|session| session.add(NewUser { name: "Ann".into() }))?;
    /// assert_eq!(session[ann].name, "Ann");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of `work`, and those of [`commit`](Session::commit).
    fn transaction<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>;

    /// Runs `work` in a savepoint: what has changed before is written first, and if `work` returns `Err` or panics, what it did is undone, in
    /// the database and here, and nothing else.
    ///
    /// # Errors
    /// Those of `work`, and those of [`flush`](Session::flush).
    fn savepoint<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>;
}

impl<G: Conn<Raw: Transactional + Blocking> + Send> Scopes for Session<G> {
    fn transaction<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        now(pin!(self.transacted(async |session: &mut Self| work(session))))
    }

    fn savepoint<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        now(pin!(self.saved(async |session: &mut Self| work(session))))
    }
}

/// Closures in transactions of a session, on every asynchronous connection. If the future is dropped before it is complete, what was done is
/// undone.
pub trait AsyncScopes: Sized {
    /// Runs `work` as [`Scopes::transaction`] does.
    ///
    /// # Errors
    /// Those of `work`, and those of [`commit`](Session::commit).
    fn transaction<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>>;

    /// Runs `work` as [`Scopes::savepoint`] does.
    ///
    /// # Errors
    /// Those of `work`, and those of [`flush`](Session::flush).
    fn savepoint<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>>;
}

impl<G: Conn<Raw: Transactional + Awaiting> + Send> AsyncScopes for Session<G> {
    fn transaction<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        self.transacted(work)
    }

    fn savepoint<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        self.saved(work)
    }
}

/// What is undone if a closure panics, or its future is dropped.
enum Undo {
    Nothing,
    Savepoint(u32),
    All,
}

/// A session while several things are done, which are undone unless they were seen to end.
pub struct Guard<'s, G: Conn<Raw: Transactional> + Send> {
    session: &'s mut Session<G>,
    undo: Undo,
}

impl<G: Conn<Raw: Transactional> + Send> Drop for Guard<'_, G> {
    fn drop(&mut self) {
        let session = &mut *self.session;
        match self.undo {
            Undo::Savepoint(depth) if session.open.is_some() && !session.is_busy => {
                session.conn.raw().abandon(depth);
                session.memory.rolled_back();
                session.savepoints -= 1;
            }
            // What was under way is given up by whatever is asked of the session next.
            Undo::Nothing | Undo::Savepoint(_) => {}
            Undo::All => {
                session.memory.all_rolled_back();
                if let Some(depth) = session.open {
                    session.conn.raw().abandon(depth);
                }
                session.ended();
            }
        }
    }
}

impl<G: Conn<Raw: Transactional> + Send> Deref for Guard<'_, G> {
    type Target = Session<G>;
    fn deref(&self) -> &Session<G> {
        self.session
    }
}

impl<G: Conn<Raw: Transactional> + Send> DerefMut for Guard<'_, G> {
    fn deref_mut(&mut self) -> &mut Session<G> {
        self.session
    }
}

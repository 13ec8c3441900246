//! Sessions that are made alike.

#[cfg(feature = "async")]
use super::AsyncScopes;
use super::{Scopes, Session, SessionOptions};
#[cfg(feature = "async")]
use crate::connection::Awaiting;
use crate::connection::Blocking;
#[cfg(feature = "async")]
use crate::database::{AsyncDatabase, AsyncPooledConnection};
use crate::database::{Connect, Database, PooledConnection};
use crate::error::{Error, Result};

/// Makes sessions on connections of a database, all with the same options: what an application makes once, and hands to its handlers and
/// jobs. A copy makes sessions on the same pool.
///
/// ```
/// # use model_runtime::prelude::*;
/// # use model_runtime::session::SessionOptions;
/// # #[derive(Model, Debug, Clone)]
/// # pub struct User { pub id: i64, pub name: String }
/// # schema! { pub Users: User }
/// # fn main() -> model_runtime::Result<()> {
/// # let db = Database::connect("sqlite::memory:")?;
/// # Users::create_all(&mut db.get()?)?;
/// let sessions = db.sessions(SessionOptions::new().expire_on_commit(true));
/// sessions.run(|session| session.add(NewUser { name: "Ann".into() }).map(drop))?;
/// let reports = db.sessions(SessionOptions::new().read_only());
/// assert_eq!(reports.session()?.count(User::query())?, 1);
/// assert!(reports.run(|session| session.add(NewUser { name: "Bob".into() }).map(drop)).is_err());
/// # Ok(())
/// # }
/// ```
///
/// SQLAlchemy's `sessionmaker`.
#[derive(Debug, Clone)]
pub struct SessionFactory<D> {
    database: D,
    options: SessionOptions,
}

impl<D> SessionFactory<D> {
    pub(crate) const fn new(database: D, options: SessionOptions) -> Self {
        Self { database, options }
    }

    /// The database.
    pub const fn database(&self) -> &D {
        &self.database
    }

    /// What its sessions do by themselves.
    pub const fn options(&self) -> SessionOptions {
        self.options
    }
}

impl<C: Connect + Blocking> SessionFactory<Database<C>> {
    /// A [`Session`] on a connection of its own.
    ///
    /// # Errors
    /// As [`Database::get`].
    pub fn session(&self) -> Result<Session<PooledConnection<C>>> {
        self.database.session_with(self.options)
    }

    /// Runs `work` in a [`Session`] on a connection of its own: see [`Database::run`].
    ///
    /// # Errors
    /// As [`Database::run`].
    pub fn run<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Session<PooledConnection<C>>) -> Result<T, E>,
    ) -> Result<T, E> {
        Scopes::transaction(&mut self.session()?, work)
    }
}

#[cfg(feature = "async")]
impl<C: Connect + Awaiting> SessionFactory<AsyncDatabase<C>> {
    /// A [`Session`] on a connection of its own.
    ///
    /// # Errors
    /// As [`AsyncDatabase::get`].
    pub async fn session(&self) -> Result<Session<AsyncPooledConnection<C>>> {
        self.database.session_with(self.options).await
    }

    /// Runs `work` in a [`Session`] on a connection of its own: see [`AsyncDatabase::run`].
    ///
    /// # Errors
    /// As [`AsyncDatabase::run`].
    pub async fn run<T, E: From<Error>>(
        &self,
        work: impl AsyncFnOnce(&mut Session<AsyncPooledConnection<C>>) -> Result<T, E>,
    ) -> Result<T, E> {
        AsyncScopes::transaction(&mut self.session().await?, work).await
    }
}

//! A pool of connections to one database.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

use diesel::r2d2::Pool;

use super::builder::{DatabaseBuilder, Plan};
use super::connect::Connect;
use super::manager::{LogErrors, Manager};
use super::options::TransactionOptions;
use super::status::{Counters, Observer, PoolStatus};
use super::transaction::atomic;
use crate::backend::DefaultConnection;
use crate::connection::{Blocking, now};
use crate::error::{ConnectionError, Error, Result};
use crate::session::{Scopes, Session, SessionFactory, SessionOptions};

/// A connection lent by a [`Database`]; it goes back when it is dropped.
///
/// Verbs and the methods of [`QueryVerbs`](crate::query::QueryVerbs) take `&mut conn`. A guard of a connection of Diesel is one
/// too: Diesel's own methods take `&mut conn`, and `&mut *conn` where they know only one connection type (batch inserts on SQLite,
/// backend-specific methods).
///
/// A connection that comes back broken, inside a transaction or during a panic is closed instead.
pub type PooledConnection<C = DefaultConnection> = diesel::r2d2::PooledConnection<Manager<C>>;

/// A database: a pool of connections to it.
///
/// Clones share the pool. When the last clone and the last connection lent are dropped, all connections are closed, an
/// in-memory database is gone a moment later, and the pool's threads (three, which make connections and close idle ones) end.
///
/// ```
/// use model_runtime::prelude::*;
///
/// # fn main() -> model_runtime::Result<()> {
/// let db = Database::connect("sqlite::memory:")?;
/// let mut conn = db.get()?;
/// diesel::sql_query("CREATE TABLE notes (id INTEGER PRIMARY KEY)").run(&mut conn)?;
/// # Ok(())
/// # }
/// ```
pub struct Database<C: Connect + Blocking = DefaultConnection> {
    pool: Pool<Manager<C>>,
    counters: Arc<Counters>,
    url: String,
}

impl Database<DefaultConnection> {
    /// Opens a database with the default options. The scheme of the URL says which backend it is; its feature has to be enabled.
    ///
    /// `postgres://user:password@host:5432/database` leads to a PostgreSQL server; options of libpq follow a `?`.
    ///
    /// `sqlite::memory:` is one in-memory database for the whole pool, and each call makes another.
    /// `sqlite:app.db` and `sqlite://app.db` are relative to the working directory, `sqlite:///var/lib/app.db` is absolute; a
    /// plain path and SQLite's own `file:` URIs work too. URLs are percent-decoded, plain paths are taken as they are. Options
    /// of SQLite follow a `?`: `sqlite:app.db?mode=ro`.
    ///
    /// The name of a driver in the scheme (`postgresql+psycopg`) is ignored.
    ///
    /// # Errors
    /// [`ConnectionError::Url`] if the URL is not usable, [`ConnectionError::Open`] if the database cannot be opened.
    pub fn connect(url: impl Into<String>) -> Result<Self> {
        Self::open(url)
    }

    /// Opens the database that the environment names, with the options it has: see [`DatabaseBuilder::from_env`].
    ///
    /// # Errors
    /// As [`DatabaseBuilder::from_env`] and [`DatabaseBuilder::connect`].
    pub fn from_env() -> Result<Self> {
        DatabaseBuilder::<DefaultConnection>::from_env()?.connect()
    }

    /// Options first, then a database: see [`DatabaseBuilder`].
    pub fn builder() -> DatabaseBuilder<DefaultConnection> {
        DatabaseBuilder::new()
    }
}

impl<C: Connect + Blocking> Database<C> {
    /// Opens a database of one backend, as [`connect`](Database::connect) does; its connections are Diesel's.
    ///
    /// ```
    /// use diesel::prelude::*;
    /// use model_runtime::Database;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let db = Database::<SqliteConnection>::open("sqlite::memory:")?;
    /// diesel::sql_query("CREATE TABLE notes (id INTEGER PRIMARY KEY)").execute(&mut db.get()?)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`connect`](Database::connect).
    pub fn open(url: impl Into<String>) -> Result<Self>
    where
        C: Connect<Database = Self>,
    {
        C::now(DatabaseBuilder::<C>::new().url(url).connect())
    }

    /// Makes the first connection and the pool.
    pub(crate) fn start(plan: Plan<C>) -> Result<Self> {
        let manager = now(pin!(async { Ok::<_, Error>(Manager::start(plan.target, plan.recipe).await?) }))?;
        let url = manager.target().to_string();
        let counters = Arc::new(Counters::default());
        let pool = Pool::builder()
            .max_size(plan.total)
            .min_idle(Some(plan.least_idle))
            .connection_timeout(plan.timeout)
            .max_lifetime(plan.recycle)
            .idle_timeout(Some(plan.idle_timeout))
            .test_on_check_out(plan.pre_ping)
            .error_handler(Box::new(LogErrors))
            .event_handler(Box::new(Observer(Arc::clone(&counters))))
            .build_unchecked(manager);
        let database = Self { pool, counters, url };
        // The first connection moves into the pool.
        drop(database.get()?);
        Ok(database)
    }

    /// Lends a connection; waits for one if all are in use.
    ///
    /// # Errors
    /// [`ConnectionError::PoolTimeout`] if none became free in time.
    pub fn get(&self) -> Result<PooledConnection<C>> {
        let _waiting = self.counters.waiting();
        self.pool.get().map_err(|error| ConnectionError::PoolTimeout { source: Box::new(error) }.into())
    }

    /// A [`Session`] on a connection of its own.
    ///
    /// # Errors
    /// As [`get`](Database::get).
    pub fn session(&self) -> Result<Session<PooledConnection<C>>> {
        self.get().map(Session::new)
    }

    /// A [`Session`] on a connection of its own, that behaves as the options say.
    ///
    /// # Errors
    /// As [`get`](Database::get).
    pub fn session_with(&self, options: SessionOptions) -> Result<Session<PooledConnection<C>>> {
        Ok(Session::with_options(self.get()?, options))
    }

    /// What makes sessions that behave as the options say, each on a connection of its own.
    pub fn sessions(&self, options: SessionOptions) -> SessionFactory<Self> {
        SessionFactory::new(self.clone(), options)
    }

    /// Runs `work` in a [`Session`] on a connection of its own, and commits if it returns `Ok`; if it returns `Err`, panics,
    /// everything is rolled back.
    ///
    /// # Errors
    /// Those of `work`, of [`get`](Database::get), and of [`commit`](Session::commit).
    pub fn run<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Session<PooledConnection<C>>) -> Result<T, E>,
    ) -> Result<T, E> {
        Scopes::transaction(&mut self.session()?, work)
    }

    /// Runs `work` in a transaction on a connection of its own: see [`Atomic::atomic`](super::Atomic::atomic).
    ///
    /// # Errors
    /// Those of `work`, of [`get`](Database::get), and of BEGIN and COMMIT.
    #[doc(alias = "transaction")]
    pub fn atomic<T, E: From<Error>>(&self, work: impl FnOnce(&mut C) -> Result<T, E>) -> Result<T, E> {
        now(pin!(atomic(&mut *self.get()?, TransactionOptions::new(), async |conn: &mut C| work(conn))))
    }

    /// Runs `work` in a transaction for reading: see [`Atomic::atomic_read`](super::Atomic::atomic_read).
    ///
    /// # Errors
    /// As [`atomic`](Database::atomic).
    pub fn atomic_read<T, E: From<Error>>(&self, work: impl FnOnce(&mut C) -> Result<T, E>) -> Result<T, E> {
        now(pin!(atomic(&mut *self.get()?, TransactionOptions::new().read_only(), async |conn: &mut C| work(conn))))
    }

    /// Runs `work` in a transaction that is what the options ask for: see [`Atomic::atomic_with`](super::Atomic::atomic_with).
    ///
    /// # Errors
    /// As [`atomic`](Database::atomic).
    pub fn atomic_with<T, E: From<Error>>(
        &self,
        options: TransactionOptions,
        work: impl FnOnce(&mut C) -> Result<T, E>,
    ) -> Result<T, E> {
        now(pin!(atomic(&mut *self.get()?, options, async |conn: &mut C| work(conn))))
    }

    /// How busy the pool is, and was since it was made.
    ///
    /// ```
    /// use model_runtime::prelude::*;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let db = Database::connect("sqlite::memory:")?;
    /// let before = db.status();
    /// let conn = db.get()?;
    /// let status = db.status();
    /// assert_eq!((status.open, status.idle, status.waiting), (1, 0, 0));
    /// assert_eq!(status.checkouts - before.checkouts, 1);
    /// # drop(conn);
    /// # Ok(())
    /// # }
    /// ```
    pub fn status(&self) -> PoolStatus {
        let state = self.pool.state();
        self.counters.status(state.connections, state.idle_connections, self.pool.max_size())
    }
}

impl<C: Connect + Blocking> Clone for Database<C> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), counters: Arc::clone(&self.counters), url: self.url.clone() }
    }
}

impl<C: Connect + Blocking> fmt::Debug for Database<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("url", &self.url).field("status", &self.status()).finish_non_exhaustive()
    }
}

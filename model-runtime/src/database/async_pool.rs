//! A pool of asynchronous connections to one database.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bb8::{ErrorSink, ManageConnection, Pool, QueueStrategy, RunError};
use diesel::r2d2::Error as ManagerError;
use tokio::runtime::Handle;

use super::builder::{DatabaseBuilder, Plan};
use super::connect::Connect;
use super::manager::{Manager, POOL_TARGET};
use super::options::TransactionOptions;
use super::retry::{Failed, Retry};
use super::status::{Counters, PoolStatus};
use super::transaction::atomic;
use crate::backend::AsyncAnyConnection;
use crate::connection::{Awaiting, Conn};
use crate::error::{ConnectionError, Error, Result};
use crate::session::{AsyncScopes, Session, SessionFactory, SessionOptions};

/// A database: a pool of asynchronous connections to it.
///
/// What [`Database`](super::Database) is to blocking connections, with the same options, defaults and errors. It is made and used
/// within a runtime of tokio that has time enabled. Clones share the pool.
///
/// ```
/// use model_runtime::database::AsyncDatabase;
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, pub name: String }
///
/// schema! { pub Blog: User }
///
/// # #[cfg(feature = "async-sqlite")]
/// #[tokio::main]
/// async fn main() -> model_runtime::Result<()> {
///     let db = AsyncDatabase::connect("sqlite::memory:").await?;
///     let mut conn = db.get().await?;
///     Blog::create_all(&mut conn).await?;
///     let ann = User::builder().name("Ann").insert(&mut conn).await?;
///     assert_eq!(User::find(ann.id, &mut conn).await?.name, "Ann");
///     Ok(())
/// }
/// # #[cfg(not(feature = "async-sqlite"))]
/// # fn main() {}
/// ```
pub struct AsyncDatabase<C: Connect + Awaiting = AsyncAnyConnection> {
    pool: Pool<Counted<C>>,
    counters: Arc<Counters>,
    failures: LastFailure,
    url: Arc<str>,
    total: u32,
    runtime: Handle,
}

impl AsyncDatabase<AsyncAnyConnection> {
    /// Opens a database with the default options. The URLs are those of [`Database::connect`](super::Database::connect); the
    /// feature of the scheme's asynchronous connection has to be enabled.
    ///
    /// # Errors
    /// [`ConnectionError::Url`] if the URL is not usable, [`ConnectionError::Open`] if the database cannot be opened.
    pub async fn connect(url: impl Into<String>) -> Result<Self> {
        Self::open(url).await
    }

    /// Opens the database that the environment names, with the options it has: see [`DatabaseBuilder::from_env`].
    ///
    /// # Errors
    /// As [`DatabaseBuilder::from_env`] and [`DatabaseBuilder::connect`].
    pub async fn from_env() -> Result<Self> {
        DatabaseBuilder::<AsyncAnyConnection>::from_env()?.connect().await
    }

    /// Options first, then a database: see [`DatabaseBuilder`].
    pub fn builder() -> DatabaseBuilder<AsyncAnyConnection> {
        DatabaseBuilder::new()
    }
}

impl<C: Connect + Awaiting> AsyncDatabase<C> {
    /// Opens a database of one backend, as [`connect`](AsyncDatabase::connect) does; its connections are those of diesel-async.
    ///
    /// # Errors
    /// As [`connect`](AsyncDatabase::connect).
    pub async fn open(url: impl Into<String>) -> Result<Self>
    where
        C: Connect<Database = Self>,
    {
        C::future(DatabaseBuilder::<C>::new().url(url).connect()).await
    }

    /// Makes the first connection and the pool.
    pub(crate) async fn start(plan: Plan<C>) -> Result<Self> {
        let counters = Arc::new(Counters::default());
        let manager = Manager::start(plan.target, plan.recipe).await?;
        let url = manager.target().to_string().into();
        let failures = LastFailure::default();
        let manager = Counted { manager, counters: Arc::clone(&counters) };
        let pool = Pool::builder()
            .max_size(plan.total)
            .min_idle(plan.least_idle)
            .connection_timeout(plan.timeout)
            .max_lifetime(plan.recycle)
            .idle_timeout(Some(plan.idle_timeout))
            .test_on_check_out(plan.pre_ping)
            // As r2d2 does: what was used last is warm, on the server too.
            .queue_strategy(QueueStrategy::Lifo)
            .error_sink(Box::new(failures.clone()))
            .build_unchecked(manager);
        let database = Self { pool, counters, failures, url, total: plan.total, runtime: Handle::current() };
        // The first connection moves into the pool.
        drop(database.get().await?);
        Ok(database)
    }

    /// A [`Session`] on a connection of its own.
    ///
    /// # Errors
    /// As [`get`](AsyncDatabase::get).
    pub async fn session(&self) -> Result<Session<AsyncPooledConnection<C>>> {
        self.get().await.map(Session::new)
    }

    /// A [`Session`] on a connection of its own, that behaves as the options say.
    ///
    /// # Errors
    /// As [`get`](AsyncDatabase::get).
    pub async fn session_with(&self, options: SessionOptions) -> Result<Session<AsyncPooledConnection<C>>> {
        Ok(Session::with_options(self.get().await?, options))
    }

    /// What makes sessions that behave as the options say, each on a connection of its own.
    pub fn sessions(&self, options: SessionOptions) -> SessionFactory<Self> {
        SessionFactory::new(self.clone(), options)
    }

    /// Runs `work` in a [`Session`] on a connection of its own, and commits if it returns `Ok`; if it returns `Err`, panics or is dropped,
    /// everything is rolled back.
    ///
    /// # Errors
    /// Those of `work`, of [`get`](AsyncDatabase::get), and of [`commit`](Session::commit).
    pub async fn run<T, E: From<Error>>(
        &self,
        work: impl AsyncFnOnce(&mut Session<AsyncPooledConnection<C>>) -> Result<T, E>,
    ) -> Result<T, E> {
        AsyncScopes::transaction(&mut self.session().await?, work).await
    }

    /// Lends a connection; waits for one if all are in use.
    ///
    /// # Errors
    /// [`ConnectionError::PoolTimeout`] if none became free in time.
    pub async fn get(&self) -> Result<AsyncPooledConnection<C>> {
        let since = Instant::now();
        let waiting = self.counters.waiting();
        let lent = self.pool.get_owned().await;
        drop(waiting);
        match lent {
            Ok(conn) => {
                self.counters.lent(since.elapsed());
                Ok(AsyncPooledConnection { conn: Some(conn), runtime: self.runtime.clone() })
            }
            Err(error) => {
                self.counters.timed_out(since.elapsed());
                Err(ConnectionError::PoolTimeout { source: self.failures.why(error) }.into())
            }
        }
    }

    /// Runs `work` in a transaction on a connection of its own: see [`AsyncAtomic::atomic`](super::AsyncAtomic::atomic).
    ///
    /// # Errors
    /// Those of `work`, of [`get`](AsyncDatabase::get), and of BEGIN and COMMIT.
    #[doc(alias = "transaction")]
    pub async fn atomic<T, E: From<Error>>(&self, work: impl AsyncFnOnce(&mut C) -> Result<T, E>) -> Result<T, E> {
        self.atomic_with(TransactionOptions::new(), work).await
    }

    /// Runs `work` in a transaction for reading: see [`AsyncAtomic::atomic_read`](super::AsyncAtomic::atomic_read).
    ///
    /// # Errors
    /// As [`atomic`](AsyncDatabase::atomic).
    pub async fn atomic_read<T, E: From<Error>>(&self, work: impl AsyncFnOnce(&mut C) -> Result<T, E>) -> Result<T, E> {
        self.atomic_with(TransactionOptions::new().read_only(), work).await
    }

    /// Runs `work` in a transaction that is what the options ask for: see [`AsyncAtomic::atomic_with`](super::AsyncAtomic::atomic_with).
    ///
    /// # Errors
    /// As [`atomic`](AsyncDatabase::atomic).
    pub async fn atomic_with<T, E: From<Error>>(
        &self,
        options: TransactionOptions,
        work: impl AsyncFnOnce(&mut C) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.get().await?;
        atomic(conn.raw(), options, work).await
    }

    /// Runs `work` in a transaction as [`atomic`](AsyncDatabase::atomic) does, and from the start again if it failed for reasons of
    /// the moment: see [`Database::atomic_retrying`](super::Database::atomic_retrying).
    ///
    /// In a task of its own (`tokio::spawn`, the handler of a web server) `work` is an `async move` closure: that a future which may be made
    /// several times is `Send` is more than the compiler can tell of one that borrows.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// use model_runtime::database::Retry;
    ///
    /// # #[derive(Model, Debug)]
    /// # pub struct User { pub id: i64, pub name: String }
    /// fn rename(id: i64, name: String, db: AsyncDatabase) -> tokio::task::JoinHandle<model_runtime::Result<()>> {
    ///     tokio::spawn(async move {
    ///         let work = async move |conn: &mut AsyncAnyConnection| {
    ///             let mut user = User::find(id, conn).await?;
    ///             user.name.clone_from(&name);
    ///             user.save(conn).await
    ///         };
    ///         db.atomic_retrying(Retry::new(), work).await
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// The last error of `work`, of [`get`](AsyncDatabase::get), or of BEGIN and COMMIT.
    pub async fn atomic_retrying<T>(&self, retry: Retry, mut work: impl AsyncFnMut(&mut C) -> Result<T>) -> Result<T> {
        let mut tries = retry.tries();
        loop {
            let attempt = match self.get().await {
                Ok(mut conn) => retry.attempt(conn.raw(), &mut work).await,
                Err(error) => Err(Failed::Work(error)),
            };
            match attempt {
                Ok(value) => return Ok(value),
                Err(failed) => tokio::time::sleep(tries.next(failed)?).await,
            }
        }
    }

    /// How busy the pool is, and was since it was made.
    pub fn status(&self) -> PoolStatus {
        let state = self.pool.state();
        self.counters.status(state.connections, state.idle_connections, self.total)
    }
}

impl<C: Connect + Awaiting> Clone for AsyncDatabase<C> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            counters: Arc::clone(&self.counters),
            failures: self.failures.clone(),
            url: Arc::clone(&self.url),
            total: self.total,
            runtime: self.runtime.clone(),
        }
    }
}

impl<C: Connect + Awaiting> fmt::Debug for AsyncDatabase<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncDatabase").field("url", &self.url).field("status", &self.status()).finish_non_exhaustive()
    }
}

/// A connection lent by an [`AsyncDatabase`]; it goes back when it is dropped.
///
/// Verbs and the methods of [`QueryVerbs`](crate::query::QueryVerbs) take `&mut conn`, diesel-async's own methods `&mut *conn`. A
/// connection that comes back broken, inside a transaction or during a panic is closed instead.
pub struct AsyncPooledConnection<C: Connect + Awaiting = AsyncAnyConnection> {
    /// There until it is dropped.
    conn: Option<bb8::PooledConnection<'static, Counted<C>>>,
    runtime: Handle,
}

impl<C: Connect + Awaiting> Drop for AsyncPooledConnection<C> {
    /// In place of a broken connection the pool makes another, which needs its runtime; this may be somewhere else.
    fn drop(&mut self) {
        let _entered = self.runtime.enter();
        self.conn = None;
    }
}

impl<C: Connect + Awaiting> Conn for AsyncPooledConnection<C> {
    type Raw = C;
    fn raw(&mut self) -> &mut C {
        self
    }
}

impl<C: Connect + Awaiting> std::ops::Deref for AsyncPooledConnection<C> {
    type Target = C;
    fn deref(&self) -> &C {
        match &self.conn {
            Some(conn) => conn,
            None => unreachable!("the connection is there until this is dropped"),
        }
    }
}

impl<C: Connect + Awaiting> std::ops::DerefMut for AsyncPooledConnection<C> {
    fn deref_mut(&mut self) -> &mut C {
        match &mut self.conn {
            Some(conn) => conn,
            None => unreachable!("the connection is there until this is dropped"),
        }
    }
}

impl<C: Connect + Awaiting> fmt::Debug for AsyncPooledConnection<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncPooledConnection").finish_non_exhaustive()
    }
}

/// Makes connections, and counts them.
struct Counted<C: Connect> {
    manager: Manager<C>,
    counters: Arc<Counters>,
}

impl<C: Connect + Awaiting> ManageConnection for Counted<C> {
    type Connection = C;
    type Error = ManagerError;

    async fn connect(&self) -> Result<C, ManagerError> {
        let conn = self.manager.next().await?;
        self.counters.opened();
        tracing::debug!(target: POOL_TARGET, "opened");
        Ok(conn)
    }

    async fn is_valid(&self, conn: &mut C) -> Result<(), ManagerError> {
        conn.ping().await.map_err(ManagerError::QueryError)
    }

    fn has_broken(&self, conn: &mut C) -> bool {
        self.manager.is_unfit(conn)
    }
}

/// Why a connection could not be made the last time; logged, and told to those who wait in vain.
#[derive(Debug, Clone, Default)]
struct LastFailure(Arc<Mutex<Option<String>>>);

impl LastFailure {
    fn why(&self, error: RunError<ManagerError>) -> Box<dyn StdError + Send + Sync> {
        match error {
            RunError::User(error) => Box::new(error),
            RunError::TimedOut => {
                let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let cause = last.map(|error| format!(": {error}")).unwrap_or_default();
                format!("timed out waiting for connection{cause}").into()
            }
        }
    }
}

impl ErrorSink<ManagerError> for LastFailure {
    fn sink(&self, error: ManagerError) {
        tracing::warn!(target: POOL_TARGET, %error, "a pooled connection failed");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
    }

    fn boxed_clone(&self) -> Box<dyn ErrorSink<ManagerError>> {
        Box::new(self.clone())
    }
}

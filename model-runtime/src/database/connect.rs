//! What a connection type does to be made and pooled; implemented once per backend.

use std::fmt;
use std::time::Duration;

use diesel::connection::Instrumentation;
use diesel::result::{ConnectionResult, QueryResult};

use super::builder::Plan;
use super::tls::TlsNames;
use super::transaction::Transactional;
use crate::error::{ConnectionError, Result};

/// A connection type that a [`Database`](super::Database) can make and pool.
///
/// A backend implements it for its connection; applications only name it in bounds.
pub trait Connect: Poolable + 'static {
    /// What a URL of this backend leads to. Its [`Display`](fmt::Display) is the URL without a password.
    type Target: fmt::Display + Send + Sync + 'static;

    /// The scheme of the URLs; `None` if the connection type leaves it open.
    const SCHEME: Option<&'static str>;

    /// Reads a URL.
    ///
    /// # Errors
    /// [`ConnectionError::Url`] says what is wrong, and which forms are known.
    fn target(url: &str) -> Result<Self::Target, ConnectionError>;

    /// How the URL spells the options of encryption; `None` where there is no server.
    fn tls_names(url: &str) -> Option<TlsNames>;

    /// What a pool of connections to the target is like where the application says nothing.
    fn pool(target: &Self::Target) -> PoolDefaults;

    /// The pool of such connections: a [`Database`](super::Database), if they block.
    type Database: Send;

    /// Makes a pool.
    ///
    /// # Errors
    /// [`ConnectionError::Open`] says why the database cannot be opened.
    fn start(plan: Plan<Self>) -> Self::Ret<'static, Self::Database>;

    /// Makes a connection, without setting it up.
    ///
    /// # Errors
    /// What the driver says.
    fn open(target: &Self::Target) -> Self::Wait<'_, ConnectionResult<Self>>;

    /// Whether the database ends with its last connection, so that a pool has to keep one open.
    fn vanishes(target: &Self::Target) -> bool;
}

/// What a pool asks of a connection. Every connection that this crate knows has it.
pub trait Poolable: Transactional {
    /// Sets a new connection up; see [`prepare`].
    ///
    /// # Errors
    /// What the database says.
    fn set_up<'c>(&'c mut self, set_up: &'c SetUp) -> Self::Wait<'c, QueryResult<()>>;

    /// Runs SQL that may be several statements.
    ///
    /// # Errors
    /// What the database says.
    fn run_sql<'c>(&'c mut self, sql: &'c str) -> Self::Wait<'c, QueryResult<()>>;

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// If there is none.
    fn ping(&mut self) -> Self::Wait<'_, QueryResult<()>>;

    /// Whether nobody else should use the connection: it was lost, or is inside of a transaction.
    fn is_broken(&mut self) -> bool;

    /// Lets something hear what the connection does, in place of what was installed before. A [`QueryLog`](super::QueryLog) goes on
    /// hearing it, which it does not after Diesel's `set_instrumentation`.
    ///
    /// ```
    /// use diesel::connection::InstrumentationEvent;
    /// use model_runtime::database::{Poolable, QueryLog};
    /// use model_runtime::prelude::*;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let db = Database::builder()
    ///     .url("sqlite::memory:")
    ///     .on_connect(|conn| Ok(conn.instrument(|event: InstrumentationEvent<'_>| eprintln!("{event:?}"))))
    ///     .connect()?;
    /// let mut conn = db.get()?;
    /// let log = QueryLog::of(&mut conn)?;
    /// # assert!(log.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    fn instrument(&mut self, instrumentation: impl Instrumentation);

    /// What hears what the connection does: what was installed, with those that listen beside it.
    fn heard_by(&mut self) -> &mut dyn Instrumentation;

    /// Whether what hears of a statement is told its binds at its end, and not at its beginning only.
    fn tells_binds_at_the_end(&mut self) -> bool {
        true
    }
}

/// What a pool is like where the application says nothing.
#[derive(Debug, Clone, Copy)]
pub struct PoolDefaults {
    /// Connections that make up the pool.
    pub size: u32,
    /// Connections beyond these, for peaks.
    pub overflow: u32,
    /// Whether the pool keeps `size` connections open while nobody uses them.
    pub keep_open: bool,
    /// How old a connection may get; `None` is for ever.
    pub recycle: Option<Duration>,
    /// Whether a connection has to answer before it is lent.
    pub pre_ping: bool,
}

impl PoolDefaults {
    /// Opening a connection to a server takes round trips and a process or thread there, so the pool keeps them; one that is half an
    /// hour old is replaced, so that a server behind a balancer can be taken away. Each answers before it is lent: one that was lost
    /// while it was idle would fail otherwise, and again when it is lent the next time.
    #[allow(dead_code)] // with SQLite alone there is no server
    pub(crate) const OF_SERVERS: Self =
        Self { size: 5, overflow: 5, keep_open: true, recycle: Some(Duration::from_mins(30)), pre_ping: true };
}

/// What connections of every backend are told when they are made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SetUp {
    /// How long a statement waits for a lock that another connection holds.
    pub lock_timeout: Duration,
    /// How long a statement may take; `None` is for ever.
    pub statement_timeout: Option<Duration>,
    /// The name that the server lists the connection under.
    pub application_name: Option<String>,
}

impl Default for SetUp {
    /// Locks are waited for 5 seconds.
    fn default() -> Self {
        Self { lock_timeout: Duration::from_secs(5), statement_timeout: None, application_name: None }
    }
}

/// Sets up a connection that was not made by a [`Database`](super::Database), as one of its own would be.
///
/// On SQLite this runs, in this order: `busy_timeout` (5 seconds), `journal_mode = WAL` (where the database is a file that may
/// be written), `synchronous = NORMAL`, `foreign_keys = ON`.
///
/// ```
/// use diesel::prelude::*;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut conn = SqliteConnection::establish(":memory:")?;
/// model_runtime::database::prepare(&mut conn)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Errors of the database; also if a transaction is open, because some of the settings would then be ignored.
pub fn prepare<C: Connect>(conn: &mut C) -> C::Ret<'_, ()> {
    C::answer(async {
        let result = match conn.depth() {
            Ok(0) => conn.set_up(&SetUp::default()).await,
            Ok(_) => Err(diesel::result::Error::AlreadyInTransaction),
            Err(error) => Err(error),
        };
        result.map_err(|error| conn.decode(error))
    })
}

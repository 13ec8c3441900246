//! The options of a pool, and what they may be.

use std::fmt;
use std::time::Duration;

use super::connect::{Connect, SetUp};
use super::hook::Hook;
use super::instrumentation::Echo;
use super::manager::Recipe;
use super::parts::Parts;
use super::tls::{Tls, TlsOptions};
use crate::backend::DefaultConnection;
use crate::connection::Exec;
use crate::error::{ConnectionError, Result};

/// No pool waits longer, and none is larger.
const LONGEST: Duration = Duration::from_hours(24);
const LARGEST: u32 = 10_000;

/// What a pool is made from: the options of a [`DatabaseBuilder`], checked and complete.
pub struct Plan<C: Connect> {
    pub(super) target: C::Target,
    pub(super) recipe: Recipe<C>,
    /// Connections of the pool with its overflow.
    pub(super) total: u32,
    pub(super) least_idle: u32,
    pub(super) timeout: Duration,
    pub(super) recycle: Option<Duration>,
    pub(super) idle_timeout: Duration,
    pub(super) pre_ping: bool,
}

impl<C: Connect> fmt::Debug for Plan<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("url", &format_args!("{}", self.target)).finish_non_exhaustive()
    }
}

/// The options of a [`Database`](super::Database).
///
/// ```
/// use std::time::Duration;
/// use model_runtime::database::Echo;
/// use model_runtime::prelude::*;
///
/// # fn main() -> model_runtime::Result<()> {
/// let db = Database::builder()
///     .url("sqlite::memory:")
///     .pool_size(4)
///     .max_overflow(2)
///     .pool_timeout(Duration::from_secs(10))
///     .echo(Echo::Slow(Duration::from_millis(50)))
///     .connect()?;
/// assert_eq!(db.status().size, 6);
/// # Ok(())
/// # }
/// ```
#[must_use = "options do nothing until `.connect()`"]
pub struct DatabaseBuilder<C: Exec = DefaultConnection> {
    pub(super) url: String,
    pub(super) parts: Parts,
    pub(super) pool_size: Option<u32>,
    pub(super) max_overflow: Option<u32>,
    pub(super) pool_timeout: Duration,
    pub(super) pool_recycle: Option<Duration>,
    pub(super) idle_timeout: Duration,
    pub(super) pre_ping: Option<bool>,
    pub(super) tls: TlsOptions,
    pub(super) set_up: SetUp,
    pub(super) echo: Echo,
    pub(super) echo_binds: bool,
    pub(super) warn_repeated: Option<usize>,
    pub(super) hooks: Vec<Hook<C>>,
}

impl<C: Connect> Default for DatabaseBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Connect> DatabaseBuilder<C> {
    /// The default options, without a URL.
    pub fn new() -> Self {
        Self {
            url: String::new(),
            parts: Parts::default(),
            pool_size: None,
            max_overflow: None,
            pool_timeout: Duration::from_secs(30),
            pool_recycle: None,
            idle_timeout: Duration::from_mins(10),
            pre_ping: None,
            tls: TlsOptions::default(),
            set_up: SetUp::default(),
            echo: Echo::Off,
            echo_binds: false,
            warn_repeated: None,
            hooks: Vec::new(),
        }
    }

    /// The URL of the database; its forms are listed at [`Database::connect`](super::Database::connect).
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    /// Which database it is, as the scheme of a [`url`](DatabaseBuilder::url) says it: `postgres`. Only needed beside the other
    /// parts, and where the type of the connection leaves it open.
    ///
    /// ```
    /// use model_runtime::prelude::*;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let db = Database::builder().scheme("sqlite").database(":memory:").connect()?;
    /// # let _ = db;
    /// # Ok(())
    /// # }
    /// ```
    pub fn scheme(mut self, scheme: impl Into<String>) -> Self {
        self.parts.scheme = Some(scheme.into());
        self
    }

    /// The name or address of the server, or the folder of its socket, instead of a [`url`](DatabaseBuilder::url); the other
    /// parts of one follow. They are taken as they are, without encoding. Default, if any part is given: `localhost`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.parts.host = Some(host.into());
        self
    }

    /// The server's port. Default: the usual one.
    pub fn port(mut self, port: u16) -> Self {
        self.parts.port = Some(port);
        self
    }

    /// Who connects. Default: what the client library takes, mostly the name of the operating system's user.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.parts.user = Some(user.into());
        self
    }

    /// The user's password; never shown.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.parts.password = Some(password.into());
        self
    }

    /// The name of the database on the server, or the path of SQLite's file. Default: the server's, mostly that of the user's name.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.parts.database = Some(name.into());
        self
    }

    /// How many connections the pool has. Default: 5, which on SQLite are opened as they are needed; a server's are all kept open.
    ///
    /// Any number of connections to SQLite read at the same time, one writes.
    pub fn pool_size(mut self, connections: u32) -> Self {
        self.pool_size = Some(connections);
        self
    }

    /// How many connections the pool may have beyond its size, for peaks. Default: 5.
    pub fn max_overflow(mut self, connections: u32) -> Self {
        self.max_overflow = Some(connections);
        self
    }

    /// How long [`Database::get`](super::Database::get) waits for a connection. Default: 30 seconds.
    pub fn pool_timeout(mut self, timeout: Duration) -> Self {
        self.pool_timeout = timeout;
        self
    }

    /// How old a connection may get; it is then closed when idle. Default: for ever on SQLite, 30 minutes on a server.
    pub fn pool_recycle(mut self, age: Duration) -> Self {
        self.pool_recycle = Some(age);
        self
    }

    /// How long a connection may be idle before it is closed; looked at every 30 seconds. Default: 10 minutes.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Whether a connection has to answer `SELECT 1` before it is lent. Default: no on SQLite, yes on a server.
    ///
    /// Without it, a connection that the server ended is found out by its user, and stays in the pool until it is
    /// [recycled](DatabaseBuilder::pool_recycle).
    pub fn pre_ping(mut self, ping: bool) -> Self {
        self.pre_ping = Some(ping);
        self
    }

    /// How long a statement waits for a lock that another connection holds (`busy_timeout` on SQLite, `lock_timeout` on PostgreSQL).
    /// Default: 5 seconds.
    #[doc(alias = "busy_timeout")]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.set_up.lock_timeout = timeout;
        self
    }

    /// How long a statement may take before the server ends it. Default: for ever. SQLite has no such limit, and ignores it.
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.set_up.statement_timeout = Some(timeout);
        self
    }

    /// The name that the server lists the connections under. SQLite has no such list, and ignores it.
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.set_up.application_name = Some(name.into());
        self
    }

    /// Whether connections to a server are encrypted. Default: what the URL says, otherwise what the client library does:
    /// mostly [`Tls::Preferred`].
    ///
    /// PostgreSQL's client takes every level, unless it is the one of the feature `postgres-bundled`, which has no encryption and
    /// says so. Of the clients for MySQL, MariaDB's cannot verify the server when it is used by Diesel 2.3; asking it to is an error.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls.level = Some(tls);
        self
    }

    /// The file with the certificates of the authorities that are trusted, in PEM.
    pub fn tls_ca(mut self, path: impl Into<String>) -> Self {
        self.tls.authority = Some(path.into());
        self
    }

    /// The files with the certificate of the client and with its key, in PEM, for servers that ask for them.
    pub fn tls_identity(mut self, certificate: impl Into<String>, key: impl Into<String>) -> Self {
        self.tls.certificate = Some(certificate.into());
        self.tls.key = Some(key.into());
        self
    }

    /// Which statements are logged. Default: none.
    pub fn echo(mut self, echo: Echo) -> Self {
        self.echo = echo;
        self
    }

    /// Whether logged statements show their bound values, which may be personal data. Default: no.
    pub fn echo_binds(mut self, show: bool) -> Self {
        self.echo_binds = show;
        self
    }

    /// Warns of queries that run once for each of many rows: where the same SELECT ran so many times or more while a connection was lent, an
    /// event at level WARN with the target [`SQL_TARGET`](super::SQL_TARGET) says so when it comes back. Default: no warnings.
    ///
    /// It is for development: the text of each statement is made and counted. Batches count too, as those of [`chunks`](crate::Query::chunks) or
    /// of `.with(..)` for thousands of rows, so take a number above what a task does of these, such as 10.
    ///
    /// ```
    /// use model_runtime::prelude::*;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let builder = Database::builder().url("sqlite::memory:");
    /// let db = if cfg!(debug_assertions) { builder.warn_repeated(10) } else { builder }.connect()?;
    /// # let _ = db;
    /// # Ok(())
    /// # }
    /// ```
    pub fn warn_repeated(mut self, times: usize) -> Self {
        self.warn_repeated = Some(times);
        self
    }

    /// Makes the first connection and the pool: a [`Database`](super::Database), or, for asynchronous connections, a future of an
    /// `AsyncDatabase`.
    ///
    /// # Errors
    /// [`ConnectionError::Option`] names an option that is out of its range, [`ConnectionError::Url`] says what is wrong with
    /// the URL, [`ConnectionError::Open`] why the database cannot be opened.
    pub fn connect(self) -> C::Ret<'static, C::Database> {
        match self.plan() {
            Ok(plan) => C::start(plan),
            Err(error) => C::answer(async { Err(error) }),
        }
    }

    /// What the options come to.
    fn plan(self) -> Result<Plan<C>> {
        self.check_times()?;
        self.hooks.iter().try_for_each(Hook::check)?;
        if self.warn_repeated.is_some_and(|times| times < 2) {
            return Err(refuse("warn_repeated", "it is below 2; a query that ran once is not repeated").into());
        }
        let url = match self.parts.first() {
            None => self.url,
            Some(_) if self.url.is_empty() => self.parts.url(C::SCHEME)?,
            Some(part) => return Err(refuse(part, "a `url` is given as well; give one of them").into()),
        };
        let names = C::tls_names(&url);
        let url = self.tls.applied(url, names)?;
        let target = C::target(&url)?;
        let defaults = C::pool(&target);
        let size = self.pool_size.unwrap_or(defaults.size);
        let total = total(size, self.max_overflow.unwrap_or(defaults.overflow))?;
        Ok(Plan {
            target,
            recipe: Recipe {
                set_up: self.set_up,
                echo: self.echo,
                echo_binds: self.echo_binds,
                warn_repeated: self.warn_repeated,
                hooks: self.hooks,
            },
            total,
            least_idle: if defaults.keep_open { size } else { 0 },
            timeout: self.pool_timeout,
            recycle: self.pool_recycle.or(defaults.recycle),
            idle_timeout: self.idle_timeout,
            pre_ping: self.pre_ping.unwrap_or(defaults.pre_ping),
        })
    }

    /// Whether a URL or parts of one are given.
    pub(super) fn is_addressed(&self) -> bool {
        !self.url.is_empty() || self.parts.first().is_some()
    }

    /// Whether all times are within their ranges.
    fn check_times(&self) -> Result<(), ConnectionError> {
        let times = [
            ("pool_timeout", Some(self.pool_timeout)),
            ("pool_recycle", self.pool_recycle),
            ("idle_timeout", Some(self.idle_timeout)),
            ("statement_timeout", self.set_up.statement_timeout),
        ];
        for (option, time) in times {
            if time == Some(Duration::ZERO) {
                return Err(refuse(option, "it is 0; give it a time above 0"));
            }
        }
        for (option, time) in [("pool_timeout", self.pool_timeout), ("lock_timeout", self.set_up.lock_timeout)] {
            if time > LONGEST {
                return Err(refuse(option, "it is above the longest time, 24 hours"));
            }
        }
        Ok(())
    }
}

/// The pool's size with its overflow, if it is within its range.
fn total(size: u32, overflow: u32) -> Result<u32, ConnectionError> {
    if size == 0 {
        return Err(refuse("pool_size", "it is 0; a pool needs at least 1 connection"));
    }
    let total = size.saturating_add(overflow);
    if total > LARGEST {
        let option = if size > LARGEST { "pool_size" } else { "max_overflow" };
        return Err(refuse(option, format!("the pool would have {total} connections; the most is {LARGEST}")));
    }
    Ok(total)
}

pub(super) fn refuse(option: &'static str, reason: impl Into<String>) -> ConnectionError {
    ConnectionError::Option { option, reason: reason.into() }
}

impl<C: Exec> Clone for DatabaseBuilder<C> {
    fn clone(&self) -> Self {
        Self {
            url: self.url.clone(),
            parts: self.parts.clone(),
            pool_size: self.pool_size,
            max_overflow: self.max_overflow,
            pool_timeout: self.pool_timeout,
            pool_recycle: self.pool_recycle,
            idle_timeout: self.idle_timeout,
            pre_ping: self.pre_ping,
            tls: self.tls.clone(),
            set_up: self.set_up.clone(),
            echo: self.echo,
            echo_binds: self.echo_binds,
            warn_repeated: self.warn_repeated,
            hooks: self.hooks.clone(),
        }
    }
}

impl<C: Exec> fmt::Debug for DatabaseBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseBuilder")
            .field("url", &super::url::redact(&self.url))
            .field("parts", &self.parts)
            .field("pool_size", &self.pool_size)
            .field("max_overflow", &self.max_overflow)
            .field("pool_timeout", &self.pool_timeout)
            .field("pool_recycle", &self.pool_recycle)
            .field("idle_timeout", &self.idle_timeout)
            .field("pre_ping", &self.pre_ping)
            .field("tls", &self.tls)
            .field("set_up", &self.set_up)
            .field("echo", &self.echo)
            .field("echo_binds", &self.echo_binds)
            .field("warn_repeated", &self.warn_repeated)
            .finish_non_exhaustive()
    }
}

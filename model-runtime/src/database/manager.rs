//! Makes connections for the pool and looks after them.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use diesel::connection::get_default_instrumentation;
use diesel::r2d2::{Error as ManagerError, HandleError, ManageConnection};
use diesel::result::{ConnectionError as DieselConnectionError, Error as DieselError};
use tracing::field::display;

use super::connect::{Connect, SetUp};
use super::hook::Hook;
use super::instrumentation::{Echo, Logger, SQL_TARGET};
use super::query_log::{REMEDY, Repeated};
use super::relay::Relay;
use crate::connection::{Blocking, Exec, at_once, stuck};
use crate::error::{ConnectionError, Result};

/// The target of the events about pools: connections that were opened, lent and closed, could not be made, or did not answer.
pub const POOL_TARGET: &str = "model::pool";

/// What is done with each new connection.
pub(super) struct Recipe<C: Exec> {
    pub(super) set_up: SetUp,
    pub(super) echo: Echo,
    pub(super) echo_binds: bool,
    pub(super) warn_repeated: Option<usize>,
    pub(super) hooks: Vec<Hook<C>>,
}

/// Makes the connections of a [`Database`](super::Database), and tells the pool which are still good.
pub struct Manager<C: Connect> {
    target: C::Target,
    recipe: Recipe<C>,
    /// The connection that proved the URL right; the pool gets it first.
    first: Mutex<Option<C>>,
    /// Keeps a database alive that ends with its last connection. Never used otherwise.
    _anchor: Mutex<Option<C>>,
}

impl<C: Connect> Manager<C> {
    /// Makes the first connection, so that a database which cannot be opened is an error at once and not after the time-out
    /// of a pool.
    pub(super) async fn start(target: C::Target, recipe: Recipe<C>) -> Result<Self, ConnectionError> {
        let open = |source| ConnectionError::Open { url: target.to_string(), source };
        let anchor = if C::vanishes(&target) { Some(C::open(&target).await.map_err(open)?) } else { None };
        let first = recipe.make(&target).await.map_err(|error| match error {
            ManagerError::ConnectionError(error) => open(error),
            ManagerError::QueryError(error) => open(DieselConnectionError::CouldntSetupConfiguration(error)),
        })?;
        Ok(Self { target, recipe, first: Mutex::new(Some(first)), _anchor: Mutex::new(anchor) })
    }

    /// The connection that was made first, or a new one.
    pub(super) async fn next(&self) -> Result<C, ManagerError> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some(first) => Ok(first),
            None => self.recipe.make(&self.target).await,
        }
    }

    pub(super) fn target(&self) -> &C::Target {
        &self.target
    }

    /// Whether a connection that comes back is not to be lent again. Of one that is, the queries that ran again and again are reported.
    pub(super) fn is_unfit(&self, conn: &mut C) -> bool {
        let broken = std::thread::panicking() || conn.is_broken();
        if !broken && let Some(least) = self.recipe.warn_repeated {
            self.report_repeated(conn, least);
        }
        broken
    }

    fn report_repeated(&self, conn: &mut C, least: usize) {
        let Some(relay) = conn.heard_by().downcast_mut::<Relay>() else { return };
        for Repeated { sql, times } in relay.take_repeated(least) {
            let database = display(&self.target);
            tracing::warn!(target: SQL_TARGET, sql, times, %database, "the same statement ran {times} times; {REMEDY}");
        }
    }
}

impl<C: Connect> Recipe<C> {
    async fn make(&self, target: &C::Target) -> Result<C, ManagerError> {
        let mut conn = C::open(target).await?;
        conn.set_up(&self.set_up).await?;
        if self.echo != Echo::Off {
            // An application's own default instrumentation goes on hearing everything.
            let next = get_default_instrumentation();
            let keeps_binds = self.echo_binds && !conn.tells_binds_at_the_end();
            conn.instrument(Logger::new(self.echo, self.echo_binds, keeps_binds, next));
        }
        for hook in &self.hooks {
            hook.run(&mut conn).await?;
        }
        // Last, because what the hooks did is nobody's loop, and they may have installed something.
        if self.warn_repeated.is_some() {
            let relay = Relay::of(&mut conn).map_err(|error| DieselError::QueryBuilderError(error.into()))?;
            relay.count_queries();
        }
        if self.echo_binds
            && let Ok(relay) = Relay::of(&mut conn)
        {
            relay.show_binds();
        }
        Ok(conn)
    }
}

impl<C: Connect + Blocking> ManageConnection for Manager<C> {
    type Connection = C;
    type Error = ManagerError;

    fn connect(&self) -> Result<C, ManagerError> {
        at_once(self.next()).unwrap_or_else(|| Err(ManagerError::QueryError(stuck())))
    }

    fn is_valid(&self, conn: &mut C) -> Result<(), ManagerError> {
        at_once(conn.ping()).unwrap_or_else(|| Err(stuck())).map_err(ManagerError::QueryError)
    }

    fn has_broken(&self, conn: &mut C) -> bool {
        self.is_unfit(conn)
    }
}

impl<C: Connect> fmt::Debug for Manager<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manager").field("url", &format_args!("{}", self.target)).finish_non_exhaustive()
    }
}

/// Errors of the pool's own threads, which nobody else would hear of.
#[derive(Debug)]
pub(super) struct LogErrors;

impl HandleError<ManagerError> for LogErrors {
    fn handle_error(&self, error: ManagerError) {
        tracing::warn!(target: POOL_TARGET, %error, "a pooled connection failed");
    }
}

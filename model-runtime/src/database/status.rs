//! How busy a pool is and was.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use diesel::r2d2::HandleEvent;
use diesel::r2d2::event::{AcquireEvent, CheckoutEvent, ReleaseEvent, TimeoutEvent};

use super::instrumentation::micros;
use super::manager::POOL_TARGET;

/// How busy a pool is, and was since it was made.
///
/// The numbers are read one after another while others go on using the pool, so they need not be of the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Connections that are open.
    pub open: u32,
    /// Open connections that nobody uses.
    pub idle: u32,
    /// How many may be open: the size of the pool with its overflow.
    pub size: u32,
    /// Threads or tasks that wait for a connection.
    pub waiting: u32,
    /// Connections that were opened so far.
    pub opened: u64,
    /// How often a connection was lent so far.
    pub checkouts: u64,
    /// How often somebody waited in vain for a connection so far.
    pub timeouts: u64,
    /// How long those were waited for that were lent so far, all together.
    pub waited: Duration,
}

/// What is counted of a pool.
#[derive(Debug, Default)]
pub(super) struct Counters {
    waiting: AtomicU32,
    opened: AtomicU64,
    checkouts: AtomicU64,
    timeouts: AtomicU64,
    /// Microseconds.
    waited: AtomicU64,
}

impl Counters {
    /// Counts somebody as waiting until what it returns is dropped.
    pub(super) fn waiting(&self) -> impl Drop + '_ {
        /// Counts down whatever happens.
        struct Waiting<'c>(&'c AtomicU32);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(&self.waiting)
    }

    /// A connection was opened.
    pub(super) fn opened(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
    }

    /// A connection was lent, after so long a wait.
    pub(super) fn lent(&self, waited: Duration) {
        self.checkouts.fetch_add(1, Ordering::Relaxed);
        self.waited.fetch_add(micros(waited), Ordering::Relaxed);
    }

    /// A connection was waited for in vain, for so long.
    pub(super) fn timed_out(&self, waited: Duration) {
        self.timeouts.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(target: POOL_TARGET, waited = micros(waited), "no connection became free");
    }

    pub(super) fn status(&self, open: u32, idle: u32, size: u32) -> PoolStatus {
        PoolStatus {
            open,
            idle,
            size,
            waiting: self.waiting.load(Ordering::Relaxed),
            opened: self.opened.load(Ordering::Relaxed),
            checkouts: self.checkouts.load(Ordering::Relaxed),
            timeouts: self.timeouts.load(Ordering::Relaxed),
            waited: Duration::from_micros(self.waited.load(Ordering::Relaxed)),
        }
    }
}

/// Hands what the pool reports to its counters, and to those who listen.
#[derive(Debug)]
pub(super) struct Observer(pub(super) std::sync::Arc<Counters>);

impl HandleEvent for Observer {
    fn handle_acquire(&self, event: AcquireEvent) {
        self.0.opened();
        tracing::debug!(target: POOL_TARGET, connection = event.connection_id(), "opened");
    }

    fn handle_release(&self, event: ReleaseEvent) {
        let (connection, age) = (event.connection_id(), event.age().as_secs());
        tracing::debug!(target: POOL_TARGET, connection, age, "closed");
    }

    fn handle_checkout(&self, event: CheckoutEvent) {
        let (connection, waited) = (event.connection_id(), micros(event.duration()));
        self.0.lent(event.duration());
        tracing::trace!(target: POOL_TARGET, connection, waited, "lent");
    }

    fn handle_timeout(&self, event: TimeoutEvent) {
        self.0.timed_out(event.timeout());
    }
}

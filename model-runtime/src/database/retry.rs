//! Trying a transaction again that failed for reasons of the moment.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::connect::Connect;
use super::options::TransactionOptions;
use super::pool::Database;
use super::transaction::{Transaction, Transactional};
use crate::connection::{Blocking, at_once, stuck};
use crate::error::{Error, Result};

/// How often a transaction is tried again, and how long is waited in between.
///
/// ```
/// use std::time::Duration;
/// use model_runtime::database::Retry;
/// use model_runtime::prelude::*;
///
/// # #[derive(Model, Debug)]
/// # pub struct User { pub id: i64, pub name: String }
/// # schema! { pub Blog: User }
/// # fn main() -> model_runtime::Result<()> {
/// let db = Database::connect("sqlite::memory:")?;
/// Blog::create_all(&mut db.get()?)?;
/// let retry = Retry::new().times(3).first_wait(Duration::from_millis(10));
/// let user = db.atomic_retrying(retry, |conn| User::builder().name("Ann").insert(conn))?;
/// assert_eq!(user.id, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    times: u32,
    first_wait: Duration,
    longest_wait: Duration,
    options: TransactionOptions,
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

impl Retry {
    /// Up to 5 times more, after 10 milliseconds at first, then twice as long each time, to at most a second.
    pub const fn new() -> Self {
        Self {
            times: 5,
            first_wait: Duration::from_millis(10),
            longest_wait: Duration::from_secs(1),
            options: TransactionOptions::new(),
        }
    }

    /// How often it is tried again after the first time; 0 is never.
    #[must_use]
    pub const fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// How long is waited before it is tried the second time.
    #[must_use]
    pub const fn first_wait(self, wait: Duration) -> Self {
        Self { first_wait: wait, ..self }
    }

    /// How long is waited at most.
    #[must_use]
    pub const fn longest_wait(self, wait: Duration) -> Self {
        Self { longest_wait: wait, ..self }
    }

    /// What the transaction asks of the database, such as [`Isolation::Serializable`](super::Isolation::Serializable).
    #[must_use]
    pub const fn options(self, options: TransactionOptions) -> Self {
        Self { options, ..self }
    }

    /// The wait before the next try, the first being number 0: up to half of it is by chance, so that two which met do not meet
    /// again.
    fn wait(&self, number: u32) -> Duration {
        let doubled = self.first_wait.saturating_mul(1_u32.checked_shl(number).unwrap_or(u32::MAX));
        let wait = doubled.min(self.longest_wait);
        // A new hasher is as random as a hash map is.
        let chance = u32::try_from(RandomState::new().hash_one(number) % 1_000).unwrap_or_default();
        wait / 2 + (wait / 2_000).saturating_mul(chance)
    }
}

/// Where a transaction failed.
pub(super) enum Failed {
    /// Before anything could be permanent.
    Work(Error),
    /// At its end.
    Commit(Error),
}

impl Failed {
    /// The error, if the transaction may be tried again; otherwise the error to return.
    fn passing(self) -> Result<Error, Error> {
        match self {
            Self::Work(error) if error.is_retryable() || error.is_connection_lost() => Ok(error),
            Self::Commit(error) if error.is_retryable() => Ok(error),
            Self::Work(error) | Self::Commit(error) => Err(error),
        }
    }
}

/// The tries of a transaction so far.
pub(super) struct Tries {
    retry: Retry,
    number: u32,
}

impl Tries {
    /// How long is waited before the next try, or the error if there is none.
    pub(super) fn next(&mut self, failed: Failed) -> Result<Duration> {
        let error = failed.passing()?;
        if self.number >= self.retry.times {
            return Err(error);
        }
        self.number += 1;
        Ok(self.retry.wait(self.number - 1))
    }
}

impl Retry {
    pub(super) const fn tries(self) -> Tries {
        Tries { retry: self, number: 0 }
    }

    /// Runs `work` in a transaction once.
    pub(super) async fn attempt<C: Transactional, T>(
        self,
        conn: &mut C,
        work: impl AsyncFnOnce(&mut C) -> Result<T>,
    ) -> Result<T, Failed> {
        let mut transaction = Transaction::open(conn, self.options).await.map_err(Failed::Work)?;
        match work(&mut transaction).await {
            Ok(value) => transaction.close().await.map(|()| value).map_err(Failed::Commit),
            Err(error) => {
                transaction.undo().await;
                Err(Failed::Work(error))
            }
        }
    }
}

impl<C: Connect + Blocking> Database<C> {
    /// Runs `work` in a transaction as [`atomic`](Database::atomic) does, and from the start again if it failed for reasons of the
    /// moment: a lock that was waited for too long, a deadlock, a serialization failure, a connection that was lost.
    ///
    /// `work` may run several times, so what it does besides the database has to bear that. Each time has a connection of the
    /// pool. A transaction whose COMMIT got no answer is not repeated, because it may have been carried out.
    ///
    /// # Errors
    /// The last error of `work`, of [`get`](Database::get), or of BEGIN and COMMIT.
    pub fn atomic_retrying<T>(&self, retry: Retry, mut work: impl FnMut(&mut C) -> Result<T>) -> Result<T> {
        let mut tries = retry.tries();
        loop {
            let attempt = self.get().map_err(Failed::Work).and_then(|mut conn| {
                let attempt = retry.attempt(&mut *conn, async |conn: &mut C| work(conn));
                at_once(attempt).unwrap_or_else(|| Err(Failed::Work(Error::database(None, stuck()))))
            });
            match attempt {
                Ok(value) => return Ok(value),
                Err(failed) => std::thread::sleep(tries.next(failed)?),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Retry;

    #[test]
    fn waits_grow_to_a_bound_and_differ() {
        let retry = Retry::new().first_wait(Duration::from_millis(100)).longest_wait(Duration::from_millis(350));
        for (number, least, most) in [(0, 50, 100), (1, 100, 200), (2, 175, 350), (40, 175, 350), (u32::MAX, 175, 350)]
        {
            let wait = retry.wait(number).as_millis();
            assert!((least..=most).contains(&wait), "{number}: {wait}");
        }
        let waits: std::collections::BTreeSet<_> = (0..20).map(|_| retry.wait(0)).collect();
        assert!(waits.len() > 1);
        assert_eq!(Retry::new().first_wait(Duration::ZERO).wait(3), Duration::ZERO);
    }
}

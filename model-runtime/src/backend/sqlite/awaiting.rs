//! SQLite in asynchronous programs: the blocking connection, run on threads of its own.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll};

use diesel::SqliteConnection;
use diesel::connection::Connection;
use diesel::result::{ConnectionResult, Error as DieselError, QueryResult};
use diesel::sqlite::Sqlite;
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, unconstrained};
use tracing::dispatcher::{get_default, has_been_set, with_default};
use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Span};

use super::url::SqliteTarget;
use crate::backend::Dialect;
use crate::backend::awaiting::{self, awaiting_connection};
use crate::connection::{BoxFuture, at_once, sleep_until, stuck};
use crate::database::transaction::unwind;
use crate::database::{AsyncDatabase, Connect, Plan, PoolDefaults, TlsNames, TransactionOptions, Transactional};
use crate::error::{ConnectionError, Error, Result};

/// A connection to SQLite whose statements run on the threads that tokio has for what blocks.
///
/// A verb goes there once and back, whatever the number of its statements, where its values can be moved; plain Diesel goes there once
/// for each statement.
pub type AsyncSqliteConnection = SyncConnectionWrapper<SqliteConnection, Threads>;

awaiting_connection!(AsyncSqliteConnection, Sqlite);
crate::backend::linked::linked_queries!(AsyncSqliteConnection, Sqlite);

/// The threads that statements run on: those of the runtime that the connection was made in.
#[derive(Debug)]
pub struct Threads(Option<Handle>);

impl SpawnBlocking for Threads {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn StdError + Send + Sync + 'static>>>
    where
        R: Send + 'static,
    {
        // The handle is lent and not copied: that would count it up and down for each row.
        let current = if self.0.is_none() { Handle::try_current().ok() } else { None };
        let Some(handle) = self.0.as_ref().or(current.as_ref()) else {
            return Box::pin(std::future::ready(Err("there is no tokio runtime here to run SQLite on".into())));
        };
        let work = Work { task, collected: collected() };
        Box::pin(Hop { task: handle.spawn_blocking(move || work.run()), complete: false })
    }

    fn get_runtime() -> Self {
        Self(Handle::try_current().ok())
    }
}

/// The span that goes on here, and who collects it. Where nobody collects spans, there are none to carry over.
fn collected() -> Option<(Span, Dispatch)> {
    if !has_been_set() {
        return None;
    }
    let dispatch = get_default(|dispatch| (!dispatch.is::<NoSubscriber>()).then(|| dispatch.clone()));
    dispatch.map(|dispatch| (Span::current(), dispatch))
}

/// What a thread is to do.
struct Work<F> {
    task: F,
    /// What is logged there belongs to what goes on here.
    collected: Option<(Span, Dispatch)>,
}

impl<F: FnOnce() -> R, R> Work<F> {
    fn run(self) -> R {
        match self.collected {
            Some((span, dispatch)) => with_default(&dispatch, || span.in_scope(self.task)),
            None => (self.task)(),
        }
    }
}

/// Work on another thread. Dropped before it is complete, it waits for the end of it: the connection must not be used by two.
///
/// It blocks its thread for that time, which is that of a statement. To hand that over to the runtime is possible on some of them only.
struct Hop<R> {
    task: JoinHandle<R>,
    complete: bool,
}

impl<R> Future for Hop<R> {
    type Output = Result<R, Box<dyn StdError + Send + Sync + 'static>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = Pin::new(&mut self.task).poll(context);
        self.complete = polled.is_ready();
        polled.map_err(Box::from)
    }
}

impl<R> Drop for Hop<R> {
    fn drop(&mut self) {
        if !self.complete {
            // What has not begun does not begin any more.
            self.task.abort();
            // The handle is ready when the work has let go of the connection, done or not; whatever budget of polls the runtime has left for the task that is dropped.
            let _ = sleep_until(unconstrained(&mut self.task));
        }
    }
}

/// Runs blocking work on the connection's thread, and waits for it without a runtime.
fn finish(conn: &mut AsyncSqliteConnection, work: impl FnOnce(&mut SqliteConnection) -> bool + Send + 'static) -> bool {
    let (done, answer) = mpsc::channel();
    let hop = conn.spawn_blocking(move |conn| {
        let _ = done.send(work(conn));
        Ok(())
    });
    let answer = answer.recv();
    drop(hop);
    answer.unwrap_or(false)
}

impl Transactional for AsyncSqliteConnection {
    fn begin_outermost(&mut self, options: TransactionOptions) -> BoxFuture<'_, QueryResult<()>> {
        self.spawn_blocking(move |conn| at_once(conn.begin_outermost(options)).unwrap_or_else(|| Err(stuck())))
    }

    fn begin_savepoint(&mut self) -> BoxFuture<'_, QueryResult<()>> {
        self.spawn_blocking(|conn| at_once(conn.begin_savepoint()).unwrap_or_else(|| Err(stuck())))
    }

    fn commit_innermost(&mut self) -> BoxFuture<'_, QueryResult<()>> {
        self.spawn_blocking(|conn| at_once(conn.commit_innermost()).unwrap_or_else(|| Err(stuck())))
    }

    fn rollback_innermost(&mut self) -> BoxFuture<'_, QueryResult<()>> {
        self.spawn_blocking(|conn| at_once(conn.rollback_innermost()).unwrap_or_else(|| Err(stuck())))
    }

    fn depth(&mut self) -> QueryResult<u32> {
        awaiting::depth(self)
    }

    /// The database is on this machine, so that the ROLLBACK can be waited for.
    fn abandon(&mut self, depth: u32) {
        if !finish(self, move |conn| matches!(at_once(unwind(conn, depth)), Some(Ok(())))) {
            awaiting::status(self).set_in_error();
        }
    }

    fn decode(&self, error: DieselError) -> Error {
        Sqlite::decode(error, None)
    }
}

impl Connect for AsyncSqliteConnection {
    type Target = SqliteTarget;

    const SCHEME: Option<&'static str> = <SqliteConnection as Connect>::SCHEME;

    fn target(url: &str) -> Result<SqliteTarget, ConnectionError> {
        <SqliteConnection as Connect>::target(url)
    }

    fn tls_names(url: &str) -> Option<TlsNames> {
        <SqliteConnection as Connect>::tls_names(url)
    }

    fn pool(target: &SqliteTarget) -> PoolDefaults {
        <SqliteConnection as Connect>::pool(target)
    }

    type Database = AsyncDatabase<Self>;

    fn start(plan: Plan<Self>) -> BoxFuture<'static, Result<AsyncDatabase<Self>>> {
        Box::pin(AsyncDatabase::start(plan))
    }

    fn open(target: &SqliteTarget) -> BoxFuture<'_, ConnectionResult<Self>> {
        let address = target.address().to_owned();
        Box::pin(async move {
            let mut threads = Threads::get_runtime();
            let opened = threads.spawn_blocking(move || SqliteConnection::establish(&address)).await;
            let opened = opened.map_err(|error| diesel::ConnectionError::BadConnection(error.to_string()))?;
            Ok(Self::with_runtime(opened?, threads))
        })
    }

    fn vanishes(target: &SqliteTarget) -> bool {
        <SqliteConnection as Connect>::vanishes(target)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use tokio::runtime::Builder;
    use tokio::task::{consume_budget, coop::has_budget_remaining};

    use super::*;

    #[test]
    fn a_hop_that_is_dropped_waits_for_its_end() {
        for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
            builder.build().unwrap().block_on(async {
                let ended = Arc::new(AtomicBool::new(false));
                let (begin, started) = mpsc::channel();
                let at_end = Arc::clone(&ended);
                let hop = Threads::get_runtime().spawn_blocking(move || {
                    begin.send(()).unwrap();
                    std::thread::sleep(Duration::from_millis(50));
                    at_end.store(true, Ordering::SeqCst);
                });
                started.recv().unwrap();
                // Also where the task has been polled so often that the runtime answers nothing any more.
                while has_budget_remaining() {
                    at_once(consume_budget());
                }
                drop(hop);
                assert!(ended.load(Ordering::SeqCst));
            });
        }
    }
}

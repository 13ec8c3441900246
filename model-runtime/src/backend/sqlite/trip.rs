//! The way of work to another thread and back.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use diesel::result::{ConnectionError, ConnectionResult, DatabaseErrorKind, Error as DieselError, QueryResult};
use diesel::sqlite::Sqlite;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, unconstrained};
use tracing::dispatcher::{get_default, has_been_set, with_default};
use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Span};

use crate::backend::Dialect;
use crate::connection::sleep_until;
use crate::error::Result;

/// Work on another thread, which has its connection lent for the time of it.
///
/// Dropped before it is complete, it waits for the end of the work, because the connection must not be used by two; work that has not begun
/// does not begin any more. It blocks its thread for that time, which is that of a statement. To hand that over to the runtime is possible
/// on some of them only.
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited; dropped, this one waits for its work"]
pub struct Trip<'c, R> {
    /// Nothing where there is no runtime to go to, and once the answer was handed out.
    work: Option<JoinHandle<R>>,
    lent: PhantomData<&'c mut ()>,
}

/// What comes back, which can be that nothing does.
pub trait Answer {
    /// Work that could not be done, or not to its end.
    fn failed(error: DieselError) -> Self;
}

impl<T> Answer for QueryResult<T> {
    fn failed(error: DieselError) -> Self {
        Err(error)
    }
}

impl<T> Answer for Result<T> {
    fn failed(error: DieselError) -> Self {
        Err(Sqlite::decode(error, None))
    }
}

impl<T> Answer for ConnectionResult<T> {
    fn failed(error: DieselError) -> Self {
        Err(ConnectionError::BadConnection(error.to_string()))
    }
}

impl<R: Send + 'static> Trip<'_, R> {
    /// Starts work on the threads of a runtime, or of the one that goes on here.
    pub(super) fn start(runtime: Option<&Handle>, task: impl FnOnce() -> R + Send + 'static) -> Self {
        // The handle is lent and not copied: that would count it up and down for each row.
        let current = if runtime.is_none() { Handle::try_current().ok() } else { None };
        let work = runtime.or(current.as_ref()).map(|runtime| {
            let collected = collected();
            runtime.spawn_blocking(move || match collected {
                Some((span, dispatch)) => with_default(&dispatch, || span.in_scope(task)),
                None => task(),
            })
        });
        Self { work, lent: PhantomData }
    }
}

/// The span that goes on here, and who collects it: what is logged on the other thread belongs to it. Where nobody collects spans, there
/// are none to carry over.
fn collected() -> Option<(Span, Dispatch)> {
    if !has_been_set() {
        return None;
    }
    let dispatch = get_default(|dispatch| (!dispatch.is::<NoSubscriber>()).then(|| dispatch.clone()));
    dispatch.map(|dispatch| (Span::current(), dispatch))
}

/// The error of work that is not done.
fn undone<R: Answer>(message: String) -> R {
    R::failed(DieselError::DatabaseError(DatabaseErrorKind::UnableToSendCommand, Box::new(message)))
}

impl<R: Answer> Future for Trip<'_, R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        let Some(work) = &mut self.work else {
            return Poll::Ready(undone("there is no tokio runtime here to run SQLite on".to_owned()));
        };
        match Pin::new(work).poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(answer) => {
                self.work = None;
                Poll::Ready(answer.unwrap_or_else(|error| undone(error.to_string())))
            }
        }
    }
}

impl<R> Drop for Trip<'_, R> {
    fn drop(&mut self) {
        if let Some(work) = &mut self.work {
            work.abort();
            // The handle is ready when the work has let go of the connection, done or not; whatever budget of polls the runtime has left for
            // the task that is dropped.
            let _ = sleep_until(unconstrained(work));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, mpsc};
    use std::time::Duration;

    use tokio::runtime::Builder;
    use tokio::task::{consume_budget, coop::has_budget_remaining};

    use super::*;
    use crate::connection::at_once;

    #[test]
    fn a_trip_that_is_dropped_waits_for_its_end() {
        for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
            builder.build().unwrap().block_on(async {
                let ended = Arc::new(AtomicBool::new(false));
                let (begin, started) = mpsc::channel();
                let at_end = Arc::clone(&ended);
                let trip = Trip::start(None, move || {
                    begin.send(()).unwrap();
                    std::thread::sleep(Duration::from_millis(50));
                    at_end.store(true, Ordering::SeqCst);
                    QueryResult::Ok(())
                });
                started.recv().unwrap();
                // Also where the task has been polled so often that the runtime answers nothing any more.
                while has_budget_remaining() {
                    at_once(consume_budget());
                }
                drop(trip);
                assert!(ended.load(Ordering::SeqCst));
            });
        }
    }

    #[test]
    fn work_that_has_not_begun_when_it_is_dropped_does_not_begin() {
        Builder::new_current_thread().max_blocking_threads(1).build().unwrap().block_on(async {
            let (end, ended) = mpsc::channel::<()>();
            let busy = tokio::task::spawn_blocking(move || ended.recv());
            let begun = Arc::new(AtomicBool::new(false));
            let at_begin = Arc::clone(&begun);
            let trip = Trip::start(None, move || {
                at_begin.store(true, Ordering::SeqCst);
                QueryResult::Ok(())
            });
            let dropped = std::thread::spawn(move || drop(trip));
            // Time to be dropped while the only thread has something else to do.
            std::thread::sleep(Duration::from_millis(50));
            drop(end);
            dropped.join().unwrap();
            assert!(busy.await.unwrap().is_err());
            assert!(!begun.load(Ordering::SeqCst));
        });
    }

    #[test]
    fn without_a_runtime_there_is_an_error() {
        let refused = at_once(Trip::start(None, || QueryResult::Ok(()))).unwrap();
        assert_eq!(refused.unwrap_err().to_string(), "there is no tokio runtime here to run SQLite on");
    }
}

//! The two kinds of connections: those that have every answer at once, and those that are waited for.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
#[cfg(feature = "async")]
use std::{sync::Arc, task::Wake, thread::Thread};

use diesel::result::Error as DieselError;

use super::Exec;
use crate::error::{Error, Result};

/// A future that can be sent to another thread.
pub type BoxFuture<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// A connection whose verbs return at once, for code that is generic over connections but not asynchronous.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a blocking connection",
    label = "this connection is asynchronous",
    note = "its verbs are awaited, and `AsyncDatabase` is its pool"
)]
pub trait Blocking: Exec {
    /// The result of a verb.
    ///
    /// # Errors
    /// Those of the verb.
    fn now<'c, T: Send + 'c>(result: Self::Ret<'c, T>) -> Result<T>;
}

/// A connection whose verbs are awaited, for code that is generic over connections and asynchronous.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an asynchronous connection",
    label = "this connection blocks",
    note = "its verbs return at once, and `Database` is its pool"
)]
pub trait Awaiting: Exec {
    /// A future as a step of the connection.
    fn wait<'c, T: Send + 'c>(future: BoxFuture<'c, T>) -> Self::Wait<'c, T>;

    /// The future of what a verb returns.
    fn future<'c, T: Send + 'c>(result: Self::Ret<'c, T>) -> BoxFuture<'c, Result<T>>;
}

/// Sleeps until a future is complete. Unlike those of tokio's runtimes, this may be called anywhere.
#[cfg(feature = "async")]
pub(crate) fn sleep_until<T>(work: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(outcome) => return outcome,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// The outcome of work that does not wait; `None` if it does.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> Option<T> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}

/// The result of work on a blocking connection, which never waits. The work stays where it is: one that writes rows is large to move.
pub(crate) fn now<T, E: From<Error>>(work: Pin<&mut impl Future<Output = Result<T, E>>>) -> Result<T, E> {
    match work.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Error::database(None, stuck()).into()),
    }
}

/// The error of work on a blocking connection that waits all the same.
pub(crate) fn stuck() -> DieselError {
    DieselError::QueryBuilderError("work on a blocking connection waits for something else than the connection".into())
}

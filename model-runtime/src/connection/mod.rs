//! What a connection is to the verbs: it chooses what they return.

#[cfg(feature = "async")]
mod block_on;
mod link;
mod wait;

#[cfg(feature = "async")]
pub use block_on::BlockOn;
pub(crate) use link::{Link, Statement};
#[cfg(feature = "async")]
pub(crate) use wait::sleep_until;
pub use wait::{Awaiting, Blocking, BoxFuture};
pub(crate) use wait::{at_once, now, stuck};

use std::future::Future;

/// A connection that runs verbs; its kind decides what a verb returns.
///
/// Blocking connections return [`Result<T>`](crate::Result), asynchronous ones a future of it. What a verb does is written once,
/// as a future: a blocking connection has every answer at once, so that the future is complete when it is first asked.
pub trait Exec: Sized + Send {
    /// What a verb that makes a `T` returns.
    type Ret<'c, T: Send + 'c>;

    /// What the connection's own steps return: the answer, or a future that waits for it.
    type Wait<'c, T: Send + 'c>: Future<Output = T> + Send + 'c;

    /// Makes what a verb returns of what it does.
    fn answer<'c, T: Send + 'c>(work: impl Future<Output = crate::Result<T>> + Send + 'c) -> Self::Ret<'c, T>;

    /// What a verb returns, to go on from.
    fn pending<'c, T: Send + 'c>(result: Self::Ret<'c, T>) -> Self::Wait<'c, crate::Result<T>>;

    /// An answer that is there already.
    fn ready<'c, T: Send + 'c>(answer: T) -> Self::Wait<'c, T>;
}

/// Anything that leads to a connection: a connection itself, `&mut` of one, a guard of a pool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a database connection",
    label = "expected a connection, or a guard that leads to one",
    note = "get one from a pool with `db.get()?`, or establish one with Diesel, and pass `&mut conn`"
)]
pub trait Conn {
    /// The connection itself.
    type Raw: Exec;
    /// Leads to the connection.
    fn raw(&mut self) -> &mut Self::Raw;
}

impl<C: Conn> Conn for &mut C {
    type Raw = C::Raw;
    fn raw(&mut self) -> &mut C::Raw {
        (**self).raw()
    }
}

impl<Manager> Conn for diesel::r2d2::PooledConnection<Manager>
where
    Manager: diesel::r2d2::ManageConnection<Connection: Exec>,
{
    type Raw = Manager::Connection;
    fn raw(&mut self) -> &mut Manager::Connection {
        self
    }
}

/// What `C`'s verbs return for a `T`.
pub type Ret<'c, C, T> = <<C as Conn>::Raw as Exec>::Ret<'c, T>;

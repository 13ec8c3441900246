//! Several writes of which all hold, or none.

use std::ops::DerefMut;

use super::options::TransactionOptions;
use super::transaction::{Transaction, Transactional};
use crate::connection::Exec;
use crate::error::Result;

/// Where several writes can be done of which all hold, or none: a connection does them in a transaction, or in a savepoint of one that is
/// open; a [`Session`](crate::session::Session) in a savepoint, with which what it has in memory goes back, too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot do several writes as one",
    label = "expected a connection or a session"
)]
pub trait AllOrNothing: Exec {
    /// It, while it does them. What was done is undone when this is dropped.
    type Within<'c>: DerefMut<Target = Self> + Send
    where
        Self: 'c;

    /// Begins.
    ///
    /// # Errors
    /// Errors of the database, and those of a session that cannot write.
    fn begin_all(&mut self) -> Self::Wait<'_, Result<Self::Within<'_>>>;

    /// Ends: what was done stays if it succeeded, and is undone if it failed.
    ///
    /// # Errors
    /// That of what was done, or errors of the database.
    fn end_all<'c, T: Send + 'c>(within: Self::Within<'c>, done: Result<T>) -> Self::Wait<'c, Result<T>>
    where
        Self: 'c;
}

#[diagnostic::do_not_recommend]
impl<C: Transactional> AllOrNothing for C {
    type Within<'c>
        = Transaction<'c, C>
    where
        C: 'c;

    fn begin_all(&mut self) -> C::Wait<'_, Result<Transaction<'_, C>>> {
        C::pending(C::answer(Transaction::open(self, TransactionOptions::new())))
    }

    fn end_all<'c, T: Send + 'c>(within: Transaction<'c, C>, done: Result<T>) -> C::Wait<'c, Result<T>>
    where
        C: 'c,
    {
        C::pending(C::answer(within.end(done)))
    }
}

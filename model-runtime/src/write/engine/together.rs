//! The statements of one verb, in a transaction if there are several.

use std::ops::{Deref, DerefMut};

use crate::database::{Transaction, TransactionOptions, Transactional};
use crate::error::Result;

/// A connection, in a transaction if that is needed; ended by [`end`](Together::end).
pub(crate) enum Together<'c, C: Transactional> {
    /// One statement is a transaction by itself.
    Alone(&'c mut C),
    Transaction(Transaction<'c, C>),
}

impl<'c, C: Transactional> Together<'c, C> {
    /// Begins a transaction if there are many statements.
    pub(crate) async fn begin(many: bool, conn: &'c mut C) -> Result<Self> {
        Self::begin_with(many, TransactionOptions::new(), conn).await
    }

    /// Begins a transaction for reading if there are many queries.
    pub(crate) async fn begin_read(many: bool, conn: &'c mut C) -> Result<Self> {
        Self::begin_with(many, TransactionOptions::new().read_only(), conn).await
    }

    async fn begin_with(many: bool, options: TransactionOptions, conn: &'c mut C) -> Result<Self> {
        if many { Transaction::open(conn, options).await.map(Self::Transaction) } else { Ok(Self::Alone(conn)) }
    }

    /// Commits if the work succeeded, and rolls back if it failed.
    pub(crate) async fn end<T>(self, done: Result<T>) -> Result<T> {
        match self {
            Self::Alone(_) => done,
            Self::Transaction(transaction) => transaction.end(done).await,
        }
    }
}

impl<C: Transactional> Deref for Together<'_, C> {
    type Target = C;
    fn deref(&self) -> &C {
        match self {
            Self::Alone(conn) => conn,
            Self::Transaction(transaction) => transaction,
        }
    }
}

impl<C: Transactional> DerefMut for Together<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        match self {
            Self::Alone(conn) => conn,
            Self::Transaction(transaction) => transaction,
        }
    }
}

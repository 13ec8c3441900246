//! Transactions: closures, guards, savepoints.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Deref, DerefMut};

use diesel::connection::{Connection, TransactionManager};
use diesel::result::{Error as DieselError, QueryResult};

use super::options::TransactionOptions;
use crate::backend::Dialect;
use crate::connection::{Conn, Exec};
use crate::error::{Error, Result};

/// How outermost transactions begin on a connection of Diesel; implemented once per backend.
pub trait Begin: Connection<Backend: Dialect> {
    /// Begins an outermost transaction through the connection's [`TransactionManager`].
    ///
    /// # Errors
    /// [`DieselError::AlreadyInTransaction`] inside a transaction, and what the database says.
    fn begin(&mut self, options: TransactionOptions) -> QueryResult<()>;
}

/// What transactions ask of a connection. Every connection of Diesel whose backend is known has it.
///
/// Applications use [`Atomic`] and [`Transaction`], which see to it that what is begun is ended.
pub trait Transactional {
    /// Begins an outermost transaction.
    ///
    /// # Errors
    /// [`DieselError::AlreadyInTransaction`] inside a transaction, and what the database says.
    fn begin_outermost(&mut self, options: TransactionOptions) -> QueryResult<()>;

    /// Begins a savepoint.
    ///
    /// # Errors
    /// What the database says.
    fn begin_savepoint(&mut self) -> QueryResult<()>;

    /// Commits the innermost transaction or savepoint.
    ///
    /// # Errors
    /// [`DieselError::NotInTransaction`] outside of one, and what the database says.
    fn commit_innermost(&mut self) -> QueryResult<()>;

    /// Rolls the innermost transaction or savepoint back.
    ///
    /// # Errors
    /// [`DieselError::NotInTransaction`] outside of one, and what the database says.
    fn rollback_innermost(&mut self) -> QueryResult<()>;

    /// How many transactions and savepoints are open.
    ///
    /// # Errors
    /// [`DieselError::BrokenTransactionManager`] if the connection was lost in a transaction.
    fn depth(&mut self) -> QueryResult<u32>;

    /// An error of Diesel on this connection, in the terms of this crate.
    fn decode(&self, error: DieselError) -> Error;
}

impl<C: Begin> Transactional for C {
    fn begin_outermost(&mut self, options: TransactionOptions) -> QueryResult<()> {
        self.begin(options)
    }

    fn begin_savepoint(&mut self) -> QueryResult<()> {
        C::TransactionManager::begin_transaction(self)
    }

    fn commit_innermost(&mut self) -> QueryResult<()> {
        C::TransactionManager::commit_transaction(self)
    }

    fn rollback_innermost(&mut self) -> QueryResult<()> {
        C::TransactionManager::rollback_transaction(self)
    }

    fn depth(&mut self) -> QueryResult<u32> {
        let status = C::TransactionManager::transaction_manager_status_mut(self);
        Ok(status.transaction_depth()?.map_or(0, std::num::NonZero::get))
    }

    fn decode(&self, error: DieselError) -> Error {
        <C::Backend as Dialect>::decode(error, None)
    }
}

/// Closures in transactions, for every connection.
///
/// The name is Django's, and not `transaction`, because Diesel's own `Connection::transaction` is a method of the same
/// connections: with both preludes imported, either can be called without saying which is meant.
pub trait Atomic: Conn<Raw: Transactional> {
    /// Runs `work` in a transaction: committed if it returns `Ok`, rolled back if it returns `Err` or panics.
    ///
    /// Inside a transaction, whoever began it, this is a savepoint: only what `work` did is rolled back.
    ///
    /// After some errors a database ends the transaction by itself: SQLite where its disk is full, PostgreSQL lets no more
    /// statements in. Pass errors on, so that nothing is written after them; COMMIT fails in any case. What SQLite is told to
    /// write after such an error is in no transaction any more.
    ///
    /// ```
    /// use diesel::prelude::*;
    /// use model_runtime::prelude::*;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let db = Database::connect("sqlite::memory:")?;
    /// let mut conn = db.get()?;
    /// conn.atomic(|conn| {
    ///     diesel::sql_query("CREATE TABLE notes (id INTEGER PRIMARY KEY)").run(conn)?;
    ///     diesel::sql_query("INSERT INTO notes DEFAULT VALUES").run(conn)?;
    ///     Ok::<_, model_runtime::Error>(())
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of `work`, and those of BEGIN and COMMIT. If COMMIT fails, the transaction is rolled back.
    fn atomic<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self::Raw) -> Result<T, E>) -> Result<T, E> {
        atomic(self.raw(), TransactionOptions::new(), work)
    }

    /// Runs `work` in a transaction for reading, whose queries all see one state of the database.
    ///
    /// Writers are not kept out. Use [`atomic`](Atomic::atomic) to write.
    ///
    /// # Errors
    /// As [`atomic`](Atomic::atomic).
    fn atomic_read<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self::Raw) -> Result<T, E>) -> Result<T, E> {
        atomic(self.raw(), TransactionOptions::new().read_only(), work)
    }

    /// Runs `work` in a transaction as [`atomic`](Atomic::atomic) does, which is what the options ask for.
    ///
    /// # Errors
    /// As [`atomic`](Atomic::atomic). If a transaction is open already, options that can only be those of an outermost one, an
    /// isolation level and `deferrable`, are refused with [`DieselError::AlreadyInTransaction`].
    fn atomic_with<T, E: From<Error>>(
        &mut self,
        options: TransactionOptions,
        work: impl FnOnce(&mut Self::Raw) -> Result<T, E>,
    ) -> Result<T, E> {
        atomic(self.raw(), options, work)
    }
}

impl<C: Conn<Raw: Transactional> + ?Sized> Atomic for C {}

/// Runs the statements of one verb together.
pub(crate) fn within<C: Transactional, T>(conn: &mut C, work: impl FnOnce(&mut C) -> Result<T>) -> Result<T> {
    atomic(conn, TransactionOptions::new(), work)
}

/// Runs the queries of one verb together.
pub(crate) fn within_reading<C: Transactional, T>(conn: &mut C, work: impl FnOnce(&mut C) -> Result<T>) -> Result<T> {
    atomic(conn, TransactionOptions::new().read_only(), work)
}

pub(super) fn atomic<C: Transactional, T, E: From<Error>>(
    conn: &mut C,
    options: TransactionOptions,
    work: impl FnOnce(&mut C) -> Result<T, E>,
) -> Result<T, E> {
    let mut transaction = Transaction::open(conn, options)?;
    match work(&mut transaction) {
        Ok(value) => {
            transaction.commit()?;
            Ok(value)
        }
        Err(error) => {
            // What went wrong first is what the caller has to know; a failed rollback is logged by the guard.
            drop(transaction);
            Err(error)
        }
    }
}

/// An open transaction; rolled back when it is dropped, unless it was [committed](Transaction::commit).
///
/// It leads to its connection: verbs take `&mut transaction`, Diesel's own methods take `&mut *transaction`.
///
/// ```
/// use diesel::prelude::*;
/// use model_runtime::database::Transaction;
/// use model_runtime::prelude::*;
///
/// # fn main() -> model_runtime::Result<()> {
/// let db = Database::connect("sqlite::memory:")?;
/// let mut conn = db.get()?;
/// let mut transaction = Transaction::begin(&mut conn)?;
/// diesel::sql_query("CREATE TABLE notes (id INTEGER PRIMARY KEY)").run(&mut transaction)?;
/// let mut savepoint = transaction.savepoint()?;
/// diesel::sql_query("INSERT INTO notes DEFAULT VALUES").run(&mut savepoint)?;
/// savepoint.rollback()?;
/// transaction.commit()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction that is not kept is rolled back at once"]
pub struct Transaction<'c, C: Transactional> {
    conn: &'c mut C,
    /// The depth of the connection while this is its innermost transaction.
    depth: u32,
    open: bool,
}

impl<'c, C: Transactional> Transaction<'c, C> {
    /// Begins a transaction, or a savepoint if one is open.
    ///
    /// # Errors
    /// [`Error::Busy`] if another connection keeps its lock too long, and errors of the database.
    pub fn begin(conn: &'c mut (impl Conn<Raw = C> + ?Sized)) -> Result<Self> {
        Self::open(conn.raw(), TransactionOptions::new())
    }

    /// Begins a transaction for reading, or a savepoint if one is open.
    ///
    /// # Errors
    /// As [`begin`](Transaction::begin).
    pub fn begin_read(conn: &'c mut (impl Conn<Raw = C> + ?Sized)) -> Result<Self> {
        Self::open(conn.raw(), TransactionOptions::new().read_only())
    }

    /// Begins a transaction that is what the options ask for, or a savepoint if one is open.
    ///
    /// # Errors
    /// As [`begin`](Transaction::begin), and [`DieselError::AlreadyInTransaction`] for options that a savepoint cannot have.
    pub fn begin_with(conn: &'c mut (impl Conn<Raw = C> + ?Sized), options: TransactionOptions) -> Result<Self> {
        Self::open(conn.raw(), options)
    }

    pub(super) fn open(conn: &'c mut C, options: TransactionOptions) -> Result<Self> {
        match begin(conn, options) {
            Ok(depth) => Ok(Self { conn, depth, open: true }),
            Err(error) => Err(conn.decode(error)),
        }
    }

    /// Begins a savepoint within this transaction.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn savepoint(&mut self) -> Result<Transaction<'_, C>> {
        Transaction::open(self.conn, TransactionOptions::new())
    }

    /// Makes what was done permanent; for a savepoint, part of the transaction around it.
    ///
    /// # Errors
    /// Errors of the database, such as a deferred foreign key that is violated: everything is then rolled back. The same if the
    /// transaction was ended by other means, or one begun inside of it was never ended.
    pub fn commit(mut self) -> Result<()> {
        let result = self.conn.depth().and_then(|depth| match depth.cmp(&self.depth) {
            Ordering::Equal => self.conn.commit_innermost(),
            Ordering::Less => Err(DieselError::NotInTransaction),
            Ordering::Greater => Err(DieselError::AlreadyInTransaction),
        });
        // If COMMIT failed, dropping the guard rolls back what that left open.
        self.open = result.is_err();
        result.map_err(|error| self.conn.decode(error))
    }

    /// Undoes what was done.
    ///
    /// # Errors
    /// Errors of the database; the connection is then broken, and no pool takes it back.
    pub fn rollback(mut self) -> Result<()> {
        self.open = false;
        unwind(self.conn, self.depth).map_err(|error| self.conn.decode(error))
    }
}

impl<C: Transactional> Drop for Transaction<'_, C> {
    fn drop(&mut self) {
        if self.open
            && let Err(error) = unwind(self.conn, self.depth)
        {
            tracing::error!(target: super::SQL_TARGET, %error, "a transaction could not be rolled back");
        }
    }
}

impl<C: Transactional> Deref for Transaction<'_, C> {
    type Target = C;
    fn deref(&self) -> &C {
        self.conn
    }
}

impl<C: Transactional> DerefMut for Transaction<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        self.conn
    }
}

impl<C: Transactional + Exec> Conn for Transaction<'_, C> {
    type Raw = C;
    fn raw(&mut self) -> &mut C {
        self.conn
    }
}

impl<C: Transactional> fmt::Debug for Transaction<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("depth", &self.depth).finish_non_exhaustive()
    }
}

/// Begins a transaction or a savepoint; the depth it has.
fn begin(conn: &mut impl Transactional, options: TransactionOptions) -> QueryResult<u32> {
    match conn.depth()? {
        0 => conn.begin_outermost(options)?,
        _ if options.needs_outermost() => return Err(DieselError::AlreadyInTransaction),
        _ => conn.begin_savepoint()?,
    }
    conn.depth()
}

/// Rolls back until the transaction of this depth is gone, with all that were begun inside of it and never ended: Diesel's own
/// closures leave theirs open when they panic.
///
/// A database may have rolled back by itself (SQLite does when its disk is full). ROLLBACK then fails, but nothing is left to
/// undo, so that is no error.
fn unwind(conn: &mut impl Transactional, depth: u32) -> QueryResult<()> {
    loop {
        let before = conn.depth()?;
        if before < depth {
            return Ok(());
        }
        let result = conn.rollback_innermost();
        if conn.depth()? >= before {
            return result.and(Err(DieselError::BrokenTransactionManager));
        }
    }
}

//! Transactions: closures, guards, savepoints.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::pin::pin;

use diesel::result::{Error as DieselError, QueryResult};

use super::options::TransactionOptions;
use crate::connection::{Awaiting, Blocking, Conn, Exec, now};
use crate::error::{Error, Result};

/// What transactions ask of a connection. Every connection whose backend is known has it.
///
/// Applications use [`Atomic`], [`AsyncAtomic`] and [`Transaction`], which see to it that what is begun is ended.
pub trait Transactional: Exec {
    /// Begins an outermost transaction.
    ///
    /// # Errors
    /// [`DieselError::AlreadyInTransaction`] inside a transaction, and what the database says.
    fn begin_outermost(&mut self, options: TransactionOptions) -> Self::Wait<'_, QueryResult<()>>;

    /// Begins a savepoint.
    ///
    /// # Errors
    /// What the database says.
    fn begin_savepoint(&mut self) -> Self::Wait<'_, QueryResult<()>>;

    /// Commits the innermost transaction or savepoint.
    ///
    /// # Errors
    /// [`DieselError::NotInTransaction`] outside of one, and what the database says.
    fn commit_innermost(&mut self) -> Self::Wait<'_, QueryResult<()>>;

    /// Rolls the innermost transaction or savepoint back.
    ///
    /// # Errors
    /// [`DieselError::NotInTransaction`] outside of one, and what the database says.
    fn rollback_innermost(&mut self) -> Self::Wait<'_, QueryResult<()>>;

    /// How many transactions and savepoints are open.
    ///
    /// # Errors
    /// [`DieselError::BrokenTransactionManager`] if the connection was lost in a transaction.
    fn depth(&mut self) -> QueryResult<u32>;

    /// Ends the transaction of this depth, with all that were begun inside of it, without waiting for an answer: a blocking
    /// connection rolls back, an asynchronous one is broken from then on, and no pool takes it back.
    fn abandon(&mut self, depth: u32);

    /// An error of Diesel on this connection, in the terms of this crate.
    fn decode(&self, error: DieselError) -> Error;
}

/// Closures in transactions, for every blocking connection.
///
/// The name is Django's, and not `transaction`, because Diesel's own `Connection::transaction` is a method of the same
/// connections: with both preludes imported, either can be called without saying which is meant.
pub trait Atomic: Conn<Raw: Transactional + Blocking> {
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
        now(pin!(atomic(self.raw(), TransactionOptions::new(), async |conn: &mut Self::Raw| work(conn))))
    }

    /// Runs `work` in a transaction for reading, whose queries all see one state of the database.
    ///
    /// Writers are not kept out. Use [`atomic`](Atomic::atomic) to write.
    ///
    /// # Errors
    /// As [`atomic`](Atomic::atomic).
    fn atomic_read<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self::Raw) -> Result<T, E>) -> Result<T, E> {
        now(pin!(atomic(self.raw(), TransactionOptions::new().read_only(), async |conn: &mut Self::Raw| work(conn))))
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
        now(pin!(atomic(self.raw(), options, async |conn: &mut Self::Raw| work(conn))))
    }
}

impl<C: Conn<Raw: Transactional + Blocking> + ?Sized> Atomic for C {}

/// Closures in transactions, for every asynchronous connection.
///
/// A future that is dropped before it is complete, by a time-out for example, leaves its transaction open: nobody is there to wait
/// for the ROLLBACK. The connection is broken then. A pool closes it, and the database undoes what was done.
pub trait AsyncAtomic: Conn<Raw: Transactional + Awaiting> {
    /// Runs `work` in a transaction, as [`Atomic::atomic`] does.
    ///
    /// # Errors
    /// Those of `work`, and those of BEGIN and COMMIT. If COMMIT fails, the transaction is rolled back.
    fn atomic<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self::Raw) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        atomic(self.raw(), TransactionOptions::new(), work)
    }

    /// Runs `work` in a transaction for reading, as [`Atomic::atomic_read`] does.
    ///
    /// # Errors
    /// As [`atomic`](AsyncAtomic::atomic).
    fn atomic_read<T, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self::Raw) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        atomic(self.raw(), TransactionOptions::new().read_only(), work)
    }

    /// Runs `work` in a transaction which is what the options ask for, as [`Atomic::atomic_with`] does.
    ///
    /// # Errors
    /// As [`atomic`](AsyncAtomic::atomic), and [`DieselError::AlreadyInTransaction`] for options that a savepoint cannot have.
    fn atomic_with<T, E: From<Error>>(
        &mut self,
        options: TransactionOptions,
        work: impl AsyncFnOnce(&mut Self::Raw) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        atomic(self.raw(), options, work)
    }
}

impl<C: Conn<Raw: Transactional + Awaiting> + ?Sized> AsyncAtomic for C {}

pub(super) async fn atomic<C: Transactional, T, E: From<Error>>(
    conn: &mut C,
    options: TransactionOptions,
    work: impl AsyncFnOnce(&mut C) -> Result<T, E>,
) -> Result<T, E> {
    let mut transaction = Transaction::open(conn, options).await?;
    match work(&mut transaction).await {
        Ok(value) => {
            transaction.close().await?;
            Ok(value)
        }
        Err(error) => {
            // What went wrong first is what the caller has to know; a failed rollback is logged.
            transaction.undo().await;
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
    pub fn begin(conn: &'c mut (impl Conn<Raw = C> + ?Sized)) -> C::Ret<'c, Self> {
        C::answer(Self::open(conn.raw(), TransactionOptions::new()))
    }

    /// Begins a transaction for reading, or a savepoint if one is open.
    ///
    /// # Errors
    /// As [`begin`](Transaction::begin).
    pub fn begin_read(conn: &'c mut (impl Conn<Raw = C> + ?Sized)) -> C::Ret<'c, Self> {
        C::answer(Self::open(conn.raw(), TransactionOptions::new().read_only()))
    }

    /// Begins a transaction that is what the options ask for, or a savepoint if one is open.
    ///
    /// # Errors
    /// As [`begin`](Transaction::begin), and [`DieselError::AlreadyInTransaction`] for options that a savepoint cannot have.
    pub fn begin_with(conn: &'c mut (impl Conn<Raw = C> + ?Sized), options: TransactionOptions) -> C::Ret<'c, Self> {
        C::answer(Self::open(conn.raw(), options))
    }

    /// Begins a savepoint within this transaction.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn savepoint(&mut self) -> C::Ret<'_, Transaction<'_, C>> {
        C::answer(Transaction::open(self.conn, TransactionOptions::new()))
    }

    /// Makes what was done permanent; for a savepoint, part of the transaction around it.
    ///
    /// # Errors
    /// Errors of the database, such as a deferred foreign key that is violated: everything is then rolled back. The same if the
    /// transaction was ended by other means, or one begun inside of it was never ended.
    pub fn commit(self) -> C::Ret<'c, ()> {
        C::answer(self.close())
    }

    /// Undoes what was done.
    ///
    /// # Errors
    /// Errors of the database; the connection is then broken, and no pool takes it back.
    pub fn rollback(self) -> C::Ret<'c, ()> {
        C::answer(self.back())
    }

    pub(crate) async fn open(conn: &'c mut C, options: TransactionOptions) -> Result<Self> {
        let before = match conn.depth() {
            Ok(before) => before,
            Err(error) => return Err(conn.decode(error)),
        };
        // Dropped while the database begins it, the transaction is as good as begun.
        let mut transaction = Self { conn, depth: before + 1, open: true };
        match begin(transaction.conn, before, options).await {
            Ok(()) => Ok(transaction),
            Err(error) => {
                transaction.open = false;
                Err(transaction.conn.decode(error))
            }
        }
    }

    pub(crate) async fn close(mut self) -> Result<()> {
        let ended = match self.conn.depth() {
            Ok(depth) => match depth.cmp(&self.depth) {
                Ordering::Equal => self.conn.commit_innermost().await,
                Ordering::Less => Err(DieselError::NotInTransaction),
                Ordering::Greater => Err(DieselError::AlreadyInTransaction),
            },
            Err(error) => Err(error),
        };
        let Err(error) = ended else {
            self.open = false;
            return Ok(());
        };
        let error = self.conn.decode(error);
        // If COMMIT failed, what that left open is rolled back.
        self.undo().await;
        Err(error)
    }

    /// Commits if the work succeeded, and rolls back if it failed.
    pub(crate) async fn end<T>(self, done: Result<T>) -> Result<T> {
        match done {
            Ok(value) => self.close().await.map(|()| value),
            Err(error) => {
                // What went wrong first is what the caller has to know; a failed rollback is logged.
                self.undo().await;
                Err(error)
            }
        }
    }

    /// Rolls back; what goes wrong is logged.
    pub(crate) async fn undo(mut self) {
        let undone = unwind(self.conn, self.depth).await;
        self.open = false;
        log_failed(undone);
    }

    pub(crate) async fn back(mut self) -> Result<()> {
        let undone = unwind(self.conn, self.depth).await;
        self.open = false;
        undone.map_err(|error| self.conn.decode(error))
    }
}

/// Logs that a transaction could not be rolled back, where nobody else would hear of it.
pub(crate) fn log_failed(undone: QueryResult<()>) {
    if let Err(error) = undone {
        tracing::error!(target: super::SQL_TARGET, %error, "a transaction could not be rolled back");
    }
}

impl<C: Transactional> Drop for Transaction<'_, C> {
    fn drop(&mut self) {
        if self.open {
            self.conn.abandon(self.depth);
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

impl<C: Transactional> Conn for Transaction<'_, C> {
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

/// Begins a transaction, or a savepoint where so many are open.
async fn begin<C: Transactional>(conn: &mut C, open: u32, options: TransactionOptions) -> QueryResult<()> {
    match open {
        0 => conn.begin_outermost(options).await,
        _ if options.needs_outermost() => Err(DieselError::AlreadyInTransaction),
        _ => conn.begin_savepoint().await,
    }
}

/// Rolls back until the transaction of this depth is gone, with all that were begun inside of it and never ended: Diesel's own
/// closures leave theirs open when they panic.
///
/// A database may have rolled back by itself (SQLite does when its disk is full). ROLLBACK then fails, but nothing is left to
/// undo, so that is no error.
pub(crate) async fn unwind<C: Transactional>(conn: &mut C, depth: u32) -> QueryResult<()> {
    loop {
        let before = conn.depth()?;
        if before < depth {
            return Ok(());
        }
        let result = conn.rollback_innermost().await;
        if conn.depth()? >= before {
            return result.and(Err(DieselError::BrokenTransactionManager));
        }
    }
}

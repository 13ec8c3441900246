//! What a transaction asks of the database: isolation, reading only.

/// How much transactions notice of each other: the levels of the SQL standard.
///
/// A database may give a higher level than was asked for, never a lower one: PostgreSQL has no `ReadUncommitted`, and on SQLite
/// every transaction is `Serializable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Isolation {
    /// Queries may see what others have not committed yet.
    ReadUncommitted,
    /// Each query sees what is committed when it begins.
    ReadCommitted,
    /// All queries see one state of the database.
    RepeatableRead,
    /// As if transactions ran one after another. One that cannot be fitted in is refused with
    /// [`Error::Busy`](crate::Error::Busy); [`atomic_retrying`](super::Database::atomic_retrying) tries it again.
    Serializable,
}

impl Isolation {
    /// The level's name in SQL.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::ReadUncommitted => "READ UNCOMMITTED",
            Self::ReadCommitted => "READ COMMITTED",
            Self::RepeatableRead => "REPEATABLE READ",
            Self::Serializable => "SERIALIZABLE",
        }
    }
}

/// What an outermost transaction asks for; the default is one that writes, at the isolation level that the server is set to.
///
/// ```
/// use model_runtime::database::{Isolation, TransactionOptions};
/// use model_runtime::prelude::*;
///
/// # fn main() -> model_runtime::Result<()> {
/// let db = Database::connect("sqlite::memory:")?;
/// let options = TransactionOptions::new().isolation(Isolation::Serializable);
/// db.atomic_with(options, |conn| {
///     // One transaction.
/// #   let _ = conn;
///     Ok::<_, model_runtime::Error>(())
/// })?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TransactionOptions {
    /// `None`: what the server is set to.
    pub(crate) isolation: Option<Isolation>,
    pub(crate) read_only: bool,
    pub(crate) deferrable: bool,
}

impl TransactionOptions {
    /// A transaction that writes. SQLite takes its write lock at once (`BEGIN IMMEDIATE`), so that a transaction which reads
    /// first waits for other writers instead of failing when it comes to write.
    pub const fn new() -> Self {
        Self { isolation: None, read_only: false, deferrable: false }
    }

    /// The least isolation from other transactions.
    #[must_use]
    pub const fn isolation(self, isolation: Isolation) -> Self {
        Self { isolation: Some(isolation), ..self }
    }

    /// A transaction that only reads, and whose queries all see one state of the database unless another
    /// [`isolation`](TransactionOptions::isolation) is asked for.
    ///
    /// Writers are not kept out. PostgreSQL refuses statements that write; SQLite does not know such transactions, and would
    /// let them write, at the risk of [`Error::Busy`](crate::Error::Busy).
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// A transaction that waits at its beginning until it can be carried out without being refused and without making others
    /// be refused: for long reports and dumps.
    ///
    /// This is `DEFERRABLE` of PostgreSQL, and takes effect together with [`Isolation::Serializable`] and
    /// [`read_only`](TransactionOptions::read_only). On SQLite every transaction that reads is so.
    #[must_use]
    pub const fn deferrable(self) -> Self {
        Self { deferrable: true, ..self }
    }

    /// Whether a transaction that is open already, with options of its own, may not do.
    pub(super) const fn needs_outermost(self) -> bool {
        self.isolation.is_some() || self.deferrable
    }
}

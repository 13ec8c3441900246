//! What backends can do, as data.

/// What a backend can do: where its statements differ from those of others, and what applications may rely on.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::sqlite::Sqlite;
/// use model_runtime::backend::Dialect;
///
/// assert!(Sqlite::CAPABILITIES.returning && !Sqlite::CAPABILITIES.isolation_levels);
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools)] // a table with a column of yes and no for each
pub struct Capabilities {
    /// How many values a statement may bind.
    pub bind_limit: usize,
    /// Whether statements that write give back what they wrote (`RETURNING`).
    pub returning: bool,
    /// How the keys that the database made are learned where nothing is given back.
    pub last_key: Option<LastKey>,
    /// Whether the keyword DEFAULT may stand among the VALUES of an INSERT.
    pub default_keyword: bool,
    /// How a row without any value is inserted.
    pub default_row: DefaultRow,
    /// How an INSERT becomes an UPDATE where the row is there already.
    pub upsert: Upsert,
    /// Whether a statement may read the table that it writes, in a subquery.
    pub reads_what_it_writes: bool,
    /// From how many rows on their values are bound column by column, as arrays; `None` where values cannot be bound so.
    pub arrays_from: Option<usize>,
    /// How one UPDATE gives many rows values of their own.
    pub update_rows: UpdateForm,
    /// Whether a part of a transaction can be rolled back.
    pub savepoints: bool,
    /// Whether CREATE, ALTER and DROP can be rolled back; where they cannot, they commit the transaction around them.
    pub transactional_ddl: bool,
    /// Whether transactions have isolation levels to choose from.
    pub isolation_levels: bool,
    /// Whether the server refuses writes in a transaction that was begun for reading.
    pub read_only_transactions: bool,
    /// Whether a foreign key may be checked at COMMIT.
    pub deferrable_keys: bool,
    /// Whether the error of a foreign key names it.
    pub names_foreign_keys: bool,
    /// Whether a CHECK may be about a column that an action of a foreign key writes, as `set null` does.
    pub checks_of_moved_keys: bool,
    /// Whether CHECK constraints are enforced.
    pub checks: bool,
    /// Whether an index may be of the rows that fulfil a condition.
    pub partial_indexes: bool,
    /// Whether columns may be arrays.
    pub arrays: bool,
    /// Whether there are integers without a sign.
    pub unsigned_integers: bool,
    /// Whether the backend is a server, with addresses and time-outs.
    pub server: bool,
}

/// The keys that the database made in the last INSERT of a connection, which count up from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastKey {
    /// The first of them, in SQL.
    pub first: &'static str,
    /// What the next one is larger by, in SQL.
    pub step: &'static str,
}

/// How a row without any value is inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultRow {
    /// `DEFAULT VALUES`
    DefaultValues,
    /// `() VALUES ()`
    EmptyLists,
}

/// How an INSERT becomes an UPDATE where the row is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upsert {
    /// `ON CONFLICT (columns) DO UPDATE`, where a row has the same values in these columns.
    OnConflict,
    /// `ON DUPLICATE KEY UPDATE`, where a row is the same by any unique key of the table.
    OnDuplicateKey,
}

/// How one UPDATE gives many rows values of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateForm {
    /// `UPDATE .. FROM` rows that are given.
    From,
    /// `SET column = CASE key WHEN .. THEN .. END` for each column.
    Case {
        /// How many rows a statement takes at most: the server compares each with every other.
        rows: usize,
    },
}

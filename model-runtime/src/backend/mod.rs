//! What differs between the databases; nothing else in the runtime names one.

mod blocking;
pub(crate) mod decode;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::row::Field;

use crate::error::Error;
use crate::schema::{ColumnSqlType, TableSchema};

/// What the runtime has to know of a backend.
pub trait Dialect: Backend {
    /// How many values a statement may bind.
    const BIND_LIMIT: usize;

    /// Whether the database says which foreign key refused a write.
    const NAMES_FOREIGN_KEYS: bool;

    /// Reads a value of a column. Where Diesel would read something that it is not, that is an error.
    ///
    /// # Errors
    /// If the value is of another kind than the column, or out of its range; those of the type's `FromSql`.
    fn read<'a, ST, T>(field: &impl Field<'a, Self>) -> deserialize::Result<T>
    where
        ST: ColumnSqlType,
        T: FromSql<ST, Self> + 'static;

    /// An error of Diesel in terms of the model it happened on.
    fn decode(error: diesel::result::Error, table: Option<&'static TableSchema>) -> Error;
}

/// The connection that a [`Database`](crate::database::Database) has if none is named.
#[cfg(feature = "sqlite")]
pub type DefaultConnection = diesel::SqliteConnection;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteTarget;
#[cfg(not(feature = "sqlite"))]
compile_error!("no backend is enabled; add the feature `sqlite` to `model-runtime`");

/// An error of Diesel whose backend is not known: each enabled backend looks for its own texts, then for what all have in
/// common.
pub(crate) fn decode_unknown(error: diesel::result::Error) -> Error {
    #[cfg(feature = "sqlite")]
    return <diesel::sqlite::Sqlite as Dialect>::decode(error, None);
    #[cfg(not(feature = "sqlite"))]
    return decode::any(error, None);
}

/// A Rust type that every enabled backend can store as the SQL type `ST`.
#[cfg(feature = "sqlite")]
pub use sqlite::StoredOnSqlite as Stored;
/// A Rust type that every enabled backend can store as the SQL type `ST`.
#[cfg(not(feature = "sqlite"))]
pub trait Stored<ST> {}
#[cfg(not(feature = "sqlite"))]
impl<T, ST> Stored<ST> for T {}

/// Gives a type that is its own SQL type the representation of what it is stored as, on every enabled backend.
#[cfg(feature = "sqlite")]
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type {
    ($own:ty) => {
        $crate::__has_sql_type_on_sqlite!($own);
    };
}
/// Gives a type that is its own SQL type the representation of what it is stored as, on every enabled backend.
#[cfg(not(feature = "sqlite"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type {
    ($own:ty) => {};
}

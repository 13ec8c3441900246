//! What differs between the databases; nothing else in the runtime names one.

mod blocking;
pub(crate) mod decode;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use diesel::backend::Backend;

use crate::error::Error;
use crate::schema::{ColumnType, TableSchema};

/// What the runtime has to know of a backend.
pub trait Dialect: Backend {
    /// How many values a statement may bind.
    const BIND_LIMIT: usize;

    /// Whether Diesel may read values of such a column as something they are not, so that they have to be
    /// [checked](Dialect::check).
    fn needs_care(column: ColumnType) -> bool;

    /// Whether a value can be read from such a column as what it is.
    ///
    /// # Errors
    /// If it is of another kind, or out of the column's range.
    fn check(value: Self::RawValue<'_>, column: ColumnType) -> diesel::deserialize::Result<()>;

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

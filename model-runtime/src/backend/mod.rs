//! What differs between the databases; nothing else in the runtime names one.

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("no backend is enabled; add the feature `sqlite` or `postgres` to `model-runtime`");

mod any;
mod blocking;
pub(crate) mod decode;
pub(crate) mod literal;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod rule;
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

    /// What is run after whole rows were inserted into a table with keys that the database makes, so that it goes on after those
    /// that were given; `None` where it does so by itself.
    fn after_whole_rows(_table: &'static TableSchema) -> Option<String> {
        None
    }

    /// An error of Diesel in terms of the model it happened on.
    fn decode(error: diesel::result::Error, table: Option<&'static TableSchema>) -> Error;
}

pub use any::{AnyConnection, AnyTarget};
#[cfg(feature = "postgres")]
pub use postgres::PostgresTarget;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteTarget;

/// Lets rows of these SQL types be read with care on every enabled backend.
macro_rules! sound_on_each {
    ($($ST:ident)*) => {
        #[cfg(feature = "postgres")]
        $crate::model::sound_row!(::diesel::pg::Pg, $($ST)*);
        #[cfg(feature = "sqlite")]
        $crate::model::sound_row!(::diesel::sqlite::Sqlite, $($ST)*);
    };
}
pub(crate) use sound_on_each;

/// The connection that a [`Database`](crate::database::Database) has if none is named.
///
/// It is the same with one backend and with several, so that a feature which another crate enables changes no type here.
pub type DefaultConnection = AnyConnection;

/// An error of Diesel whose backend is not known: each enabled backend looks for its own texts, then for what all have in
/// common.
pub(crate) fn decode_unknown(error: diesel::result::Error) -> Error {
    // A server gives the names of its constraints; SQLite has nothing but its message.
    #[cfg(feature = "postgres")]
    if let diesel::result::Error::DatabaseError(_, information) = &error
        && (information.constraint_name().is_some() || information.table_name().is_some())
    {
        return <diesel::pg::Pg as Dialect>::decode(error, None);
    }
    #[cfg(feature = "sqlite")]
    return <diesel::sqlite::Sqlite as Dialect>::decode(error, None);
    #[cfg(all(feature = "postgres", not(feature = "sqlite")))]
    return <diesel::pg::Pg as Dialect>::decode(error, None);
    #[cfg(not(any(feature = "sqlite", feature = "postgres")))]
    return decode::any(error, None);
}

/// Has every type, so that a backend which is not enabled asks nothing.
#[cfg(not(all(feature = "sqlite", feature = "postgres")))]
trait Nothing<ST> {}
#[cfg(not(all(feature = "sqlite", feature = "postgres")))]
impl<T, ST> Nothing<ST> for T {}

#[cfg(not(feature = "postgres"))]
use Nothing as OnPostgres;
#[cfg(not(feature = "sqlite"))]
use Nothing as OnSqlite;
#[cfg(feature = "postgres")]
use postgres::StoredOnPostgres as OnPostgres;
#[cfg(feature = "sqlite")]
use sqlite::StoredOnSqlite as OnSqlite;

/// A Rust type that every enabled backend can store as the SQL type `ST`.
pub trait Stored<ST> {}
#[diagnostic::do_not_recommend]
impl<T: OnSqlite<ST> + OnPostgres<ST>, ST> Stored<ST> for T {}

/// Gives a type that is its own SQL type the representation of what it is stored as, on every enabled backend.
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type {
    ($own:ty) => {
        $crate::__has_sql_type_on_sqlite!($own);
        $crate::__has_sql_type_on_postgres!($own);
    };
}

/// Nothing, for a backend that is not enabled.
#[cfg(not(feature = "sqlite"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_sqlite {
    ($own:ty) => {};
}

/// Nothing, for a backend that is not enabled.
#[cfg(not(feature = "postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_postgres {
    ($own:ty) => {};
}

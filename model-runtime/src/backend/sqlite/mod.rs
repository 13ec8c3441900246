//! SQLite.

mod connect;
mod ddl;
mod error;
mod read;
mod reflect;
mod stored;
mod tokens;
mod types;
mod url;

use diesel::SqliteConnection;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::row::Field;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::sqlite::Sqlite;

use super::Dialect;
use super::blocking::blocking_connection;
use crate::error::Error;
use crate::schema::{ColumnSqlType, TableSchema};

pub use url::SqliteTarget;

impl Dialect for Sqlite {
    /// `SQLITE_MAX_VARIABLE_NUMBER` of the bundled library.
    const BIND_LIMIT: usize = 32_766;

    const NAMES_FOREIGN_KEYS: bool = false;

    const UPDATES_FROM_ROWS: bool = true;

    fn read<'a, ST, T>(field: &impl Field<'a, Self>) -> deserialize::Result<T>
    where
        ST: ColumnSqlType,
        T: FromSql<ST, Self> + 'static,
    {
        read::read(field)
    }

    fn decode(error: diesel::result::Error, table: Option<&'static TableSchema>) -> Error {
        error::decode(error, table)
    }
}

blocking_connection!(SqliteConnection);

/// A Rust type that SQLite can store as the SQL type `ST`.
pub trait StoredOnSqlite<ST> {}

impl<T, ST> StoredOnSqlite<ST> for T
where
    Sqlite: HasSqlType<ST>,
    T: ToSql<ST, Sqlite> + FromSqlRow<ST, Sqlite>,
{
}

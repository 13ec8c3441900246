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
use diesel::deserialize::FromSqlRow;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::sqlite::{Sqlite, SqliteValue};

use super::Dialect;
use super::blocking::blocking_connection;
use crate::error::Error;
use crate::schema::{ColumnType, TableSchema};

pub use url::SqliteTarget;

impl Dialect for Sqlite {
    /// `SQLITE_MAX_VARIABLE_NUMBER` of the bundled library.
    const BIND_LIMIT: usize = 32_766;

    fn needs_care(column: ColumnType) -> bool {
        read::needs_care(column)
    }

    fn check(value: SqliteValue<'_, '_, '_>, column: ColumnType) -> diesel::deserialize::Result<()> {
        read::check(value, column)
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

//! SQLite.

#[cfg(feature = "async-sqlite")]
mod awaiting;
mod connect;
mod data_type;
mod ddl;
mod error;
#[cfg(feature = "async-sqlite")]
mod hop;
#[cfg(feature = "async-sqlite")]
mod load;
mod read;
mod reflect;
mod serve;
mod stored;
#[cfg(feature = "async-sqlite")]
mod threaded;
#[cfg(feature = "async-sqlite")]
mod trip;
mod types;
mod url;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::row::Field;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;
use diesel::sqlite::Sqlite;

use super::{Capabilities, DefaultRow, Dialect, UpdateForm, Upsert};
use crate::error::Error;
use crate::schema::{ColumnSqlType, TableSchema};

pub(crate) use error::is_known;
#[cfg(feature = "async-sqlite")]
pub use threaded::AsyncSqliteConnection;
pub use url::SqliteTarget;

impl Dialect for Sqlite {
    const CAPABILITIES: Capabilities = Capabilities {
        // `SQLITE_MAX_VARIABLE_NUMBER` of the bundled library.
        bind_limit: 32_766,
        returning: true,
        last_key: None,
        default_keyword: false,
        default_row: DefaultRow::DefaultValues,
        upsert: Upsert::OnConflict,
        reads_what_it_writes: true,
        arrays_from: None,
        update_rows: UpdateForm::From,
        savepoints: true,
        transactional_ddl: true,
        isolation_levels: false,
        read_only_transactions: false,
        deferrable_keys: true,
        names_foreign_keys: false,
        checks_of_moved_keys: true,
        checks: true,
        partial_indexes: true,
        arrays: false,
        unsigned_integers: false,
        server: false,
    };

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

super::blocking::blocking_connection!(diesel::SqliteConnection);

/// A Rust type that SQLite can store as the SQL type `ST`.
pub trait StoredOnSqlite<ST> {}

impl<T, ST> StoredOnSqlite<ST> for T
where
    Sqlite: HasSqlType<ST>,
    T: ToSql<ST, Sqlite> + FromSqlRow<ST, Sqlite>,
{
}

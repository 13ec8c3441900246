//! PostgreSQL.

mod connect;
mod ddl;
mod error;
mod reflect;
mod types;
mod url;

use diesel::PgConnection;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::Pg;
use diesel::row::Field;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::blocking::blocking_connection;
use super::literal::quoted;
use super::{Capabilities, DefaultRow, Dialect, Upsert};
use crate::error::Error;
use crate::schema::{ColumnSqlType, Ddl, Role, TableSchema};

pub use url::PostgresTarget;

impl Dialect for Pg {
    const CAPABILITIES: Capabilities = Capabilities {
        // The protocol counts parameters in 16 bits.
        bind_limit: 65_535,
        returning: true,
        last_key: None,
        default_keyword: true,
        default_row: DefaultRow::DefaultValues,
        upsert: Upsert::OnConflict,
        reads_what_it_writes: true,
        savepoints: true,
        transactional_ddl: true,
        isolation_levels: true,
        read_only_transactions: true,
        deferrable_keys: true,
        names_foreign_keys: true,
        checks: true,
        partial_indexes: true,
        arrays: true,
        unsigned_integers: false,
        server: true,
    };

    /// The server says what type a value has, so that Diesel's functions find what does not fit.
    fn read<'a, ST, T>(field: &impl Field<'a, Self>) -> deserialize::Result<T>
    where
        ST: ColumnSqlType,
        T: FromSql<ST, Self> + 'static,
    {
        T::from_nullable_sql(field.value())
    }

    fn after_whole_rows(table: &'static TableSchema) -> Option<String> {
        let key = table.columns.iter().find(|column| column.role == Role::GeneratedKey)?;
        let (name, column) = (Self::quote(table.name), Self::quote(key.name));
        let sequence = format!("pg_get_serial_sequence({}, {})::regclass", quoted(&name), quoted(key.name));
        Some(format!(
            "SELECT setval({sequence}, last) FROM (SELECT max({column}) AS last FROM {name}) AS keys \
             WHERE last > coalesce(pg_sequence_last_value({sequence}), 0)"
        ))
    }

    fn decode(error: diesel::result::Error, table: Option<&'static TableSchema>) -> Error {
        error::decode(error, table)
    }
}

blocking_connection!(PgConnection);

/// A Rust type that PostgreSQL can store as the SQL type `ST`.
pub trait StoredOnPostgres<ST> {}

impl<T, ST> StoredOnPostgres<ST> for T
where
    Pg: HasSqlType<ST>,
    T: ToSql<ST, Pg> + FromSqlRow<ST, Pg>,
{
}

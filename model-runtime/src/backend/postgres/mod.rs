//! PostgreSQL.

mod array;
#[cfg(feature = "async-postgres")]
mod awaiting;
#[cfg(feature = "postgres")]
mod connect;
#[cfg(feature = "postgres")]
mod copy;
mod data_type;
mod ddl;
mod error;
mod reflect;
mod serve;
mod types;
mod url;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::Pg;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::row::Field;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::literal::quoted;
use super::{Capabilities, DefaultRow, Dialect, UpdateForm, Upsert};
use crate::error::Error;
use crate::model::Cells;
use crate::schema::{ColumnSqlType, Ddl, Role, TableSchema};

use array::ArrayOf;
#[cfg(feature = "postgres")]
pub use copy::CopyIn;
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
        // Each number of rows below has a statement of its own, which takes less time to run than arrays to be taken apart.
        arrays_from: Some(17),
        update_rows: UpdateForm::From,
        savepoints: true,
        transactional_ddl: true,
        isolation_levels: true,
        read_only_transactions: true,
        deferrable_keys: true,
        names_foreign_keys: true,
        checks_of_moved_keys: true,
        checks: true,
        partial_indexes: true,
        arrays: true,
        unsigned_integers: false,
        server: true,
    };

    fn bind_cells<'b, ST, T>(cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>
    where
        Self: HasSqlType<ST>,
        ST: 'static,
        T: ToSql<ST, Self> + 'static,
    {
        out.push_bind_param::<ArrayOf<ST, T>, dyn Cells + 'b>(cells)
    }

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

#[cfg(feature = "postgres")]
super::blocking::blocking_connection!(diesel::PgConnection);

/// A Rust type that PostgreSQL can store as the SQL type `ST`.
pub trait StoredOnPostgres<ST> {}

impl<T, ST> StoredOnPostgres<ST> for T
where
    Pg: HasSqlType<ST>,
    T: ToSql<ST, Pg> + FromSqlRow<ST, Pg>,
{
}

//! MariaDB and MySQL.

#[cfg(feature = "async-mysql")]
mod awaiting;
#[cfg(feature = "mysql")]
mod connect;
mod data_type;
mod ddl;
mod error;
#[cfg(feature = "async-mysql")]
mod in_flight;
mod reflect;
mod serve;
mod types;
mod url;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::mysql::Mysql;
#[cfg(any(feature = "chrono", feature = "time"))]
use diesel::query_builder::AstPass;
#[cfg(any(feature = "chrono", feature = "time"))]
use diesel::result::QueryResult;
use diesel::row::Field;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::{Capabilities, DefaultRow, Dialect, LastKey, UpdateForm, Upsert};
use crate::error::Error;
use crate::schema::{ColumnSqlType, TableSchema};

pub(crate) use error::is_known;
#[cfg(feature = "async-mysql")]
pub use in_flight::AsyncMysqlConnection;
#[cfg(feature = "async-mysql")]
pub use url::AsyncMysqlTarget;
#[cfg(feature = "mysql")]
pub use url::MysqlTarget;

impl Dialect for Mysql {
    /// What both MariaDB and MySQL can do: MariaDB's RETURNING is left out.
    const CAPABILITIES: Capabilities = Capabilities {
        // The protocol counts parameters in 16 bits.
        bind_limit: 65_535,
        returning: false,
        // Rows of one INSERT have keys that follow each other, whatever other connections insert.
        last_key: Some(LastKey { first: "LAST_INSERT_ID()", step: "@@auto_increment_increment" }),
        default_keyword: true,
        default_row: DefaultRow::EmptyLists,
        upsert: Upsert::OnDuplicateKey,
        reads_what_it_writes: false,
        arrays_from: None,
        // Measured: 128 rows of many columns take longer than four times 32.
        update_rows: UpdateForm::Case { rows: 32 },
        savepoints: true,
        transactional_ddl: false,
        isolation_levels: true,
        read_only_transactions: true,
        deferrable_keys: false,
        names_foreign_keys: true,
        checks_of_moved_keys: false,
        checks: true,
        partial_indexes: false,
        arrays: false,
        unsigned_integers: true,
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

    #[cfg(any(feature = "chrono", feature = "time"))]
    fn bind<'b, ST, T>(value: &'b T, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>
    where
        Self: HasSqlType<ST>,
        T: ToSql<ST, Self> + 'static,
    {
        types::bind(value, out).unwrap_or_else(|| out.push_bind_param::<ST, T>(value))
    }

    fn decode(error: diesel::result::Error, table: Option<&'static TableSchema>) -> Error {
        error::decode(error, table)
    }
}

#[cfg(feature = "mysql")]
super::blocking::blocking_connection!(diesel::MysqlConnection);

/// A Rust type that MariaDB and MySQL can store as the SQL type `ST`.
pub trait StoredOnMysql<ST> {}

impl<T, ST> StoredOnMysql<ST> for T
where
    Mysql: HasSqlType<ST>,
    T: ToSql<ST, Mysql> + FromSqlRow<ST, Mysql>,
{
}

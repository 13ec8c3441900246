//! What differs between the databases; nothing else in the runtime names one.

#[cfg(not(any(feature = "sqlite", feature = "postgres-dialect", feature = "mysql-dialect")))]
compile_error!(
    "no backend is enabled; add the feature `sqlite`, `postgres` or `mysql` to `model-runtime`, or `async-postgres` or the like for asynchronous connections"
);

mod absent;
mod any;
#[cfg(feature = "async")]
mod awaiting;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod blocking;
#[cfg(any(feature = "postgres-dialect", feature = "mysql-dialect"))]
mod bytes;
mod capabilities;
#[cfg(test)]
mod data_types;
pub(crate) mod decode;
#[macro_use]
mod linked;
pub(crate) mod literal;
#[cfg(feature = "mysql-dialect")]
pub(crate) mod mysql;
#[cfg(any(feature = "sqlite", feature = "postgres-dialect"))]
mod parts;
#[cfg(feature = "postgres-dialect")]
pub(crate) mod postgres;
mod rule;
#[cfg(feature = "async-postgres")]
mod rustls;
#[cfg(test)]
mod snapshots;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod stored;
pub(crate) mod tokens;
mod type_name;

#[cfg(all(feature = "bigdecimal", any(feature = "postgres-dialect", feature = "mysql-dialect")))]
use bytes::decimal_as_numeric;
#[cfg(all(feature = "json", any(feature = "postgres-dialect", feature = "mysql-dialect")))]
use bytes::json_as_bytes;
#[cfg(all(feature = "uuid", any(feature = "postgres-dialect", feature = "mysql-dialect")))]
use bytes::uuid_as_bytes;

pub use capabilities::{Capabilities, DefaultRow, LastKey, UpdateForm, Upsert};

use std::borrow::Cow;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::row::Field;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use crate::connection::Link;
use crate::database::{SetUp, TransactionOptions};
use crate::error::Error;
use crate::model::{Cells, no_arrays};
use crate::schema::{ColumnSqlType, Ddl, Reflect, TableSchema};

/// What the runtime has to know of a backend.
pub trait Dialect: Backend {
    /// What it can do.
    const CAPABILITIES: Capabilities;

    /// Binds values of a column in many rows as an array.
    ///
    /// # Errors
    /// Those of Diesel's query builder; `SerializationError` if they are too large for one.
    fn bind_cells<'b, ST, T>(_cells: &'b (dyn Cells + 'b), _out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>
    where
        Self: HasSqlType<ST>,
        ST: 'static,
        T: ToSql<ST, Self> + 'static,
    {
        no_arrays()
    }

    /// Reads a value of a column. Where Diesel would read something that it is not, that is an error.
    ///
    /// # Errors
    /// If the value is of another kind than the column, or out of its range; those of the type's `FromSql`.
    fn read<'a, ST, T>(field: &impl Field<'a, Self>) -> deserialize::Result<T>
    where
        ST: ColumnSqlType,
        T: FromSql<ST, Self> + 'static;

    /// Binds a value. Where Diesel would send something that it is not, that is mended.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind<'b, ST, T>(value: &'b T, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>
    where
        Self: HasSqlType<ST>,
        T: ToSql<ST, Self> + 'static,
    {
        out.push_bind_param::<ST, T>(value)
    }

    /// What is run after whole rows were inserted into a table with keys that the database makes, so that it goes on after those
    /// that were given; `None` where it does so by itself.
    fn after_whole_rows(_table: &'static TableSchema) -> Option<String> {
        None
    }

    /// An error of Diesel in terms of the model it happened on.
    fn decode(error: diesel::result::Error, table: Option<&'static TableSchema>) -> Error;
}

/// What the runtime's own work has to know of a backend beyond its statements: how transactions begin, how connections are set up,
/// how tables are read.
pub(crate) trait Served: Ddl + Reflect + 'static {
    /// The SQL that an outermost transaction begins with, and what is run before it.
    fn begin(options: TransactionOptions) -> (Option<String>, Cow<'static, str>);

    /// Sets up a new connection.
    fn set_up<C: Link<Backend = Self>>(conn: &mut C, set_up: &SetUp) -> impl Future<Output = QueryResult<()>> + Send;
}

#[cfg(not(feature = "postgres-dialect"))]
pub use absent::Array;
#[cfg(not(feature = "mysql-dialect"))]
pub use absent::Unsigned;
pub use any::{AnyConnection, AnyTarget};
#[cfg(feature = "async")]
pub use any::{AsyncAnyConnection, AsyncAnyTarget};
#[cfg(feature = "postgres-dialect")]
pub use diesel::sql_types::Array;
#[cfg(feature = "mysql-dialect")]
pub use diesel::sql_types::Unsigned;
#[cfg(feature = "mysql")]
pub use mysql::MysqlTarget;
#[cfg(feature = "async-mysql")]
pub use mysql::{AsyncMysqlConnection, AsyncMysqlTarget};
pub use stored::{Every, HasType, Includes, MySQL, No, Only, PostgreSQL, SQLite, StoredOn, StoredOnEach};

#[cfg(feature = "postgres")]
pub use postgres::CopyIn;
#[cfg(feature = "postgres-dialect")]
pub use postgres::PostgresTarget;
#[cfg(feature = "async-sqlite")]
pub use sqlite::AsyncSqliteConnection;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteTarget;

/// Lets rows of these SQL types be read with care on every enabled backend.
macro_rules! sound_on_each {
    ($($ST:ident)*) => {
        #[cfg(feature = "mysql-dialect")]
        $crate::model::sound_row!(::diesel::mysql::Mysql, $($ST)*);
        #[cfg(feature = "postgres-dialect")]
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

/// An error of Diesel whose backend is not known: it is the one whose texts it has, otherwise what all have in common.
pub(crate) fn decode_unknown(error: diesel::result::Error) -> Error {
    if let diesel::result::Error::DatabaseError(_, information) = &error {
        // A server of PostgreSQL gives the names of its constraints; the others have nothing but their messages.
        #[cfg(feature = "postgres-dialect")]
        if information.constraint_name().is_some() || information.table_name().is_some() {
            return <diesel::pg::Pg as Dialect>::decode(error, None);
        }
        #[cfg(feature = "mysql-dialect")]
        if mysql::is_known(information.message()) {
            return <diesel::mysql::Mysql as Dialect>::decode(error, None);
        }
        #[cfg(feature = "sqlite")]
        if sqlite::is_known(information.message()) {
            return <diesel::sqlite::Sqlite as Dialect>::decode(error, None);
        }
    }
    #[cfg(feature = "postgres-dialect")]
    return <diesel::pg::Pg as Dialect>::decode(error, None);
    #[cfg(not(feature = "postgres-dialect"))]
    return decode::any(error, None);
}

/// What tells, in the text of a query, that no application asked it: it reads what a database says of its own tables and types (for
/// `create_all`, and for Diesel), or what MySQL made of a row that was inserted.
pub(crate) const INTERNAL: [&str; 6] = [
    ".sqlite_master AS m",
    " FROM pragma_",
    " FROM pg_",
    " FROM \"pg_type\"",
    " FROM information_schema.",
    "LAST_INSERT_ID()",
];

/// Whether two pieces of SQL are the same but for white space, capitals of words, and parentheses around the whole.
pub(crate) fn same_tokens(a: &str, b: &str) -> bool {
    tokens::normal_expression(a) == tokens::normal_expression(b)
}

/// Gives a type that is its own SQL type the representation of what it is stored as, on every enabled backend.
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type {
    ($own:ty) => {
        $crate::__has_sql_type_on_sqlite!($own);
        $crate::__has_sql_type_on_postgres!($own);
        $crate::__has_sql_type_on_mysql!($own);
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
#[cfg(not(feature = "postgres-dialect"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_postgres {
    ($own:ty) => {};
}

/// Nothing, for a backend that is not enabled.
#[cfg(not(feature = "mysql-dialect"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_mysql {
    ($own:ty) => {};
}

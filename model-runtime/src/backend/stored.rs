//! Which databases a model is for, and what each of them can store.
//!
//! Databases are named here whether their features are on or not: what generated code says of them does not depend on features.

use diesel::sql_types::HasSqlType;

#[cfg(not(feature = "mysql-dialect"))]
use Nothing as OnMysql;
#[cfg(not(feature = "postgres-dialect"))]
use Nothing as OnPostgres;
#[cfg(not(feature = "sqlite"))]
use Nothing as OnSqlite;

#[cfg(feature = "mysql-dialect")]
use super::mysql::StoredOnMysql as OnMysql;
#[cfg(feature = "postgres-dialect")]
use super::postgres::StoredOnPostgres as OnPostgres;
#[cfg(feature = "sqlite")]
use super::sqlite::StoredOnSqlite as OnSqlite;

/// SQLite, as a type.
#[derive(Debug)]
pub struct SQLite;

/// PostgreSQL, as a type.
#[derive(Debug)]
pub struct PostgreSQL;

/// MySQL and MariaDB, as a type.
#[derive(Debug)]
pub struct MySQL;

/// No database, in the place of one that a model leaves out.
#[derive(Debug)]
pub struct No;

/// The databases that a model is for: each in its place, or [`No`].
#[derive(Debug)]
pub struct Only<S, P, M>(std::marker::PhantomData<(S, P, M)>);

/// Every database.
pub type Every = Only<SQLite, PostgreSQL, MySQL>;

/// Databases among which is that of the backend `DB`.
pub trait Includes<DB> {}

#[cfg(feature = "sqlite")]
impl<P, M> Includes<diesel::sqlite::Sqlite> for Only<SQLite, P, M> {}
#[cfg(feature = "postgres-dialect")]
impl<S, M> Includes<diesel::pg::Pg> for Only<S, PostgreSQL, M> {}
#[cfg(feature = "mysql-dialect")]
impl<S, P> Includes<diesel::mysql::Mysql> for Only<S, P, MySQL> {}

/// A Rust type that the database `D` can store as the SQL type `ST`; any type, if its feature is off.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as `{ST}` on {D}",
    label = "{D} has no such column for this type",
    note = "for a model of other databases name them on the struct: PostgreSQL has lists, `#[model(backends(postgres))]`, and MySQL unsigned integers and `i8`, `#[model(backends(mysql))]`",
    note = "for every database use `Json<Vec<..>>`, a wider integer (`i64` for `u32`), or another SQL type: `#[model(sql_type = ...)]`",
    note = "types of `chrono`, `time`, `uuid`, `serde_json` and `bigdecimal` need the feature of `model-runtime` of that name (`json` for `serde_json`)"
)]
pub trait StoredOn<ST, D> {}

impl<T: ?Sized, ST> StoredOn<ST, No> for T {}
#[diagnostic::do_not_recommend]
impl<T: OnSqlite<ST>, ST> StoredOn<ST, SQLite> for T {}
#[diagnostic::do_not_recommend]
impl<T: OnPostgres<ST>, ST> StoredOn<ST, PostgreSQL> for T {}
#[diagnostic::do_not_recommend]
impl<T: OnMysql<ST>, ST> StoredOn<ST, MySQL> for T {}

/// A database that has the SQL type `ST`; any type, if its feature is off.
pub trait HasType<ST> {}

impl<ST> HasType<ST> for No {}
#[cfg(feature = "sqlite")]
impl<ST> HasType<ST> for SQLite where diesel::sqlite::Sqlite: HasSqlType<ST> {}
#[cfg(not(feature = "sqlite"))]
impl<ST> HasType<ST> for SQLite {}
#[cfg(feature = "postgres-dialect")]
impl<ST> HasType<ST> for PostgreSQL where diesel::pg::Pg: HasSqlType<ST> {}
#[cfg(not(feature = "postgres-dialect"))]
impl<ST> HasType<ST> for PostgreSQL {}
#[cfg(feature = "mysql-dialect")]
impl<ST> HasType<ST> for MySQL where diesel::mysql::Mysql: HasSqlType<ST> {}
#[cfg(not(feature = "mysql-dialect"))]
impl<ST> HasType<ST> for MySQL {}

/// A Rust type that every enabled backend can store as the SQL type `ST`.
pub trait StoredOnEach<ST> {}
#[diagnostic::do_not_recommend]
impl<T, ST> StoredOnEach<ST> for T where T: StoredOn<ST, SQLite> + StoredOn<ST, PostgreSQL> + StoredOn<ST, MySQL> {}

/// Has every type, so that a backend which is not enabled asks nothing.
#[cfg(not(all(feature = "sqlite", feature = "postgres-dialect", feature = "mysql-dialect")))]
trait Nothing<ST> {}
#[cfg(not(all(feature = "sqlite", feature = "postgres-dialect", feature = "mysql-dialect")))]
impl<T, ST> Nothing<ST> for T {}

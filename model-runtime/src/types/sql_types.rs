//! SQL types that mean the same on every backend, where Diesel has none that does.
//!
//! They are used in `diesel::table!` as any SQL type is. Values compare with such columns through
//! [`val`](crate::val); the Rust types themselves cannot be made to, because both they and the comparison belong to other
//! crates.

use std::marker::PhantomData;

use diesel::query_builder::QueryId;
use diesel::sql_types::{Foldable, Nullable, SingleValue, SqlOrd, SqlType, is_nullable, ops};

use super::OwnSqlType;
pub use crate::backend::{Array, Unsigned};
use crate::schema::{ColumnSqlType, ColumnType};

/// A UUID, for `uuid::Uuid`: `uuid` on PostgreSQL, 16 bytes elsewhere, in an order that is that of version 7 UUIDs.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(sqlite_type(name = "Binary"))]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(mysql_type(name = "Blob"))]
pub struct Uuid;

/// A moment in time to the microsecond, for `chrono::DateTime<Utc>` and `time::OffsetDateTime`.
///
/// `timestamptz` on PostgreSQL, `DATETIME(6)` in UTC on MySQL. On SQLite it is text of one length in UTC,
/// `2026-01-31 12:00:00.000000+00:00`: SQL compares it in the order of time, and SQLite's date functions read it. Years
/// are 0 to 9999.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(sqlite_type(name = "Text"))]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(mysql_type(name = "DateTime"))]
pub struct UtcDateTime;

/// A decimal number, for `bigdecimal::BigDecimal`: `numeric` on PostgreSQL and MySQL.
///
/// SQLite has no decimals; there it is `REAL`, which holds 15 significant digits for certain and some numbers of up to 17.
/// A value that would not come back as it is written is refused. Sums and averages are those of floating point.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(sqlite_type(name = "Double"))]
#[diesel(postgres_type(oid = 1700, array_oid = 1231))]
#[diesel(mysql_type(name = "Numeric"))]
pub struct Numeric;

/// The SQL type of a column of the enum or newtype `T`.
///
/// A model's column has it, rather than `T` itself, because it is a SQL type whatever `T` is: a type that lacks
/// `#[derive(ColumnEnum)]` or `#[derive(ColumnType)]` is then one mistake, at the field that has it, and not one of every impl
/// that `table!` makes of the column. In a `table!` of your own either will do.
///
/// ```
/// use model_runtime::prelude::*;
/// use model_runtime::sql_types::Own;
///
/// #[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
/// pub enum State { Draft, Live }
///
/// #[derive(Model, Debug, Clone)]
/// pub struct Page { pub id: i64, pub state: State }
///
/// fn main() {
///     let written_out = diesel::dsl::sql::<Own<State>>("lower('LIVE')");
///     let _ = Page::query().filter(pages::state.eq(written_out));
/// }
/// ```
pub struct Own<T: ?Sized>(PhantomData<fn() -> T>);

impl<T: ?Sized + 'static> SqlType for Own<T> {
    type IsNull = is_nullable::NotNull;
}

impl<T: ?Sized + 'static> SingleValue for Own<T> {}

impl<T: ?Sized + 'static> QueryId for Own<T> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<T: OwnSqlType<Sql: SqlOrd>> SqlOrd for Own<T> {}

impl<T: OwnSqlType> ColumnSqlType for Own<T> {
    const TYPE: ColumnType = T::TYPE;
    const ONE_OF: Option<&'static [&'static str]> = <T as ColumnSqlType>::ONE_OF;
}

impl SqlOrd for UtcDateTime {}
impl SqlOrd for Numeric {}

impl Foldable for Numeric {
    type Sum = Nullable<Self>;
    type Avg = Nullable<Self>;
}

// `table!` gives every column whose type is called `Numeric` the operators.
macro_rules! arithmetic { ($($operation:ident),*) => { $(
    impl ops::$operation for Numeric {
        type Rhs = Self;
        type Output = Self;
    }
)* } }
arithmetic!(Add, Sub, Mul, Div);

impl ColumnSqlType for Uuid {
    const TYPE: ColumnType = ColumnType::Uuid;
}

impl ColumnSqlType for UtcDateTime {
    const TYPE: ColumnType = ColumnType::TimestampTz;
}

impl ColumnSqlType for Numeric {
    const TYPE: ColumnType = ColumnType::Decimal { precision: None, scale: None };
}

//! Values that Diesel would read from SQLite as something they are not.

use std::error::Error;

use diesel::deserialize::{self, FromSql};
use diesel::row::Field;
use diesel::sql_types::BigInt;
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

use crate::model::same;
use crate::schema::{ColumnSqlType, ColumnType};

/// Reads a value if it is of the kind of its column, and in its range.
///
/// SQLite's columns take values of any kind; its functions make 0 of what is not a number, and cut a number that is too large.
#[inline]
pub(super) fn read<'a, ST, T>(field: &impl Field<'a, Sqlite>) -> deserialize::Result<T>
where
    ST: ColumnSqlType,
    T: FromSql<ST, Sqlite> + 'static,
{
    match ST::TYPE {
        ColumnType::Boolean | ColumnType::BigInt => T::from_nullable_sql(integer(field)?),
        ColumnType::Integer => narrow::<i32, ST, T>(field),
        ColumnType::SmallInt => narrow::<i16, ST, T>(field),
        ColumnType::Float | ColumnType::Double => {
            let value = field.value();
            match value.as_ref().map(SqliteValue::value_type) {
                None | Some(Some(SqliteType::Long | SqliteType::Double)) => T::from_nullable_sql(value),
                Some(kind) => Err(other_kind("a number", kind)),
            }
        }
        _ => T::from_nullable_sql(field.value()),
    }
}

/// The value, which is an integer if it is not NULL.
#[inline]
fn integer<'f, 'a>(field: &'f impl Field<'a, Sqlite>) -> deserialize::Result<Option<SqliteValue<'f, 'f, 'f>>> {
    let value = field.value();
    match value.as_ref().map(SqliteValue::value_type) {
        None | Some(Some(SqliteType::Long)) => Ok(value),
        Some(kind) => Err(other_kind("an integer", kind)),
    }
}

/// Reads an integer that must fit `N`.
#[inline]
fn narrow<'a, N, ST, T>(field: &impl Field<'a, Sqlite>) -> deserialize::Result<T>
where
    N: TryFrom<i64> + Copy + 'static,
    T: FromSql<ST, Sqlite> + 'static,
{
    let Some(value) = integer(field)? else { return T::from_nullable_sql(None) };
    let wide = <i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?;
    let Ok(number) = N::try_from(wide) else {
        return Err(out_of_range(wide, std::any::type_name::<N>()));
    };
    // Most fields are this integer, and are not read a second time. Which are is known when this is compiled.
    match same(number).or_else(|| same(Some(number))) {
        Some(field) => Ok(field),
        None => T::from_nullable_sql(field.value()),
    }
}

#[cold]
fn out_of_range(number: i64, of: &str) -> Box<dyn Error + Send + Sync> {
    format!("{number} is out of the range of `{of}`").into()
}

#[cold]
fn other_kind(expected: &str, found: Option<SqliteType>) -> Box<dyn Error + Send + Sync> {
    format!("expected {expected}, found {}", name(found)).into()
}

const fn name(kind: Option<SqliteType>) -> &'static str {
    match kind {
        Some(SqliteType::Text) => "text",
        Some(SqliteType::Binary) => "bytes",
        Some(SqliteType::Float | SqliteType::Double) => "a fraction",
        Some(_) => "an integer",
        None => "nothing",
    }
}

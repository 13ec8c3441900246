//! Values that Diesel would read from SQLite as something they are not.

use std::any::Any;
use std::error::Error;

use diesel::deserialize::{self, FromSql};
use diesel::row::Field;
use diesel::sql_types::BigInt;
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

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

/// The value as what it is.
fn same<V: 'static, T: 'static>(value: V) -> Option<T> {
    let mut value = Some(value);
    let value: &mut dyn Any = &mut value;
    value.downcast_mut::<Option<T>>()?.take()
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

#[cfg(not(feature = "64-column-tables"))]
crate::model::sound_rows! {
    Sqlite:
    A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30
    A31
}

#[cfg(all(feature = "64-column-tables", not(feature = "128-column-tables")))]
crate::model::sound_rows! {
    Sqlite:
    A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30
    A31 A32 A33 A34 A35 A36 A37 A38 A39 A40 A41 A42 A43 A44 A45 A46 A47 A48 A49 A50 A51 A52 A53 A54 A55 A56 A57 A58
    A59 A60 A61 A62 A63
}

#[cfg(feature = "128-column-tables")]
crate::model::sound_rows! {
    Sqlite:
    A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30
    A31 A32 A33 A34 A35 A36 A37 A38 A39 A40 A41 A42 A43 A44 A45 A46 A47 A48 A49 A50 A51 A52 A53 A54 A55 A56 A57 A58
    A59 A60 A61 A62 A63 A64 A65 A66 A67 A68 A69 A70 A71 A72 A73 A74 A75 A76 A77 A78 A79 A80 A81 A82 A83 A84 A85 A86
    A87 A88 A89 A90 A91 A92 A93 A94 A95 A96 A97 A98 A99 A100 A101 A102 A103 A104 A105 A106 A107 A108 A109 A110 A111
    A112 A113 A114 A115 A116 A117 A118 A119 A120 A121 A122 A123 A124 A125 A126 A127
}

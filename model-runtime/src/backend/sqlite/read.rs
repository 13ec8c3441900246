//! Values that Diesel would read from SQLite as something they are not.

use diesel::deserialize::{self, FromSql};
use diesel::sql_types::BigInt;
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

use crate::schema::ColumnType;

/// Whether a column's values may be of another kind than the column, and be converted without an error: SQLite's columns take
/// values of any kind, and its functions make 0 of what is not a number, and cut a number that is too large.
pub(super) const fn needs_care(column: ColumnType) -> bool {
    matches!(
        column,
        ColumnType::Boolean
            | ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Float
            | ColumnType::Double
    )
}

/// Whether a value is of the kind of its column, and in its range.
pub(super) fn check(value: SqliteValue<'_, '_, '_>, column: ColumnType) -> deserialize::Result<()> {
    let kind = value.value_type();
    match (column, kind) {
        (ColumnType::SmallInt, Some(SqliteType::Long)) => in_range::<i16>(value),
        (ColumnType::Integer, Some(SqliteType::Long)) => in_range::<i32>(value),
        (ColumnType::Boolean | ColumnType::BigInt, Some(SqliteType::Long))
        | (ColumnType::Float | ColumnType::Double, Some(SqliteType::Long | SqliteType::Double)) => Ok(()),
        (ColumnType::Float | ColumnType::Double, _) => Err(format!("expected a number, found {}", name(kind)).into()),
        _ => Err(format!("expected an integer, found {}", name(kind)).into()),
    }
}

fn in_range<T: TryFrom<i64>>(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<()> {
    let number = <i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?;
    match T::try_from(number) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("{number} is out of the range of `{}`", std::any::type_name::<T>()).into()),
    }
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

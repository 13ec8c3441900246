//! Decimals as REAL, as long as they survive it.

use bigdecimal::BigDecimal;
use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Double;
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

use crate::types::sql_types;

/// The shortest decimal that stands for a floating-point number.
fn shortest(real: f64) -> Option<BigDecimal> {
    real.to_string().parse().ok()
}

impl ToSql<sql_types::Numeric, Sqlite> for BigDecimal {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        // In scientific notation, for a huge exponent would otherwise be written out in zeros.
        let text = self.to_scientific_notation();
        let real = text.parse::<f64>().ok().filter(|real| shortest(*real).as_ref() == Some(self));
        let Some(real) = real else {
            let hint = "SQLite stores decimals as REAL; use fewer digits, or a text or integer column";
            return Err(format!("`{text}` has more digits than SQLite can store (about 15): {hint}").into());
        };
        out.set_value(real);
        Ok(IsNull::No)
    }
}

impl FromSql<sql_types::Numeric, Sqlite> for BigDecimal {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        match value.value_type() {
            // A NUMERIC column keeps whole numbers as integers.
            Some(SqliteType::Long) => Ok(Self::from(value.read_long())),
            // Read as a number, any text would be one: SQLite takes the digits it starts with, or 0.
            Some(SqliteType::Text) => {
                let text = value.read_text();
                text.trim().parse().map_err(|_| format!("`{text}` is not a decimal number").into())
            }
            Some(SqliteType::Binary) => Err("bytes are not a decimal number".into()),
            _ => {
                let real = <f64 as FromSql<Double, Sqlite>>::from_sql(value)?;
                shortest(real).ok_or_else(|| format!("`{real}` is not a decimal number").into())
            }
        }
    }
}

//! Decimals as `numeric`.

use bigdecimal::BigDecimal;
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types as st;

use crate::types::sql_types;

impl ToSql<sql_types::Numeric, Pg> for BigDecimal {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<st::Numeric, Pg>::to_sql(self, out)
    }
}

impl FromSql<sql_types::Numeric, Pg> for BigDecimal {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<st::Numeric, Pg>::from_sql(value)
    }
}

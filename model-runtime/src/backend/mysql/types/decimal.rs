//! Decimals as `DECIMAL`.

use bigdecimal::BigDecimal;
use diesel::deserialize::{self, FromSql};
use diesel::mysql::{Mysql, MysqlValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types as st;

use crate::types::sql_types;

impl ToSql<sql_types::Numeric, Mysql> for BigDecimal {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        ToSql::<st::Numeric, Mysql>::to_sql(self, out)
    }
}

impl FromSql<sql_types::Numeric, Mysql> for BigDecimal {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        FromSql::<st::Numeric, Mysql>::from_sql(value)
    }
}

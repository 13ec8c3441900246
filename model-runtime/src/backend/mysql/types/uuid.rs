//! UUIDs as 16 bytes.

use std::io::Write;

#[cfg(not(feature = "postgres"))]
use diesel::deserialize::Queryable;
use diesel::deserialize::{self, FromSql};
use diesel::mysql::{Mysql, MysqlValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use uuid::Uuid;

use crate::types::sql_types;

impl ToSql<sql_types::Uuid, Mysql> for Uuid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        out.write_all(self.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<sql_types::Uuid, Mysql> for Uuid {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        let bytes = value.as_bytes();
        Self::from_slice(bytes).map_err(|_| format!("a UUID has 16 bytes, this value has {}", bytes.len()).into())
    }
}

// Diesel has this for every SQL type, but only together with its PostgreSQL backend.
#[cfg(not(feature = "postgres"))]
impl Queryable<sql_types::Uuid, Mysql> for Uuid {
    type Row = Self;
    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

//! UUIDs as 16 bytes.

#[cfg(not(feature = "postgres-dialect"))]
use diesel::deserialize::Queryable;
use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sqlite::{Sqlite, SqliteValue};
use uuid::Uuid;

use crate::types::sql_types;

impl ToSql<sql_types::Uuid, Sqlite> for Uuid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<sql_types::Uuid, Sqlite> for Uuid {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = value.read_blob();
        Self::from_slice(bytes).map_err(|_| format!("a UUID has 16 bytes, this value has {}", bytes.len()).into())
    }
}

// Diesel has this for every SQL type, but only together with its PostgreSQL backend.
#[cfg(not(feature = "postgres-dialect"))]
impl Queryable<sql_types::Uuid, Sqlite> for Uuid {
    type Row = Self;
    fn build(row: Self) -> deserialize::Result<Self> {
        Ok(row)
    }
}

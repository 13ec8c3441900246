//! UUIDs as 16 bytes.

use diesel::mysql::{Mysql, MysqlValue};

crate::backend::uuid_as_bytes!(Mysql, MysqlValue<'_>);

// Diesel has this for every SQL type, but only together with its PostgreSQL backend.
#[cfg(not(feature = "postgres-dialect"))]
impl diesel::deserialize::Queryable<crate::types::sql_types::Uuid, Mysql> for uuid::Uuid {
    type Row = Self;
    fn build(row: Self) -> diesel::deserialize::Result<Self> {
        Ok(row)
    }
}

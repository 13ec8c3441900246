//! Moments as `DATETIME(6)` in UTC.

use diesel::deserialize::{self, FromSql};
use diesel::mysql::{Mysql, MysqlValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Datetime;

use crate::types::sql_types::UtcDateTime;

#[cfg(feature = "chrono")]
impl ToSql<UtcDateTime, Mysql> for chrono::DateTime<chrono::Utc> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        ToSql::<Datetime, Mysql>::to_sql(&self.naive_utc(), &mut out.reborrow())
    }
}

#[cfg(feature = "chrono")]
impl FromSql<UtcDateTime, Mysql> for chrono::DateTime<chrono::Utc> {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        <chrono::NaiveDateTime as FromSql<Datetime, Mysql>>::from_sql(value).map(|time| time.and_utc())
    }
}

#[cfg(feature = "time")]
impl ToSql<UtcDateTime, Mysql> for time::OffsetDateTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        let utc = self
            .checked_to_offset(time::UtcOffset::UTC)
            .ok_or("the server stores moments of the years 1000 to 9999; this one is beyond in UTC")?;
        ToSql::<Datetime, Mysql>::to_sql(&time::PrimitiveDateTime::new(utc.date(), utc.time()), &mut out.reborrow())
    }
}

#[cfg(feature = "time")]
impl FromSql<UtcDateTime, Mysql> for time::OffsetDateTime {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        <time::PrimitiveDateTime as FromSql<Datetime, Mysql>>::from_sql(value).map(time::PrimitiveDateTime::assume_utc)
    }
}

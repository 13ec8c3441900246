//! Moments as text in UTC, all of one length, so that their order as text is that of time.

use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::TimestamptzSqlite;
use diesel::sqlite::{Sqlite, SqliteValue};

use crate::types::sql_types::UtcDateTime;

/// A year of four digits, or why not.
fn check_year(year: i32) -> Result<(), String> {
    if (0..=9_999).contains(&year) {
        return Ok(());
    }
    Err(format!("SQLite stores moments of the years 0 to 9999; this one is in the year {year}"))
}

#[cfg(feature = "chrono")]
mod chrono_impl {
    use super::{FromSql, IsNull, Output, Sqlite, SqliteValue, TimestamptzSqlite, ToSql, UtcDateTime};
    use super::{check_year, deserialize, serialize};
    use chrono::{DateTime, Datelike, Utc};

    impl ToSql<UtcDateTime, Sqlite> for DateTime<Utc> {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            check_year(self.year())?;
            out.set_value(self.format("%Y-%m-%d %H:%M:%S%.6f+00:00").to_string());
            Ok(IsNull::No)
        }
    }

    impl FromSql<UtcDateTime, Sqlite> for DateTime<Utc> {
        fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
            FromSql::<TimestamptzSqlite, Sqlite>::from_sql(value)
        }
    }
}

#[cfg(feature = "time")]
mod time_impl {
    use super::{FromSql, IsNull, Output, Sqlite, SqliteValue, TimestamptzSqlite, ToSql, UtcDateTime};
    use super::{check_year, deserialize, serialize};
    use time::format_description::BorrowedFormatItem;
    use time::macros::format_description;
    use time::{OffsetDateTime, UtcOffset};

    const FORMAT: &[BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]+00:00");

    impl ToSql<UtcDateTime, Sqlite> for OffsetDateTime {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            let utc = self
                .checked_to_offset(UtcOffset::UTC)
                .ok_or("SQLite stores moments of the years 0 to 9999; this one is beyond in UTC")?;
            check_year(utc.year())?;
            out.set_value(utc.format(FORMAT)?);
            Ok(IsNull::No)
        }
    }

    impl FromSql<UtcDateTime, Sqlite> for OffsetDateTime {
        fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
            FromSql::<TimestamptzSqlite, Sqlite>::from_sql(value)
        }
    }
}

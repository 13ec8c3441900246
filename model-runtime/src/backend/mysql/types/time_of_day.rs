//! Times of day of the crate `time`, with their fractions of a second, which Diesel 2.3 leaves out.

use std::fmt;

use diesel::mysql::Mysql;
use diesel::mysql::data_types::{MysqlTime, MysqlTimestampType};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types as st;
use time::Time;

/// A time of day. A reference to a field becomes a reference to this without a copy, which is how it is bound.
pub(super) trait TimeOfDay: fmt::Debug {
    /// The time.
    fn time(&self) -> Time;
}

impl TimeOfDay for Time {
    fn time(&self) -> Time {
        *self
    }
}

/// The time, to be bound.
pub(super) fn of(time: &Time) -> &(dyn TimeOfDay + 'static) {
    time
}

impl ToSql<st::Time, Mysql> for dyn TimeOfDay {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        let (hour, minute, second, micros) = self.time().as_hms_micro();
        let time = MysqlTime::new(
            0,
            0,
            0,
            hour.into(),
            minute.into(),
            second.into(),
            micros.into(),
            false,
            MysqlTimestampType::MYSQL_TIMESTAMP_TIME,
            0,
        );
        ToSql::<st::Time, Mysql>::to_sql(&time, &mut out.reborrow())
    }
}

//! Times and versions that the runtime writes.

/// The present time, as a column keeps it: in UTC, cut to microseconds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no present time",
    label = "`created_at` and `updated_at` need a date and time",
    note = "use `chrono::NaiveDateTime`, `chrono::DateTime<Utc>`, `time::PrimitiveDateTime` or `time::OffsetDateTime`"
)]
pub trait Now {
    /// The present time.
    fn now() -> Self;
}

/// What a write changes in a row of `M` itself: the time of update, and times finer than their columns.
pub trait Stamp<M>: Sized + Send {
    /// The values of the next write.
    fn next(row: &M) -> Self;

    /// Exchanges these values with the row's; doing it twice restores the row.
    fn swap(&mut self, row: &mut M);
}

/// A write of most models changes nothing in the row.
impl<M> Stamp<M> for () {
    fn next(_row: &M) -> Self {}
    fn swap(&mut self, _row: &mut M) {}
}

/// A value that may be finer than its column: times are cut to microseconds, which is what all backends keep.
pub trait Truncate {
    /// Cuts the value.
    fn truncate(&mut self);

    /// A copy of the value, cut.
    #[must_use]
    fn truncated(&self) -> Self
    where
        Self: Clone,
    {
        let mut copy = self.clone();
        copy.truncate();
        copy
    }
}

impl<T: Truncate> Truncate for Option<T> {
    fn truncate(&mut self) {
        if let Some(value) = self {
            value.truncate();
        }
    }
}

impl<T: Truncate> Truncate for super::Assign<T> {
    fn truncate(&mut self) {
        if let Self::Set(value) = self {
            value.truncate();
        }
    }
}

/// A number that counts the writes of a row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot count versions",
    label = "a `version` column is an integer",
    note = "use `i32` or `i64`"
)]
pub trait Version: Sized {
    /// The version of a row just inserted.
    const FIRST: Self;
    /// The version after this one; `None` if there is none.
    fn next(&self) -> Option<Self>;
}

macro_rules! version { ($($int:ty),*) => { $(
    impl Version for $int {
        const FIRST: Self = 1;
        fn next(&self) -> Option<Self> {
            self.checked_add(1)
        }
    }
)* } }
version!(i16, i32, i64);

#[cfg(feature = "chrono")]
mod chrono_impl {
    use super::{Now, Truncate};
    use chrono::{DateTime, NaiveDateTime, NaiveTime, SubsecRound, Utc};

    /// Digits of a second that every backend keeps.
    const DIGITS: u16 = 6;

    impl Now for NaiveDateTime {
        fn now() -> Self {
            <DateTime<Utc> as Now>::now().naive_utc()
        }
    }

    impl Now for DateTime<Utc> {
        fn now() -> Self {
            Utc::now().trunc_subsecs(DIGITS)
        }
    }

    macro_rules! truncate { ($($time:ty),*) => { $(
        impl Truncate for $time {
            fn truncate(&mut self) {
                *self = self.trunc_subsecs(DIGITS);
            }
        }
    )* } }
    truncate!(NaiveDateTime, DateTime<Utc>, NaiveTime);
}

#[cfg(feature = "time")]
mod time_impl {
    use super::{Now, Truncate};
    use time::{OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

    fn micros(nanosecond: u32) -> u32 {
        nanosecond / 1_000 * 1_000
    }

    impl Now for OffsetDateTime {
        fn now() -> Self {
            let mut now = Self::now_utc();
            now.truncate();
            now
        }
    }

    impl Now for PrimitiveDateTime {
        fn now() -> Self {
            let now = <OffsetDateTime as Now>::now();
            Self::new(now.date(), now.time())
        }
    }

    macro_rules! truncate { ($($time:ty),*) => { $(
        impl Truncate for $time {
            fn truncate(&mut self) {
                // A multiple of 1,000 below a second is always a valid nanosecond.
                *self = self.replace_nanosecond(micros(self.nanosecond())).unwrap_or(*self);
            }
        }
    )* } }
    truncate!(PrimitiveDateTime, Time);

    impl Truncate for OffsetDateTime {
        /// Cuts to microseconds, and moves to UTC: columns keep the instant, not the offset.
        fn truncate(&mut self) {
            let utc = self.to_offset(UtcOffset::UTC);
            *self = utc.replace_nanosecond(micros(utc.nanosecond())).unwrap_or(utc);
        }
    }
}

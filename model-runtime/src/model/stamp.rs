//! Times and versions that the runtime writes.

use std::any::Any;

/// The present time, as a column keeps it: in UTC, cut to microseconds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no present time",
    label = "`created_at`, `updated_at` and `now` need a date and time",
    note = "use `chrono::NaiveDateTime`, `chrono::DateTime<Utc>`, `time::PrimitiveDateTime` or `time::OffsetDateTime`"
)]
pub trait Now {
    /// The present time.
    fn now() -> Self;
}

/// A time that a write moves to the present: a column of a row that is [`Now`].
pub trait Moment {
    /// Moves to the present; what it was before.
    fn touch(&mut self) -> Box<dyn Any + Send>;

    /// Goes back to what it was before.
    fn restore(&mut self, before: Box<dyn Any + Send>);
}

impl<T: Now + Send + 'static> Moment for T {
    fn touch(&mut self) -> Box<dyn Any + Send> {
        Box::new(std::mem::replace(self, T::now()))
    }

    fn restore(&mut self, before: Box<dyn Any + Send>) {
        if let Ok(before) = before.downcast::<T>() {
            *self = *before;
        }
    }
}

/// What the runtime does with a time it writes. Generated code gets it from [`time`] alone, so that a type that has no
/// present time is told once, however often it is needed.
#[doc(hidden)]
pub struct Stamped<T> {
    /// The present time.
    pub now: fn() -> T,
    /// The value as a time.
    pub moment: fn(&mut T) -> &mut dyn Moment,
}

/// See [`Stamped`].
#[doc(hidden)]
pub const fn time<T: Now + Send + 'static>() -> Stamped<T> {
    Stamped { now: T::now, moment: |value| value }
}

/// A time that may be finer than its column: times are cut to microseconds, which is what all backends keep.
pub trait Truncate {
    /// Cuts the value; the nanoseconds that were cut off, 0 to 999.
    fn truncate(&mut self) -> u32;

    /// Puts back nanoseconds that were cut off.
    fn restore(&mut self, nanoseconds: u32);
}

impl<T: Truncate> Truncate for Option<T> {
    fn truncate(&mut self) -> u32 {
        self.as_mut().map_or(0, T::truncate)
    }

    fn restore(&mut self, nanoseconds: u32) {
        if let Some(value) = self {
            value.restore(nanoseconds);
        }
    }
}

impl<T: Truncate> Truncate for super::Assign<T> {
    fn truncate(&mut self) -> u32 {
        match self {
            Self::Unset => 0,
            Self::Set(value) => value.truncate(),
        }
    }

    fn restore(&mut self, nanoseconds: u32) {
        if let Self::Set(value) = self {
            value.restore(nanoseconds);
        }
    }
}

/// Cuts the value if it is a time, or an `Option` of one.
pub(crate) fn truncate_if_time<T: 'static>(value: &mut Option<T>) {
    // Each comparison of types is decided when this is compiled for `T`.
    #[cfg(any(feature = "chrono", feature = "time"))]
    macro_rules! cut { ($($time:ty),*) => { $(
        if let Some(time) = (value as &mut dyn Any).downcast_mut::<Option<$time>>() {
            time.truncate();
        }
        if let Some(time) = (value as &mut dyn Any).downcast_mut::<Option<Option<$time>>>() {
            time.truncate();
        }
    )* } }
    #[cfg(feature = "chrono")]
    cut!(chrono::NaiveDateTime, chrono::NaiveTime, chrono::DateTime<chrono::Utc>);
    #[cfg(feature = "time")]
    cut!(time::PrimitiveDateTime, time::Time, time::OffsetDateTime);
    #[cfg(not(any(feature = "chrono", feature = "time")))]
    let _ = value;
}

/// A number that counts the writes of a row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot count versions",
    label = "a `version` column is an integer",
    note = "use `i32` or `i64`"
)]
pub trait Version: Clone + Sized + 'static {
    /// The version of a row just inserted.
    const FIRST: Self;
    /// The version after this one; `None` if there is none.
    fn next(&self) -> Option<Self>;
}

/// A version, whatever integer it is.
pub trait Counter {
    /// Whether it can count on.
    fn can_count(&self) -> bool;

    /// Counts on, where it can.
    fn count(&mut self);

    /// Becomes another version of the same type.
    fn follow(&mut self, version: &dyn Any);
}

impl<T: Version> Counter for T {
    fn can_count(&self) -> bool {
        self.next().is_some()
    }

    fn count(&mut self) {
        if let Some(next) = self.next() {
            *self = next;
        }
    }

    fn follow(&mut self, version: &dyn Any) {
        if let Some(version) = version.downcast_ref::<T>() {
            self.clone_from(version);
        }
    }
}

/// What the runtime does with a version, as [`Stamped`] is for times.
#[doc(hidden)]
pub struct Versioned<T> {
    /// The version of a row just inserted.
    pub first: fn() -> T,
    /// The value as a version.
    pub counter: fn(&mut T) -> &mut dyn Counter,
}

/// See [`Versioned`].
#[doc(hidden)]
pub const fn version<T: Version + 'static>() -> Versioned<T> {
    Versioned { first: || T::FIRST, counter: |value| value }
}

macro_rules! version { ($($int:ty),*) => { $(
    #[diagnostic::do_not_recommend]
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
    use chrono::{DateTime, NaiveDateTime, NaiveTime, SubsecRound, Timelike, Utc};

    /// Digits of a second that every backend keeps.
    const DIGITS: u16 = 6;

    #[diagnostic::do_not_recommend]
    impl Now for NaiveDateTime {
        fn now() -> Self {
            <DateTime<Utc> as Now>::now().naive_utc()
        }
    }

    #[diagnostic::do_not_recommend]
    impl Now for DateTime<Utc> {
        fn now() -> Self {
            Utc::now().trunc_subsecs(DIGITS)
        }
    }

    macro_rules! truncate { ($($time:ty),*) => { $(
        impl Truncate for $time {
            fn truncate(&mut self) -> u32 {
                let cut = self.nanosecond() % 1_000;
                *self = self.trunc_subsecs(DIGITS);
                cut
            }

            fn restore(&mut self, nanoseconds: u32) {
                *self = self.with_nanosecond(self.nanosecond() + nanoseconds).unwrap_or(*self);
            }
        }
    )* } }
    truncate!(NaiveDateTime, DateTime<Utc>, NaiveTime);
}

#[cfg(feature = "time")]
mod time_impl {
    use super::{Now, Truncate};
    use time::{OffsetDateTime, PrimitiveDateTime, Time};

    #[diagnostic::do_not_recommend]
    impl Now for OffsetDateTime {
        fn now() -> Self {
            let mut now = Self::now_utc();
            now.truncate();
            now
        }
    }

    #[diagnostic::do_not_recommend]
    impl Now for PrimitiveDateTime {
        fn now() -> Self {
            let now = <OffsetDateTime as Now>::now();
            Self::new(now.date(), now.time())
        }
    }

    macro_rules! truncate { ($($time:ty),*) => { $(
        impl Truncate for $time {
            fn truncate(&mut self) -> u32 {
                let cut = self.nanosecond() % 1_000;
                // A multiple of 1,000 below a second is always a valid nanosecond.
                *self = self.replace_nanosecond(self.nanosecond() - cut).unwrap_or(*self);
                cut
            }

            fn restore(&mut self, nanoseconds: u32) {
                *self = self.replace_nanosecond(self.nanosecond() + nanoseconds).unwrap_or(*self);
            }
        }
    )* } }
    truncate!(PrimitiveDateTime, Time, OffsetDateTime);
}

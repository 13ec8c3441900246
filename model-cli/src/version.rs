//! Versions of new migrations: the time, as the command `diesel` writes it.

use std::time::{SystemTime, UNIX_EPOCH};

/// A version for a migration that comes after all of these, which are ordered as texts.
pub(crate) fn after(last: Option<&str>) -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now = of_time(seconds);
    match last {
        Some(last) if now.replace('-', "").as_str() <= last => next(last),
        _ => now,
    }
}

/// The text after another one: the next number, if it is as long.
fn next(last: &str) -> String {
    let number = last.parse::<u128>().ok().and_then(|number| number.checked_add(1));
    let next = number.map(|number| format!("{number:0width$}", width = last.len()));
    next.filter(|next| next.len() == last.len()).unwrap_or_else(|| format!("{last}1"))
}

/// A time in UTC, in seconds since 1970: `2024-02-29-235959`.
fn of_time(seconds: u64) -> String {
    let (mut days, time) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    while days >= days_of(year) {
        days -= days_of(year);
        year += 1;
    }
    let february = days_of(year) - 337;
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hours, minutes, seconds) = (time / 3_600, time / 60 % 60, time % 60);
    format!("{year}-{month:02}-{:02}-{hours:02}{minutes:02}{seconds:02}", days + 1)
}

const fn days_of(year: u64) -> u64 {
    if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::{after, next, of_time};

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(of_time(0), "1970-01-01-000000");
        assert_eq!(of_time(951_868_799), "2000-02-29-235959");
        assert_eq!(of_time(951_868_800), "2000-03-01-000000");
        assert_eq!(of_time(1_735_689_599), "2024-12-31-235959");
        assert_eq!(of_time(1_735_689_600), "2025-01-01-000000");
    }

    #[test]
    fn a_version_comes_after_all_that_are_there() {
        for (last, expected) in [("99991231235959", "99991231235960"), ("9", "91"), ("3", "4"), ("v2", "v21")] {
            assert_eq!(next(last), expected);
            assert!(*last < *next(last));
        }
        assert!(after(Some("20240101000000")).starts_with("20") && after(None).contains('-'));
        assert_eq!(after(Some("99991231235959")), "99991231235960");
    }
}

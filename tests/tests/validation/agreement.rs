//! What a rule says in Rust and what its CHECK says in the database are the same, for values at and around their bounds.

use model_runtime::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestCaseResult, TestRunner};

use super::models::*;
use crate::db::Connection;

/// Runs a property on a database of its own.
fn holds<S: Strategy>(strategy: &S, test: impl Fn(S::Value, &mut Connection) -> TestCaseResult) {
    let conn = std::cell::RefCell::new(connect());
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(strategy, |value| test(value, &mut conn.borrow_mut()));
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// That Rust and the database agree on a row.
fn agree(new: NewEverything, conn: &mut Connection) -> TestCaseResult {
    let by_rust = new.clone().check().map(drop);
    let by_database = new.clone().unchecked().insert(conn).map(drop);
    match (&by_rust, &by_database) {
        (Ok(()), Ok(())) => Ok(()),
        // The database stops at the first.
        (Err(rust), Err(database)) => {
            let first = super::codes_of(database);
            prop_assert!(super::codes_of(rust).contains(&first[0]), "{} and {}", rust, database);
            Ok(())
        }
        _ => Err(TestCaseError::fail(format!("rust: {by_rust:?}, database: {by_database:?}, {new:?}"))),
    }
}

/// Short texts of letters that take one to four bytes, and of those that patterns and quotes are made of.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let letter =
        prop::sample::select(vec!['a', 'b', 'c', 'z', 'ä', 'ü', '日', '👩', '%', '_', '\'', '"', '\\', ' ', '*']);
    prop::collection::vec(letter, 0..=longest).prop_map(String::from_iter)
}

#[test]
fn lengths() {
    holds(&text(8), |short, conn| agree(NewEverything { short, ..valid() }, conn));
    holds(&text(12), |password, conn| agree(NewEverything { password: password.into(), ..valid() }, conn));
    let bytes = prop::collection::vec(any::<u8>(), 0..6);
    holds(&bytes, |bytes, conn| agree(NewEverything { bytes, ..valid() }, conn));
}

#[test]
fn ranges() {
    let ages = prop_oneof![-3..3_i16, 147..153_i16, any::<i16>()];
    holds(&ages, |age, conn| agree(NewEverything { age, ..valid() }, conn));
    let near = |bound: f64| prop::sample::select(vec![bound.next_down(), bound, bound.next_up()]);
    // SQLite has no NaN: it would be NULL, in a column that cannot be.
    let ratios = prop_oneof![near(-0.5), near(1.0), -2.0..2.0, any::<f64>().prop_filter("a number", |x| !x.is_nan())];
    holds(&ratios, |ratio, conn| agree(NewEverything { ratio, ..valid() }, conn));
    let levels = prop_oneof![-2..3, any::<i32>()];
    holds(&levels, |level, conn| agree(NewEverything { level: Level(level), ..valid() }, conn));
}

#[test]
fn parts_of_text() {
    holds(&text(6), |contains, conn| agree(NewEverything { contains, ..valid() }, conn));
    let prefixes = prop_oneof![
        text(5),
        text(3).prop_map(|rest| format!("ab%{rest}")),
        text(3).prop_map(|rest| format!("ab{rest}"))
    ];
    holds(&prefixes, |prefix, conn| agree(NewEverything { prefix, ..valid() }, conn));
    // NUL too, which SQLite's functions for text stop at.
    let nul = |text: &str| if crate::db::has_nul() { text.to_owned() } else { text.replace('\0', "") };
    let start = prop_oneof![text(3), Just(nul("x\0y")), Just(nul("\0"))];
    let suffixes = (start, prop_oneof![Just("'z"), Just("z"), Just("'"), Just("'z "), Just("Z")]);
    let suffixes = suffixes.prop_map(|(start, end)| start + end);
    holds(&suffixes, |suffix, conn| agree(NewEverything { suffix, ..valid() }, conn));
}

#[test]
fn values() {
    holds(&(-4..5_i64), |step, conn| agree(NewEverything { step, ..valid() }, conn));
    let states = prop_oneof![Just("draft".to_owned()), Just("it's".to_owned()), Just("Draft".to_owned()), text(3)];
    let pairs = (states.clone(), states);
    holds(&pairs, |(state, again), conn| agree(NewEverything { state, again, ..valid() }, conn));
    let required = prop::option::of(text(4));
    holds(&required, |required, conn| agree(NewEverything { required, ..valid() }, conn));
}

#[test]
fn what_passes_in_rust_is_inserted() {
    let events = (text(25), any::<i32>(), prop::option::of(any::<i32>()));
    holds(&events, |(name, starts, ends), conn| {
        let new = NewEvent { name, starts, ends, code: None, venue_id: 1.into(), previous_id: None };
        let valid = new.clone().check().is_ok() && starts != 7;
        let inserted = new.insert(conn);
        match inserted {
            Err(error) if error.is_unique_violation() => Ok(()),
            inserted => {
                prop_assert_eq!(inserted.is_ok(), valid, "{:?}", inserted);
                Ok(())
            }
        }
    });
    let everything = (text(6), any::<i16>(), text(4), -3..4_i64, any::<i64>(), prop::option::of(text(4)));
    holds(&everything, |(short, age, contains, step, even, required), conn| {
        let new = NewEverything { short, age, contains, step, even, required, ..valid() };
        let valid = new.clone().check().is_ok();
        prop_assert_eq!(new.insert(conn).is_ok(), valid);
        Ok(())
    });
}

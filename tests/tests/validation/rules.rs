//! Each rule refuses what breaks it, and takes what does not.

use model_runtime::prelude::*;

use super::models::*;
use super::{codes, invalid};

/// The codes of what is wrong after a change of the valid row.
fn refused(change: impl FnOnce(&mut NewEverything)) -> Vec<(String, String)> {
    let mut new = valid();
    change(&mut new);
    match new.check() {
        Ok(_) => Vec::new(),
        Err(error) => codes(error),
    }
}

fn is_refused(field: &str, code: &str, changes: &[fn(&mut NewEverything)]) {
    for (i, change) in changes.iter().enumerate() {
        assert_eq!(refused(change), [(field.to_owned(), code.to_owned())], "change {i} of `{field}`");
    }
}

fn is_taken(changes: &[fn(&mut NewEverything)]) {
    for (i, change) in changes.iter().enumerate() {
        assert_eq!(refused(change), [], "change {i}");
    }
}

#[test]
fn a_valid_row_is_stored_as_it_is() {
    let conn = &mut connect();
    let row = valid().insert(conn).unwrap();
    assert_eq!(Everything::find(row.id, conn).unwrap(), row);
    row.check_rules().unwrap();
}

#[test]
fn emails() {
    is_refused(
        "email",
        "email",
        &[
            |new| new.email = String::new(),
            |new| new.email = "ann".into(),
            |new| new.email = "a@b@c".into(),
            |new| new.email = "a@b.c\n".into(),
        ],
    );
    is_taken(&[|new| new.email = "a@localhost".into(), |new| new.email = "a+b@[127.0.0.1]".into()]);
}

#[test]
fn urls_and_addresses() {
    is_refused("url", "url", &[|new| new.url = "example.com".into(), |new| new.url = String::new()]);
    is_refused("ip", "ip", &[|new| new.ip = "1.2.3".into(), |new| new.ip = "1.2.3.256".into()]);
    is_taken(&[|new| new.ip = "10.0.0.1".into(), |new| new.url = "mailto:a@b".into()]);
}

#[test]
fn cards_by_their_check_digit() {
    is_refused("card", "credit_card", &[|new| new.card = "4111111111111112".into(), |new| new.card = "x".into()]);
}

#[test]
fn characters() {
    is_refused("ascii", "ascii", &[|new| new.ascii = "ä".into()]);
    is_refused("word", "alphanumeric", &[|new| new.word = "a b".into(), |new| new.word = "a_".into()]);
    is_taken(&[|new| new.word = "日本語3".into(), |new| new.ascii = "\u{7f}\0".into()]);
}

#[test]
fn lengths_of_text_are_characters_and_of_bytes_bytes() {
    is_refused("short", "length", &[|new| new.short = "ä".into(), |new| new.short = "äöüßé!".into()]);
    is_refused("bytes", "length", &[|new| new.bytes = vec![], |new| new.bytes = vec![1; 4]]);
    is_taken(&[|new| new.short = "👩‍👩".into(), |new| new.short = "ab".into()]);
}

#[test]
fn ranges_include_their_bounds_and_no_nan() {
    is_refused("age", "range", &[|new| new.age = -1, |new| new.age = 151]);
    is_refused(
        "ratio",
        "range",
        &[
            |new| new.ratio = -0.51,
            |new| new.ratio = 1.0 + f64::EPSILON,
            |new| new.ratio = f64::NAN,
            |new| new.ratio = f64::INFINITY,
        ],
    );
    is_refused("level", "range", &[|new| new.level = Level(0)]);
    is_taken(&[|new| new.age = 150, |new| new.ratio = -0.5, |new| new.ratio = 1.0]);
}

#[test]
fn parts_of_text_are_compared_letter_by_letter() {
    is_refused("contains", "contains", &[|new| new.contains = "A ü".into(), |new| new.contains = "a".into()]);
    is_refused("prefix", "prefix", &[|new| new.prefix = "abc".into(), |new| new.prefix = "AB%".into()]);
    is_refused("suffix", "suffix", &[|new| new.suffix = "'zz".into(), |new| new.suffix = String::new()]);
    is_refused("pattern", "pattern", &[|new| new.pattern = "xy".into(), |new| new.pattern = String::new()]);
}

#[test]
fn one_of_several_values() {
    is_refused("step", "one_of", &[|new| new.step = 0, |new| new.step = 1]);
    let refusal = refused(|new| new.state = "Draft".into());
    assert_eq!(refusal[0], ("state".into(), "one_of".into()));
}

#[test]
fn the_same_as_another_field() {
    is_refused("again", "matches", &[|new| new.again = "draft".into(), |new| new.state = "draft".into()]);
}

#[test]
fn required_and_null() {
    is_refused("required", "required", &[|new| new.required = None]);
    is_refused("required", "too_long", &[|new| new.required = Some("abcd".into())]);
    is_taken(&[|new| new.word_pair = None]);
}

#[test]
fn functions_of_ones_own() {
    is_refused("even", "custom", &[|new| new.even = 3]);
    is_refused("word_pair", "mirror", &[|new| new.word_pair = Some("aba".into())]);
}

#[test]
fn fields_of_json_by_their_path() {
    let bad = |new: &mut NewEverything| {
        let room = Room { number: 0 };
        new.addresses[0].rooms.push(room);
        new.addresses.push(Address { street: String::new(), zip: "1".into(), rooms: vec![] });
        new.addresses.push(new.addresses[0].clone());
    };
    let expected = [
        ("addresses", "length"),
        ("addresses[0].rooms[1].number", "range"),
        ("addresses[1].street", "length"),
        ("addresses[1].zip", "zip"),
        ("addresses[2].rooms[1].number", "range"),
    ];
    assert_eq!(refused(bad), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    let address = Address { street: "Main".into(), zip: "x".into(), rooms: vec![] };
    assert_eq!(codes(address.validate().unwrap_err()), [("zip".to_owned(), "zip".to_owned())]);
}

#[test]
fn every_field_is_told_at_once_with_what_a_translation_needs() {
    let new = NewEverything {
        short: String::new(),
        age: 200,
        state: "gone".into(),
        again: "gone".into(),
        required: Some("abcd".into()),
        pattern: "y".into(),
        password: "hunter2".to_owned().into(),
        ..valid()
    };
    let errors = invalid(new.check().map(drop).unwrap_err());
    let told: Vec<_> = errors.field_errors().iter().map(|error| (&*error.field, error.message.to_string())).collect();
    assert_eq!(
        told,
        [
            ("short", "must have a length of 2 to 5".to_owned()),
            ("age", "must be from 0 to 150".to_owned()),
            ("pattern", "only x".to_owned()),
            ("state", "must be one of `draft`, `it's`".to_owned()),
            ("required", "at most 3, please".to_owned()),
            ("password", "must have a length of at least 8".to_owned()),
        ]
    );
    let params: Vec<_> = errors.field_errors().iter().map(|error| error.params.clone()).collect();
    assert_eq!(params[0], [("min", "2".to_owned()), ("max", "5".to_owned())]);
    assert_eq!(params[3], [("one_of", "draft, it's".to_owned())]);
    assert!(!format!("{errors} {errors:?}").contains("hunter2"), "a secret is not told: {errors:?}");
    assert_eq!(errors.model(), "Everything");
}

#[test]
fn rules_over_the_whole_row() {
    let order = |new: NewEvent| new.check().map(drop).map_err(codes);
    let late = NewEvent { ends: Some(1), ..event("a", 2) };
    assert_eq!(order(late).unwrap_err(), [("ends".to_owned(), "order".to_owned())]);
    assert_eq!(order(event("both", 99)).unwrap_err(), [(String::new(), "both".to_owned())]);
    order(NewEvent { ends: Some(2), ..event("a", 2) }).unwrap();
    order(event("a", 2)).unwrap();
    let error = event("both", 99).check().map(drop).unwrap_err();
    assert_eq!(error.to_string(), "invalid `Event`: not both");
}

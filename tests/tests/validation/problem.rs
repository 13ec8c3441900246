//! Errors as web layers send them.

use model_runtime::Error;
use model_runtime::prelude::*;
use serde_json::json;

use super::models::*;

fn sent(error: &Error) -> serde_json::Value {
    serde_json::to_value(error.problem()).unwrap()
}

#[test]
fn invalid_values_are_told_field_by_field() {
    let errors = Event::insert_many([event("a", 1), event("", 99)], &mut connect()).unwrap_err();
    let expected = json!({
        "status": 422,
        "title": "the values are not valid",
        "errors": [{
            "field": "name",
            "code": "length",
            "message": "must have a length of 1 to 20",
            "params": {"min": "1", "max": "20"},
            "row": 1,
        }],
    });
    assert_eq!(sent(&errors), expected);
}

#[test]
fn the_same_whether_rust_or_the_database_refuses() {
    let conn = &mut connect();
    let new = NewEverything { age: -1, ..valid() };
    let (by_rust, by_database) = (new.clone().insert(conn).unwrap_err(), new.unchecked().insert(conn).unwrap_err());
    assert_eq!(by_rust.problem(), by_database.problem());
}

#[test]
fn constraints_are_told_by_their_fields() {
    let conn = &mut connect();
    let row = event("a", 1).insert(conn).unwrap();
    let fields = |error: Error| {
        let problem = error.problem();
        let fields = problem.errors.iter().map(|error| (error.field.to_string(), error.code.to_string()));
        (problem.status, fields.collect::<Vec<_>>())
    };
    let of = |status, fields: &[(&str, &str)]| {
        (status, fields.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect())
    };
    assert_eq!(fields(event("a", 1).insert(conn).unwrap_err()), of(409, &[("name", "unique"), ("starts", "unique")]));
    let lost = NewEvent { venue_id: 9.into(), ..event("b", 1) };
    assert_eq!(fields(lost.insert(conn).unwrap_err()), of(422, &[("venue_id", "foreign_key")]));
    let venue = Venue::find(1, conn).unwrap();
    assert_eq!(fields(venue.delete(conn).unwrap_err()), of(409, &[("", "referenced")]));
    assert_eq!(fields(event("c", 7).insert(conn).unwrap_err()), of(422, &[("", "check")]));
    assert_eq!(fields(Event::find(row.id + 1, conn).unwrap_err()), of(404, &[]));
}

#[test]
fn what_is_the_servers_fault_is_not_told() {
    let conn = &mut crate::db::empty();
    let error = Event::all(conn).unwrap_err();
    assert_eq!(sent(&error), json!({"status": 500, "title": "internal error"}));
}

#[test]
fn rules_that_a_database_cannot_check_are_listed() {
    let rules = Rules::unexpressed_rules_on(&mut crate::db::empty());
    let of = |model: &str| {
        let own = rules.iter().filter(|rule| rule.model == model);
        own.map(|rule| format!("{} {}", rule.field.unwrap_or("-"), rule.rule)).collect::<Vec<_>>()
    };
    assert_eq!(
        of("Everything"),
        [
            "email email",
            "url url",
            "ip ip",
            "card credit_card",
            "ascii ascii",
            "word alphanumeric",
            "pattern pattern",
            "even custom",
            "word_pair custom",
            "addresses length",
            "addresses nested",
        ]
    );
    assert_eq!(of("Event"), ["- starts_before_it_ends", "- is_not_both"]);
    assert_eq!(of("Seat"), [""; 0]);
}

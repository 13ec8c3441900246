//! Each constraint is broken on a live database, and comes back as itself.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{Constraint, ConstraintKind, Error};

use super::models::*;
use super::{codes, invalid};
use crate::db::Connection;

/// Runs SQL behind the back of the models; the error is that of plain Diesel.
fn raw(sql: &str, conn: &mut Connection) -> Error {
    Error::from(conn.batch_execute(sql).unwrap_err())
}

#[test]
fn the_enum_lists_every_constraint_with_its_kind_name_and_columns() {
    let all: Vec<_> = EventConstraint::ALL
        .iter()
        .map(|constraint| (format!("{constraint:?}"), constraint.kind(), constraint.to_string(), constraint.columns()))
        .collect();
    let expected: [(&str, ConstraintKind, &str, &[&str]); 12] = [
        ("PrimaryKey", ConstraintKind::PrimaryKey, "pk_events", &["id"]),
        ("CodeUnique", ConstraintKind::Unique, "uq_events_code", &["code"]),
        ("NameStartsUnique", ConstraintKind::Unique, "uq_events_name_starts", &["name", "starts"]),
        ("StartsEndsUnique", ConstraintKind::Unique, "uq_slot", &["starts", "ends"]),
        ("CodeUnique2", ConstraintKind::Unique, "ix_live", &["code"]),
        ("NameLength", ConstraintKind::Check, "ck_events_name_length", &["name"]),
        ("VenueFk", ConstraintKind::ForeignKey, "fk_events_venue_id", &["venue_id"]),
        ("PreviousFk", ConstraintKind::ForeignKey, "fk_previous", &["previous_id"]),
        ("OddStartCheck", ConstraintKind::Check, "ck_events_odd_start", &[]),
        ("NameNotNull", ConstraintKind::NotNull, "events_name_not_null", &["name"]),
        ("StartsNotNull", ConstraintKind::NotNull, "events_starts_not_null", &["starts"]),
        ("VenueIdNotNull", ConstraintKind::NotNull, "events_venue_id_not_null", &["venue_id"]),
    ];
    let expected = expected.map(|(variant, kind, name, columns)| (variant.to_owned(), kind, name.to_owned(), columns));
    assert_eq!(all, expected);
}

#[test]
fn unique_constraints_and_keys() {
    let conn = &mut connect();
    let first = NewEvent { ends: Some(9), code: Some(1), ..event("a", 1) }.insert(conn).unwrap();

    let error = NewEvent { code: Some(1), ..event("b", 2) }.insert(conn).unwrap_err();
    assert!(error.violates(EventConstraint::CodeUnique) && !error.violates(EventConstraint::NameStartsUnique));
    let error = event("a", 1).insert(conn).unwrap_err();
    assert!(error.violates(EventConstraint::NameStartsUnique) && error.is_unique_violation(), "{error}");
    let error = NewEvent { ends: Some(9), ..event("c", 1) }.insert(conn).unwrap_err();
    assert!(error.violates(EventConstraint::StartsEndsUnique), "{error}");
    let error = Event::insert_rows([Event { name: "d".into(), starts: 4, ends: None, code: None, ..first }], conn);
    assert!(error.unwrap_err().violates(EventConstraint::PrimaryKey));

    let seat = |number| NewSeat { venue_id: 1.into(), number, version: Auto };
    seat(1).insert(conn).unwrap();
    let error = Seat::insert_many([seat(2), seat(1)], conn).unwrap_err();
    assert!(error.violates(SeatConstraint::PrimaryKey), "{error}");
    assert_eq!(error.constraint().unwrap().columns, ["venue_id", "number"]);
    assert_eq!(Seat::count(conn).unwrap(), 1);
}

#[test]
fn unique_constraints_of_raw_sql_are_told_by_their_columns() {
    let conn = &mut connect();
    event("a", 1).insert(conn).unwrap();
    let error = raw("INSERT INTO events (name, starts, venue_id) VALUES ('a', 1, 1)", conn);
    assert!(error.violates(EventConstraint::NameStartsUnique), "{error}");
    assert!(!error.violates(EventConstraint::CodeUnique));
}

#[test]
fn not_null() {
    let conn = &mut connect();
    let error = raw("INSERT INTO events (starts, venue_id) VALUES (1, 1)", conn);
    // A database that does not name the table leaves it to the model.
    let is_told = error.constraint().unwrap().table.is_some();
    assert_eq!(error.violates(EventConstraint::NameNotNull), is_told, "{error}");
    let error = error.of::<Event>();
    assert!(error.violates(EventConstraint::NameNotNull) && !error.violates(EventConstraint::StartsNotNull), "{error}");
    assert_eq!(error.constraint().unwrap().kind, ConstraintKind::NotNull);
}

#[test]
fn checks_of_ones_own_stay_constraints() {
    let conn = &mut connect();
    let error = event("a", 7).insert(conn).unwrap_err();
    assert!(error.violates(EventConstraint::OddStartCheck) && error.is_check_violation(), "{error}");
    assert_eq!(error.to_string(), "the check `ck_events_odd_start` of table `events` refused the write");
}

#[test]
fn a_rule_is_the_same_error_whether_rust_or_the_database_refuses() {
    let conn = &mut connect();
    type Change = fn(&mut NewEverything);
    let broken: [(EverythingConstraint, Change); 13] = [
        (EverythingConstraint::ShortLength, |new| new.short = "ä".into()),
        (EverythingConstraint::ShortLength, |new| new.short = "äöüßé!".into()),
        (EverythingConstraint::BytesLength, |new| new.bytes = vec![1]),
        (EverythingConstraint::AgeRange, |new| new.age = 151),
        (EverythingConstraint::RatioRange, |new| new.ratio = -0.75),
        (EverythingConstraint::LevelRange, |new| new.level = Level(0)),
        (EverythingConstraint::ContainsContains2, |new| new.contains = "a".into()),
        (EverythingConstraint::PrefixPrefix, |new| new.prefix = "abc".into()),
        (EverythingConstraint::SuffixSuffix, |new| new.suffix = "z".into()),
        (EverythingConstraint::StepOneOf, |new| new.step = 3),
        (EverythingConstraint::AgainMatches, |new| new.again = "draft".into()),
        (EverythingConstraint::RequiredRequired, |new| new.required = None),
        (EverythingConstraint::PasswordLength, |new| new.password = "short".to_owned().into()),
    ];
    for (constraint, change) in broken {
        let mut new = valid();
        change(&mut new);
        let by_rust = new.clone().insert(conn).unwrap_err();
        let by_database = new.unchecked().insert(conn).unwrap_err();
        assert!(by_rust.violates(constraint) && by_database.violates(constraint), "{constraint}: {by_database}");
        assert_eq!(by_rust.to_string(), by_database.to_string());
        assert_eq!(invalid(by_rust), invalid(by_database));
    }
    assert_eq!(Everything::count(conn).unwrap(), 0);
    valid().insert(conn).unwrap();
}

#[test]
fn errors_of_plain_diesel_can_be_put_in_terms_of_a_model() {
    let conn = &mut connect();
    valid().insert(conn).unwrap();

    let error = raw("UPDATE everything SET color = 'green'", conn);
    assert!(error.to_string().starts_with("the check `ck_everything_color`"), "{error}");
    assert_eq!(codes(error.of::<Everything>()), [("color".to_owned(), "one_of".to_owned())]);

    let error = raw("UPDATE everything SET short = 'x'", conn);
    assert!(error.violates(EverythingConstraint::ShortLength), "{error}");
    let error = error.of::<Everything>();
    assert!(error.violates(EverythingConstraint::ShortLength), "{error}");
    assert_eq!(error.to_string(), "invalid `Everything`: `short`: must have a length of 2 to 5");

    event("a", 1).insert(conn).unwrap();
    let sql = "INSERT INTO events (name, starts, venue_id) VALUES ('a', 1, 1)";
    let error = raw(sql, conn).of::<Event>();
    assert_eq!(error.constraint().unwrap().name.as_deref(), Some("uq_events_name_starts"));
    // Of another table it stays what it is.
    assert_eq!(raw(sql, conn).of::<Venue>().to_string(), raw(sql, conn).to_string());
}

#[test]
fn foreign_keys_name_the_culprit() {
    let conn = &mut connect();
    let error = NewEvent { venue_id: 9.into(), ..event("a", 1) }.insert(conn).unwrap_err();
    assert!(error.violates(EventConstraint::VenueFk) && error.is_foreign_key_violation(), "{error}");
    assert_eq!(error.constraint().unwrap().columns, ["venue_id"]);

    let error = NewEvent { previous_id: Some(9.into()), ..event("a", 1) }.insert(conn).unwrap_err();
    assert!(error.violates(EventConstraint::PreviousFk) && !error.violates(EventConstraint::VenueFk), "{error}");

    let news = [event("a", 1), NewEvent { previous_id: Some(7.into()), ..event("b", 2) }];
    let error = Event::insert_many(news, conn).unwrap_err();
    assert!(error.violates(EventConstraint::PreviousFk), "{error}");
    assert_eq!(Event::count(conn).unwrap(), 0);

    let mut row = event("a", 1).insert(conn).unwrap();
    let rows = [Event { id: 50, previous_id: Some(51), name: "z".into(), ..row.clone() }];
    assert!(Event::insert_rows(rows, conn).unwrap_err().violates(EventConstraint::PreviousFk));
    row.venue_id = 3;
    assert!(row.save(conn).unwrap_err().violates(EventConstraint::VenueFk));
    row.venue_id = 1;
    let patch = EventPatch { previous_id: Set(Some(8)), ..Default::default() };
    assert!(row.patch(patch.clone(), conn).unwrap_err().violates(EventConstraint::PreviousFk));
    assert!(Event::update(row.id, patch.clone(), conn).unwrap_err().violates(EventConstraint::PreviousFk));
    assert!(Event::query().patch_all(patch, conn).unwrap_err().violates(EventConstraint::PreviousFk));
    let new = NewEvent { venue_id: 4.into(), ..event("a", 1) };
    let target = (events::name, events::starts);
    assert!(Event::upsert(new, target, conn).unwrap_err().violates(EventConstraint::VenueFk));
    assert_eq!(Event::all(conn).unwrap(), [row]);
}

#[test]
fn a_parent_that_is_needed_names_the_foreign_key_of_the_child() {
    let conn = &mut connect();
    let row = event("a", 1).insert(conn).unwrap();
    let venue = Venue::find(1, conn).unwrap();
    for error in [
        venue.clone().delete(conn).unwrap_err(),
        Venue::delete_many([1], conn).map(drop).unwrap_err(),
        Venue::query().filter(venues::name.eq("Hall")).delete_all(conn).map(drop).unwrap_err(),
    ] {
        assert!(error.violates(EventConstraint::VenueFk), "{error}");
        assert_eq!(error.constraint().unwrap().table.as_deref(), Some("events"));
    }
    let mut second = NewEvent { previous_id: Some(row.id.into()), ..event("b", 2) }.insert(conn).unwrap();
    assert!(row.clone().delete(conn).unwrap_err().violates(EventConstraint::PreviousFk));
    second.previous_id = None;
    second.save(conn).unwrap();
    row.delete(conn).unwrap();
    second.delete(conn).unwrap();
    venue.delete(conn).unwrap();
}

#[test]
fn foreign_keys_inside_a_transaction_leave_it_usable() {
    let conn = &mut connect();
    let count = conn
        .atomic(|conn| {
            // Some databases give up the transaction when a statement fails; a savepoint keeps it.
            let refused = conn.atomic(|conn| NewEvent { venue_id: 9.into(), ..event("a", 1) }.insert(conn));
            let error = refused.unwrap_err();
            assert!(error.violates(EventConstraint::VenueFk), "{error}");
            event("a", 1).insert(conn)?;
            Event::count(conn)
        })
        .unwrap();
    assert_eq!(count, 1);
}

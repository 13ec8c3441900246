//! Every way of writing validates before any SQL, and `unchecked` is the only way past.

use model_runtime::prelude::*;

use super::models::*;
use super::{codes, invalid};

const LONG: &str = "a name of more than twenty characters";

fn long() -> Vec<(String, String)> {
    vec![("name".to_owned(), "length".to_owned())]
}

#[test]
fn inserts() {
    let conn = &mut connect();
    assert_eq!(codes(event(LONG, 1).insert(conn).unwrap_err()), long());
    let builder = Event::builder().name(LONG).starts(1).venue_id(1);
    assert_eq!(codes(builder.insert(conn).unwrap_err()), long());
    assert_eq!(codes(Event::upsert(event(LONG, 1), (events::name, events::starts), conn).unwrap_err()), long());
    assert_eq!(codes(Event::get_or_create(event(LONG, 1), (events::name, events::starts), conn).unwrap_err()), long());
    assert_eq!(codes(event(LONG, 1).check().map(drop).unwrap_err()), long());
    assert_eq!(Event::count(conn).unwrap(), 0);
}

#[test]
fn batches_name_the_row() {
    let conn = &mut connect();
    let news = [event("a", 1), event(LONG, 2), event("", 3)];
    let errors = invalid(Event::insert_many(news, conn).unwrap_err());
    let rows: Vec<_> = errors.field_errors().iter().map(|error| error.row).collect();
    assert_eq!(rows, [Some(1), Some(2)]);
    assert!(errors.to_string().starts_with("invalid `Event`: row 1, `name`: must have a length of 1 to 20; row 2, "));

    let venues = ["Hall", "a long name of a hall"].map(|name| Venue { id: 5, name: name.into() });
    let errors = invalid(Venue::insert_rows(venues, conn).unwrap_err());
    assert_eq!((errors.field_errors()[0].row, &*errors.field_errors()[0].code), (Some(1), "length"));
    assert_eq!((Event::count(conn).unwrap(), Venue::count(conn).unwrap()), (0, 1));
}

#[test]
fn saves_and_patches() {
    let conn = &mut connect();
    let mut row = event("a", 5).insert(conn).unwrap();
    let before = row.clone();

    row.name = LONG.into();
    assert_eq!(codes(row.save(conn).unwrap_err()), long());
    assert_eq!(row.name, LONG, "what was to be saved is still there");
    row.name.clone_from(&before.name);
    row.ends = Some(1);
    assert_eq!(codes(row.save(conn).unwrap_err()), [("ends".to_owned(), "order".to_owned())]);
    row.ends = None;

    let patch = EventPatch { name: Set(LONG.into()), ..Default::default() };
    assert_eq!(codes(row.patch(patch.clone(), conn).unwrap_err()), long());
    assert_eq!(codes(Event::update(row.id, patch.clone(), conn).unwrap_err()), long());
    assert_eq!(codes(Event::query().patch_all(patch.clone(), conn).unwrap_err()), long());
    assert_eq!(codes(patch.check().map(drop).unwrap_err()), long());
    assert_eq!((row, Event::all(conn).unwrap()), (before.clone(), vec![before]));
}

#[test]
fn a_patch_is_judged_by_what_it_sets() {
    let conn = &mut connect();
    let mut row = event("a", 5).insert(conn).unwrap();
    // The row breaks a rule already, behind the back of the model; a patch of another field is no worse.
    crate::db::without_checks(conn, &["events"]);
    diesel::sql_query("UPDATE events SET name = ''").run(conn).unwrap();
    row.reload(conn).unwrap();
    row.patch(EventPatch { code: Set(Some(1)), ..Default::default() }, conn).unwrap();
    assert_eq!((row.name.as_str(), row.code), ("", Some(1)), "loading does not validate");
    assert!(row.save(conn).is_err());
}

#[test]
fn a_patch_of_a_row_is_judged_with_the_row() {
    let conn = &mut connect();
    let mut row = event("a", 5).insert(conn).unwrap();
    let patch = EventPatch { ends: Set(Some(1)), ..Default::default() };
    assert_eq!(codes(row.patch(patch.clone(), conn).unwrap_err()), [("ends".to_owned(), "order".to_owned())]);
    // Without the row it cannot be known.
    Event::update(row.id, patch, conn).unwrap();

    let mut row = valid().insert(conn).unwrap();
    let patch = EverythingPatch { state: Set("draft".into()), ..Default::default() };
    assert_eq!(codes(row.patch(patch.clone(), conn).unwrap_err()), [("again".to_owned(), "matches".to_owned())]);
    // The database knows, and says the same.
    assert_eq!(
        codes(Everything::update(row.id, patch, conn).unwrap_err()),
        [("again".to_owned(), "matches".to_owned())]
    );
    let patch = EverythingPatch { state: Set("draft".into()), again: Set("draft".into()), ..Default::default() };
    row.patch(patch, conn).unwrap();
}

#[test]
fn an_empty_patch_is_valid() {
    let conn = &mut connect();
    let mut row = event("a", 5).insert(conn).unwrap();
    row.patch(EventPatch::default(), conn).unwrap();
    EventPatch::default().check().unwrap();
}

#[test]
fn unchecked_is_the_way_past() {
    let conn = &mut connect();
    crate::db::without_checks(conn, &["events"]);
    let row = event(LONG, 1).unchecked().insert(conn).unwrap();
    assert_eq!(row.name, LONG);
    let patch = EventPatch { name: Set(String::new()), ..Default::default() }.unchecked();
    diesel::update(events::table).set(&patch).run(conn).unwrap();
    assert_eq!(Event::all(conn).unwrap()[0].name, "");
}

#[test]
fn plain_diesel_takes_what_was_checked() {
    let conn = &mut connect();
    let checked = event("a", 1).check().unwrap();
    diesel::insert_into(events::table).values(&checked).run(conn).unwrap();
    let patch = EventPatch { name: Set("b".into()), ..Default::default() }.check().unwrap();
    diesel::update(events::table).set(&patch).run(conn).unwrap();
    assert_eq!(Event::all(conn).unwrap()[0].name, "b");
}

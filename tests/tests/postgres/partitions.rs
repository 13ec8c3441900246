//! Tables with partitions, which models declare.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{ConstraintKind, Error, assert_no_drift};

use crate::db::{Connection, Tested as _, empty};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "p_events",
    backends(postgres),
    primary_key(day, number),
    check(name = "ck_p_events_number", sql = "number <> 13"),
    index(columns(what), where = "what <> ''"),
    partition_by = "range ( day, Number )",
    partition(name = "p_events_old", sql = "for values from (minvalue, minvalue) to (100, 1 + 1)"),
    partition(
        name = "P events",
        sql = "FOR VALUES FROM (100, 2) TO (200, MINVALUE)",
        partition_by = "list (number)",
        partition(name = "p_events_1", sql = "FOR VALUES IN ('1', 2)"),
        partition(name = "p_events_2", sql = "default")
    )
)]
pub struct Event {
    pub day: i32,
    pub number: i64,
    pub what: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "p_notes", backends(postgres), belongs_to(Event, columns(day, number), on_delete = "cascade"))]
pub struct Note {
    pub id: i64,
    pub day: i32,
    pub number: i64,
}

schema! { pub Calendar: Event, Note }

schema! { pub Days: Event }

fn calendar() -> Connection {
    let mut conn = empty();
    Calendar::create_all(&mut conn).unwrap();
    conn
}

fn event(day: i32, number: i64) -> NewEvent {
    NewEvent { day, number, what: format!("{day} {number}") }
}

/// What is told of the tables that the models made, after some SQL.
fn told(sql: &str) -> Vec<String> {
    let conn = &mut empty();
    Days::create_all(conn).unwrap();
    conn.batch_execute(sql).unwrap();
    Days::drift(conn).unwrap().iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect()
}

#[test]
fn rows_are_in_their_partitions() {
    let conn = &mut calendar();
    let rows = Event::insert_many([event(1, 1), event(100, 1), event(100, 2), event(150, 7)], conn).unwrap();
    let places = "SELECT tableoid::regclass::text FROM p_events ORDER BY day, number";
    assert_eq!(conn.texts(places), ["p_events_old", "p_events_old", "p_events_1", "p_events_2"]);
    assert_eq!(Event::query().order(p_events::day).all(conn).unwrap().len(), 4);
    // A row may move to another one.
    let mut moved = rows[3].clone();
    moved.what = "later".to_owned();
    moved.save(conn).unwrap();
    let note = NewNote { day: 150.into(), number: 7.into() }.insert(conn).unwrap();
    assert_eq!(*Note::event().load_for(&note, conn).unwrap(), moved);
    assert_eq!(Event::find((150, 7), conn).unwrap().what, "later");
    assert_no_drift!(conn, Calendar);
    assert_eq!(Calendar::create_all(conn).unwrap().unchanged, ["p_events", "p_notes"]);
    Calendar::drop_all(conn).unwrap();
    assert_eq!(conn.texts("SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid) AND relnamespace = current_schema()::regnamespace"), [""; 0]);
}

/// Errors are those of the table, though it is a partition that the server names.
#[test]
fn refusals_are_of_the_table() {
    let conn = &mut calendar();
    let error = event(200, 1).insert(conn).unwrap_err();
    assert_eq!(error.constraint().unwrap().kind, ConstraintKind::Partition);
    assert_eq!(error.to_string(), "no partition of table `p_events` takes the row");
    assert_eq!((error.problem().status, &*error.problem().errors[0].code), (422, "partition"));

    event(150, 7).insert(conn).unwrap();
    let kind_and_name = |error: &Error| {
        let found = error.constraint().unwrap();
        assert_eq!(found.table.as_deref(), Some("p_events"));
        (found.kind, found.name.clone().unwrap_or_default(), found.columns.clone())
    };
    let error = event(150, 7).insert(conn).unwrap_err();
    let key = vec!["day".to_owned(), "number".to_owned()];
    assert_eq!(kind_and_name(&error), (ConstraintKind::PrimaryKey, "pk_p_events".to_owned(), key));
    let error = event(150, 13).insert(conn).unwrap_err();
    assert!(error.constraint().unwrap().is(EventConstraint::NumberCheck), "{error:?}");
    assert_eq!(kind_and_name(&error).0, ConstraintKind::Check);

    let lost = NewNote { day: 1.into(), number: 1.into() }.insert(conn).unwrap_err();
    assert_eq!(lost.problem().errors[0].code, "foreign_key", "{lost:?}");
    NewNote { day: 150.into(), number: 7.into() }.insert(conn).unwrap();
    conn.batch_execute("ALTER TABLE p_notes DROP CONSTRAINT fk_p_notes_day_number; ALTER TABLE p_notes ADD FOREIGN KEY (day, number) REFERENCES p_events").unwrap();
    let error = Event::find((150, 7), conn).unwrap().delete(conn).unwrap_err();
    assert_eq!(error.problem().errors[0].code, "referenced", "{error:?}");
}

#[test]
fn partitions_that_differ_are_told() {
    assert_eq!(told("SELECT 1"), [""; 0]);
    // Those that come with the rows are no difference, and neither are constraints and indexes that a partition has besides.
    assert_eq!(
        told(
            "CREATE TABLE p_events_new PARTITION OF p_events FOR VALUES FROM (300, 0) TO (400, 0); CREATE INDEX ON p_events_new (what)"
        ),
        [""; 0]
    );
    assert_eq!(told("DROP TABLE p_events_1"), ["partition_missing p_events_1"]);
    let other =
        "DROP TABLE p_events_old; CREATE TABLE p_events_old PARTITION OF p_events FOR VALUES FROM (1, 1) TO (100, 2)";
    assert_eq!(told(other), ["partition_changed p_events_old"]);
    let elsewhere =
        "DROP TABLE p_events_1; CREATE TABLE p_events_1 PARTITION OF p_events FOR VALUES FROM (300, 0) TO (400, 0)";
    assert_eq!(told(elsewhere), ["partition_changed p_events_1"]);
    let apart = "DROP TABLE \"P events\"; CREATE TABLE \"P events\" PARTITION OF p_events FOR VALUES FROM (100, 2) TO (200, MINVALUE)";
    let all = ["partition_changed P events", "partition_missing p_events_1", "partition_missing p_events_2"];
    assert_eq!(told(apart), all);
}

#[test]
fn another_division_is_told() {
    let conn = &mut empty();
    let plain = Calendar::ddl::<diesel::pg::Pg>();
    let start = plain.find(" PARTITION BY range").unwrap();
    let end = start + plain[start..].find(';').unwrap();
    let without = format!("{}{}", &plain[..start], &plain[end..]);
    let without: String = without.split_inclusive(";\n").filter(|sql| !sql.contains("PARTITION OF")).collect();
    conn.batch_execute(&without).unwrap();
    let drift = Calendar::drift(conn).unwrap();
    let told: Vec<String> = drift.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["table `p_events`, division into partitions: expected `range ( day, Number )`, found none"]);
    assert_eq!(drift[0].code(), "partition_by_changed");
    // Rows can be written all the same.
    assert_eq!(Calendar::create_all(conn).unwrap().unchanged.len(), 2);
    Calendar::drop_all(conn).unwrap();
    conn.batch_execute(&plain.replace("range ( day, Number )", "RANGE (number, day)")).unwrap();
    let drift = Calendar::drift(conn).unwrap();
    assert_eq!(
        drift[0].to_string(),
        "table `p_events`, division into partitions: expected `RANGE (day, number)`, found `RANGE (number, day)`"
    );
}

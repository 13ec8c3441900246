//! Tables with partitions, which models declare.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{ConstraintKind, assert_no_drift};

use crate::db::{Connection, empty};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "m_events",
    backends(mysql),
    primary_key(day, number),
    comment = "what happened",
    partition_by = "Range (day) SUBPARTITION BY HASH (number)",
    partition(name = "old days", sql = "VALUES LESS THAN (100)", partition(name = "s0"), partition(name = "s1")),
    partition(name = "rest", sql = "VALUES LESS THAN (1000)", partition(name = "s2"), partition(name = "s3"))
)]
pub struct Event {
    pub day: i32,
    pub number: i64,
    pub what: String,
}

schema! { pub Calendar: Event }

fn calendar() -> Connection {
    let mut conn = empty();
    Calendar::create_all(&mut conn).unwrap();
    conn
}

/// What is told of the table that the model made, after some SQL.
fn told(sql: &str) -> Vec<String> {
    let conn = &mut calendar();
    conn.batch_execute(sql).unwrap();
    Calendar::drift(conn).unwrap().iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect()
}

#[test]
fn rows_are_written_and_read() {
    let conn = &mut calendar();
    let row = NewEvent { day: 5, number: 1, what: "é".to_owned() }.insert(conn).unwrap();
    NewEvent { day: 500, number: 2, what: String::new() }.insert(conn).unwrap();
    assert_eq!(Event::find((5, 1), conn).unwrap(), row);
    assert_eq!(Event::all(conn).unwrap().len(), 2);
    let error = NewEvent { day: 1000, number: 1, what: String::new() }.insert(conn).unwrap_err();
    assert_eq!(error.to_string(), "no partition of table `m_events` takes the row");
    assert_eq!(error.constraint().unwrap().kind, ConstraintKind::Partition);
    assert_no_drift!(conn, Calendar);
    assert_eq!(Calendar::create_all(conn).unwrap().unchanged, ["m_events"]);
}

#[test]
fn partitions_that_differ_are_told() {
    assert_eq!(told("SELECT 1"), [""; 0]);
    assert_eq!(told("ALTER TABLE m_events REMOVE PARTITIONING"), ["partition_by_changed "]);
    let other = "ALTER TABLE m_events PARTITION BY RANGE (day) SUBPARTITION BY HASH (number) \
        (PARTITION old VALUES LESS THAN (100) (SUBPARTITION s0, SUBPARTITION s1), PARTITION rest VALUES LESS THAN (1000) (SUBPARTITION s2, SUBPARTITION s3))";
    assert_eq!(told(other), ["partition_missing old days", "partition_changed s0", "partition_changed s1"]);
    // Those that come with the rows are no difference.
    let more = other.replace("old VALUES LESS THAN (100)", "`old days` VALUES LESS THAN (100)").replace(
        "PARTITION rest",
        "PARTITION new VALUES LESS THAN (200) (SUBPARTITION s4, SUBPARTITION s5), PARTITION rest",
    );
    assert_eq!(told(&more), [""; 0]);
}

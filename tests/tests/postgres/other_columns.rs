//! Columns that a model has no field for.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{ConstraintKind, assert_no_drift};

use crate::db::{Connection, Tested as _, empty};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "o_pages",
    backends(postgres),
    column(
        name = "All words",
        db_type = "tsvector",
        generated = "to_tsvector('simple', body)",
        comment = "to be searched"
    ),
    column(name = "flags", db_type = "bit(3)", not_null, default_sql = "'101'::\"bit\""),
    column(name = "place", db_type = "POINT"),
    index(name = "o_pages_words", columns(sql("\"All words\"")), method = "gin"),
    index(name = "o_pages_flags", columns(sql("flags desc"), body)),
    check(name = "ck_place", sql = "place[0] > 0")
)]
pub struct Page {
    pub id: i64,
    pub body: String,
    #[model(generated = "length(flags)")]
    pub bits: Option<i32>,
}

schema! { pub Book: Page }

/// What is told of the table that the model made, after some SQL.
fn told(sql: &str) -> Vec<String> {
    let conn = &mut book();
    conn.batch_execute(sql).unwrap();
    Book::drift(conn).unwrap().iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect()
}

fn book() -> Connection {
    let mut conn = empty();
    Book::create_all(&mut conn).unwrap();
    conn
}

#[test]
fn rows_are_written_and_read_without_them() {
    let conn = &mut book();
    let mut page = NewPage { body: "one two".to_owned() }.insert(conn).unwrap();
    assert_eq!(page.bits, Some(3));
    conn.batch_execute("UPDATE o_pages SET place = '(1,2)', flags = B'000'").unwrap();
    page.body = "three".to_owned();
    page.save(conn).unwrap();
    assert_eq!(Page::all(conn).unwrap(), [page]);
    // What nobody writes stays.
    assert_eq!(conn.texts("SELECT place::text || flags || \"All words\"::text FROM o_pages"), ["(1,2)000'three':1"]);
    assert_no_drift!(conn, Book);
    assert_eq!(Book::create_all(conn).unwrap().unchanged, ["o_pages"]);
    conn.batch_execute("ALTER TABLE o_pages ALTER flags DROP DEFAULT").unwrap();
    let error = NewPage { body: String::new() }.insert(conn).unwrap_err();
    let refused = error.constraint().unwrap();
    assert_eq!((refused.kind, &*refused.columns), (ConstraintKind::NotNull, &["flags".to_owned()][..]));
}

#[test]
fn those_that_differ_are_told() {
    assert_eq!(told("SELECT 1"), [""; 0]);
    assert_eq!(told("ALTER TABLE o_pages DROP place"), ["column_missing place", "check_missing ck_place"]);
    assert_eq!(told("ALTER TABLE o_pages ALTER flags DROP DEFAULT"), ["default_changed flags"]);
    assert_eq!(told("ALTER TABLE o_pages ALTER flags DROP NOT NULL"), ["nullability_changed flags"]);
    let other = "ALTER TABLE o_pages DROP CONSTRAINT ck_place; ALTER TABLE o_pages ALTER place TYPE text, ADD CONSTRAINT ck_place CHECK (place <> '')";
    assert!(told(other).contains(&"type_changed place".to_owned()));
    assert_eq!(
        told("DROP INDEX o_pages_flags; CREATE INDEX o_pages_flags ON o_pages (flags, body)"),
        ["index_changed o_pages_flags"]
    );
}

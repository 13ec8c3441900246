//! Every row read by its model, written into a database that the models made, and compared with plain SQL.

use model_runtime::database::PooledConnection;
use model_runtime::prelude::*;
use model_runtime::query::{All, Inspect, Run};
use model_runtime::schema::{Table, create_table, diff, reflect};
use model_runtime::{Model, Persist};

use crate::models::*;
use crate::{COUNTS, chinook, empty, number, words};

type Conn = PooledConnection<SqliteConnection>;

/// Every row of a table as SQL literals, which tell text from numbers and NULL, in the order of the keys.
fn contents(table: &str, conn: &mut Conn) -> Vec<String> {
    let list = format!("SELECT name AS value FROM pragma_table_info('{table}') ORDER BY cid");
    let quoted: Vec<String> = words(&list, conn).iter().map(|column| format!("quote(\"{column}\")")).collect();
    words(&format!("SELECT {} AS value FROM \"{table}\" ORDER BY 1", quoted.join(" || ',' || ")), conn)
}

/// Reads a table with its model and writes what was read; how many rows.
fn copy<M>(from: &mut Conn, to: &mut Conn) -> (&'static str, i64)
where
    M: Model + Persist<SqliteConnection> + Clone + PartialEq + std::fmt::Debug,
    M::Table: diesel::query_dsl::methods::SelectDsl<M::Columns>,
    All<M>: Run<SqliteConnection, M> + Inspect<SqliteConnection, M>,
{
    let rows = M::all(from).unwrap();
    let stored = M::insert_rows(rows.clone(), to).unwrap();
    assert_eq!(stored, rows, "{}", M::NAME);
    for row in [rows.first(), rows.last()].into_iter().flatten() {
        assert_eq!(&M::find(row.key(), to).unwrap(), row);
    }
    let mut again = M::all(to).unwrap();
    again.sort_by_key(Model::key);
    let mut rows = rows;
    rows.sort_by_key(Model::key);
    assert!(again == rows, "{} differs", M::NAME);
    assert_eq!(M::count(to).unwrap(), i64::try_from(rows.len()).unwrap());
    (M::SCHEMA.name, M::count(from).unwrap())
}

#[test]
fn every_row_survives_reading_and_writing() {
    let Some(db) = chinook() else { return };
    let (mut from, other) = (db.get().unwrap(), empty());
    let mut to = other.get().unwrap();
    Chinook::create_all(&mut to).unwrap();

    let mut counts = [
        copy::<Artist>(&mut from, &mut to),
        copy::<Album>(&mut from, &mut to),
        copy::<Genre>(&mut from, &mut to),
        copy::<MediaType>(&mut from, &mut to),
        copy::<Track>(&mut from, &mut to),
        copy::<Playlist>(&mut from, &mut to),
        copy::<PlaylistTrack>(&mut from, &mut to),
        copy::<Employee>(&mut from, &mut to),
        copy::<Customer>(&mut from, &mut to),
        copy::<Invoice>(&mut from, &mut to),
        copy::<InvoiceLine>(&mut from, &mut to),
    ];
    counts.sort_unstable();
    assert_eq!(counts, COUNTS);
    assert_eq!(counts.iter().map(|(_, count)| count).sum::<i64>(), 15_607);
    for (table, count) in COUNTS {
        assert_eq!(number(&format!("SELECT count(*) FROM \"{table}\""), &mut to), count, "{table}");
        assert!(contents(table, &mut from) == contents(table, &mut to), "the contents of {table} differ");
    }
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check", &mut to), 0);

    // Keys made from here on continue after those that were copied.
    let made = Artist::builder().name("New").insert(&mut to).unwrap();
    assert_eq!(made.id, 276);
}

#[test]
fn foreign_keys_are_enforced_while_rows_are_copied() {
    let Some(db) = chinook() else { return };
    let (mut from, other) = (db.get().unwrap(), empty());
    let mut to = other.get().unwrap();
    Chinook::create_all(&mut to).unwrap();
    // Albums before their artists: no row of the batch stays.
    let error = Album::insert_rows(Album::all(&mut from).unwrap(), &mut to).unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(Album::count(&mut to).unwrap(), 0);
    // An artist with albums stays.
    let error = Artist::find(1, &mut from).unwrap().delete(&mut from).unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(Artist::count(&mut from).unwrap(), 275);
}

/// The tables were declared by hand, with other names for types and constraints and none for foreign keys.
#[test]
fn the_tables_as_they_come_are_those_of_the_models() {
    let Some(db) = chinook() else { return };
    let mut conn = db.get().unwrap();
    let report = Chinook::create_all(&mut conn).unwrap();
    assert_eq!((report.created.len(), report.unchanged.len()), (0, 11));
}

#[test]
fn the_tables_made_by_the_models_are_those_of_the_data() {
    let Some(db) = chinook() else { return };
    let other = empty();
    let mut to = other.get().unwrap();
    let report = Chinook::create_all(&mut to).unwrap();
    assert_eq!(report.created.len(), 11);
    assert_eq!(Chinook::create_all(&mut to).unwrap().unchanged, report.created);

    let found = reflect(&mut db.get().unwrap()).unwrap();
    let made = reflect(&mut to).unwrap();
    let names = |tables: &[Table]| tables.iter().map(|table| table.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&found), COUNTS.map(|(table, _)| table));
    assert_eq!(names(&made), names(&found));
    for (found, made) in found.iter().zip(&made) {
        let differences = diff::<diesel::sqlite::Sqlite>(found, made);
        assert!(differences.is_empty(), "{differences:?}");
    }
    // What was read of a database makes the same tables once more.
    let third = empty();
    let mut conn = third.get().unwrap();
    for table in &found {
        for statement in create_table::<<SqliteConnection as Connection>::Backend>(table) {
            diesel::sql_query(statement).execute(&mut conn).unwrap();
        }
    }
    assert_eq!(reflect(&mut conn).unwrap(), found);
    assert_eq!(Chinook::drop_all(&mut to).unwrap().len(), 11);
}

//! Tables in another schema of the database than that of the connection: on MySQL another database, on SQLite one that is attached.

mod models;

use std::fs::File;

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{ConstraintKind, Error, Session};
use models::*;

use crate::db;

/// What others wait for who need the schema `depot` on a server; it goes with it.
struct Alone(#[allow(dead_code)] File);

impl Drop for Alone {
    fn drop(&mut self) {
        forget(&mut db::empty());
    }
}

/// Drops the schema, if there is one. Whether it could be one of a server.
fn forget(conn: &mut db::Connection) -> bool {
    conn.batch_execute("DROP SCHEMA IF EXISTS depot CASCADE").is_ok()
        || conn.batch_execute("DROP DATABASE IF EXISTS depot").is_ok()
}

/// A connection to an empty database, on which there is no schema `depot` or an empty one.
fn connect() -> (db::Connection, Alone) {
    let alone = File::create(std::env::temp_dir().join("model_tests_depot.lock")).unwrap();
    alone.lock().unwrap();
    let mut conn = db::empty();
    if !forget(&mut conn) {
        conn.batch_execute("ATTACH ':memory:' AS depot").unwrap();
    }
    (conn, Alone(alone))
}

/// With the tables: two shelves, and on the first a crate that stands on another.
fn stocked() -> (db::Connection, Alone, Shelf) {
    let (mut conn, alone) = connect();
    Depot::create_all(&mut conn).unwrap();
    let shelf = NewShelf { label: "a".into(), version: Auto }.insert(&mut conn).unwrap();
    NewShelf { label: "b".into(), version: Auto }.insert(&mut conn).unwrap();
    let lower = item("lower", &shelf).insert(&mut conn).unwrap();
    NewCrate { below_id: Some((&lower).into()), ..item("upper", &shelf) }.insert(&mut conn).unwrap();
    NewPlainCrate { name: "plain".into() }.insert(&mut conn).unwrap();
    (conn, alone, shelf)
}

fn item(name: &str, shelf: &Shelf) -> NewCrate {
    NewCrate { name: name.into(), shelf_id: shelf.into(), below_id: None, weight: Auto }
}

#[test]
fn tables_are_created_and_compared_where_they_are() {
    let (mut conn, _alone) = connect();
    let names = ["depot.shelves", "depot.crates", "crates", "depot.labels", "depot.crate_labels"];
    assert_eq!(Depot::create_all(&mut conn).unwrap().created, names);
    assert_eq!(Depot::create_all(&mut conn).unwrap().unchanged, names);
    assert_eq!((Depot::drift(&mut conn).unwrap(), Older::drift(&mut conn).unwrap()), (vec![], vec![]));

    conn.batch_execute("ALTER TABLE depot.crates ADD COLUMN extra INTEGER").unwrap();
    let differences = Depot::drift(&mut conn).unwrap();
    let [difference] = &*differences else { panic!("{differences:?}") };
    assert_eq!((&*difference.table, &*difference.code()), ("depot.crates", "column_unexpected"));

    let mut dropped = names;
    dropped.reverse();
    assert_eq!(Depot::drop_all(&mut conn).unwrap(), dropped);
    assert_eq!(Depot::drift(&mut conn).unwrap().len(), names.len());
}

/// Each of two tables of one name by itself.
#[test]
fn conditions_are_compared_where_they_are() {
    let (mut conn, _alone) = connect();
    Depot::create_all(&mut conn).unwrap();
    let check = schema::Table::of::<diesel::sqlite::Sqlite>(Crate::SCHEMA).checks[0].name.clone().unwrap();
    for condition in ["weight >= 1", "weight >= 0"] {
        let (drop, add) = (format!("DROP CONSTRAINT {check}"), format!("ADD CONSTRAINT {check} CHECK ({condition})"));
        if conn.batch_execute(&format!("ALTER TABLE depot.crates {drop}, {add}")).is_err() {
            // SQLite cannot change them.
            return;
        }
        let drift = Depot::drift(&mut conn).unwrap();
        let told: Vec<_> = drift.iter().map(|found| (&*found.table, found.part.name())).collect();
        let expected = [("depot.crates", &*check)];
        assert_eq!(told, if condition == "weight >= 0" { &[] } else { &expected[..] });
    }
}

/// Also where only a foreign key names it.
#[test]
fn the_schema_of_the_connection_goes_without_its_name() {
    let (mut conn, _alone) = connect();
    let enters = ["CREATE SCHEMA depot; SET search_path = depot", "CREATE DATABASE depot; USE depot"];
    if !enters.iter().any(|enter| conn.batch_execute(enter).is_ok()) {
        return;
    }
    assert_eq!(Slips::create_all(&mut conn).unwrap().created, ["shelves", "slips"]);
    assert_eq!(Slips::create::<Slip, _>(&mut conn).unwrap().unchanged, ["slips"]);
    conn.batch_execute("ALTER TABLE slips DROP CONSTRAINT fk_slips_shelf_id").unwrap();

    let error = Slips::create::<Slip, _>(&mut conn).unwrap_err();

    let Error::Schema(error) = error else { panic!("{error}") };
    let [difference] = &*error.differences else { panic!("{error}") };
    let expected = difference.expected.as_deref().unwrap_or_default();
    assert!(expected.contains("REFERENCES") && !expected.contains("depot"), "{expected}");
}

#[test]
fn verbs_reach_their_rows() {
    let (mut conn, _alone, mut shelf) = stocked();
    assert_eq!((Crate::count(&mut conn).unwrap(), PlainCrate::count(&mut conn).unwrap()), (2, 1));

    shelf.label = "ä".into();
    shelf.save(&mut conn).unwrap();
    assert_eq!((shelf.version, Shelf::find(shelf.id, &mut conn).unwrap().label), (2, "ä".to_owned()));
    let again = Shelf::upsert(NewShelf { label: "ä".into(), version: Auto }, shelves::label, &mut conn).unwrap();
    assert_eq!((again.id, again.version), (shelf.id, 3));

    let news: Vec<_> = (0..50).map(|n| item(&format!("n{n}"), &shelf)).collect();
    let mut crates = Crate::insert_many(news, &mut conn).unwrap();
    for one in &mut crates {
        one.weight = 7;
    }
    Crate::save_many(&mut crates, &mut conn).unwrap();
    let changed = Crate::query()
        .filter(crates::weight.eq(7))
        .patch_all(CratePatch { weight: Set(8), ..Default::default() }, &mut conn)
        .unwrap();
    let gone = Crate::query().filter(crates::weight.eq(8)).delete_all(&mut conn).unwrap();
    assert_eq!((changed, gone, PlainCrate::count(&mut conn).unwrap()), (50, 50, 1));

    let page = Crate::query().order(crates::id).page(PageRequest::new(2, 1), &mut conn).unwrap();
    assert_eq!((&*page.items[0].name, page.total), ("upper", 2));
    shelf.delete(&mut conn).unwrap_err();
    let shelf = Shelf::find(again.id, &mut conn).unwrap();
    shelf.delete(&mut conn).unwrap();
    assert_eq!(Crate::count(&mut conn).unwrap(), 0);
}

#[test]
fn rows_are_related_across_tables_of_one_name() {
    let (mut conn, _alone, shelf) = stocked();
    let label = NewLabel { word: "frail".into() }.insert(&mut conn).unwrap();
    let upper = Crate::query().filter(crates::name.eq("upper")).one(&mut conn).unwrap();
    Crate::labels().attach(&upper, [&label], &mut conn).unwrap();

    let shelves = Shelf::query()
        .with(Shelf::crates().with(Crate::on_top_of()).with(Crate::labels()))
        .with_count(Shelf::crates())
        .order(shelves::id)
        .all(&mut conn)
        .unwrap();
    let crates = shelves[0].related(Shelf::crates());
    assert_eq!(crates[1].related(Crate::on_top_of()).map(|below| &*below.name), Some("lower"));
    assert_eq!(crates[1].related(Crate::labels()), std::slice::from_ref(&label));
    assert_eq!((shelves[0].count_of(Shelf::crates()), shelves[1].count_of(Shelf::crates())), (2, 0));

    let of_shelf = Crate::query().filter(Crate::shelf().is(&shelf)).filter(Crate::labels().contains(&label));
    assert_eq!(of_shelf.all(&mut conn).unwrap(), [upper]);
    let joined = Crate::query().join(Crate::shelf()).filter(shelves::label.eq("a")).count(&mut conn).unwrap();
    let below = Crate::query().filter(Crate::on_top_of().exists()).count(&mut conn).unwrap();
    assert_eq!((joined, below), (2, 1));

    // Plain Diesel finds both tables of one name, each by itself.
    let names: Vec<(String, String)> = crates::table
        .inner_join(shelves::table)
        .order(crates::id)
        .select((crates::name, shelves::label))
        .all(&mut conn)
        .unwrap();
    assert_eq!(names, [("lower".to_owned(), "a".to_owned()), ("upper".to_owned(), "a".to_owned())]);
    let plain: Vec<String> = plain_crates::table.select(plain_crates::name).all(&mut conn).unwrap();
    assert_eq!(plain, ["plain"]);
}

#[test]
fn what_is_refused_is_told() {
    let (mut conn, _alone, shelf) = stocked();
    let error = NewShelf { label: "a".into(), version: Auto }.insert(&mut conn).unwrap_err();
    let Error::Constraint(refused) = &error else { panic!("{error}") };
    assert_eq!((refused.kind, &*refused.columns), (ConstraintKind::Unique, &["label".to_owned()][..]));
    let error = NewCrate { shelf_id: Fk::key(-1), ..item("x", &shelf) }.insert(&mut conn).unwrap_err();
    let Error::Constraint(refused) = &error else { panic!("{error}") };
    assert_eq!((refused.kind, refused.name.as_deref()), (ConstraintKind::ForeignKey, Some("fk_crates_shelf_id")));
    let label = NewLabel { word: "frail".into() }.insert(&mut conn).unwrap();
    let one = Crate::query().filter(crates::name.eq("upper")).one(&mut conn).unwrap();
    Crate::labels().attach(&one, [&label], &mut conn).unwrap();
    let error = label.delete(&mut conn).unwrap_err();
    let Error::Constraint(refused) = &error else { panic!("{error}") };
    assert_eq!((refused.kind, refused.name.as_deref()), (ConstraintKind::ForeignKey, Some("fk_crate_labels_word")));
}

#[test]
fn sessions_write_them() {
    let (conn, _alone, shelf) = stocked();
    let mut session = Session::new(conn);
    let shelf = session.find::<Shelf>(shelf.id).unwrap();
    session[shelf].label = "c".into();
    let new = NewCrate { name: "new".into(), shelf_id: shelf.into(), below_id: None, weight: Auto };
    let added = session.add(new).unwrap();
    session.commit().unwrap();
    assert_eq!(session[added].shelf_id, session[shelf].id);
    session.delete(shelf).unwrap();
    session.commit().unwrap();
    assert_eq!((Shelf::count(&mut session).unwrap(), Crate::count(&mut session).unwrap()), (1, 0));
}

#[test]
fn models_of_tables_that_are_there_do_the_same() {
    let (mut conn, _alone, shelf) = stocked();
    let mut old = Old::find(shelf.id, &mut conn).unwrap();
    old.label = "old".into();
    old.save(&mut conn).unwrap();
    let new = NewOld { label: "new".into(), version: Auto }.insert(&mut conn).unwrap();
    let labels = Old::query().filter(depot::shelves::id.ge(new.id)).all(&mut conn).unwrap();
    assert_eq!((labels, Shelf::find(shelf.id, &mut conn).unwrap().label), (vec![new], "old".to_owned()));
}

//! The same rows in another database: read from SQLite, written into PostgreSQL, compared, and read back.

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::query::{All, Inspect, Run};
use model_runtime::schema::{Table, Type, create_tables, reflect};
use model_runtime::{Model, Persist};
use tests::db::postgres::answering;

use crate::models::*;
use crate::{COUNTS, chinook};

/// A connection with the tables of the models, the types that they give by name spelled as this database does.
fn target() -> Option<PgConnection> {
    let mut conn = answering()?;
    let mut tables: Vec<Table> = Chinook::TABLES.iter().map(|schema| Table::from(*schema)).collect();
    for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
        if let Type::Named(name) = &mut column.ty {
            *name = name.replace("NVARCHAR", "VARCHAR").replace("DATETIME", "TIMESTAMP");
        }
    }
    for statement in create_tables::<diesel::pg::Pg>(&tables) {
        conn.batch_execute(&statement).unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
    Some(conn)
}

/// Reads a table with its model from one database, and writes what was read into the other.
fn copy<M>(from: &mut SqliteConnection, to: &mut PgConnection) -> (&'static str, i64)
where
    M: Model + Persist<SqliteConnection> + Persist<PgConnection> + Clone + PartialEq + std::fmt::Debug,
    M::Table: diesel::query_dsl::methods::SelectDsl<<M::Table as diesel::query_source::Table>::AllColumns>,
    All<M>: Run<SqliteConnection, M> + Inspect<SqliteConnection, M> + Run<PgConnection, M> + Inspect<PgConnection, M>,
{
    let mut rows = M::all(from).unwrap();
    assert_eq!(M::insert_rows(rows.clone(), to).unwrap(), rows, "{}", M::NAME);
    let mut stored = M::all(to).unwrap();
    stored.sort_by_key(Model::key);
    rows.sort_by_key(Model::key);
    assert!(stored == rows, "{} differs", M::NAME);
    (M::SCHEMA.name, M::count(to).unwrap())
}

#[test]
fn every_row_survives_the_way_to_another_database() {
    let (Some(db), Some(mut to)) = (chinook(), target()) else { return };
    let (from, to) = (&mut *db.get().unwrap(), &mut to);
    let mut counts = [
        copy::<Artist>(from, to),
        copy::<Album>(from, to),
        copy::<Genre>(from, to),
        copy::<MediaType>(from, to),
        copy::<Track>(from, to),
        copy::<Playlist>(from, to),
        copy::<PlaylistTrack>(from, to),
        copy::<Employee>(from, to),
        copy::<Customer>(from, to),
        copy::<Invoice>(from, to),
        copy::<InvoiceLine>(from, to),
    ];
    counts.sort_unstable();
    assert_eq!(counts, COUNTS);
    assert_eq!(reflect(to).unwrap().len(), 11);

    // Keys go on after those that were copied.
    let artist = Artist::builder().name("A new one").insert(to).unwrap();
    assert_eq!(artist.id, 276);
    let error = Artist::find(1, to).unwrap().delete(to).unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    let long = || Track::query().filter(tracks::milliseconds.gt(1_000_000)).order(tracks::id);
    assert_eq!(long().all(to).unwrap(), long().all(from).unwrap());
}

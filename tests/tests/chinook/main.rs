//! A real database, Chinook: read through models, written by them into an empty database, compared, queried.
//!
//! The data is not part of the project. It is looked for in the folder `MODEL_TEST_DATA` names, or in `shared/data` beside the
//! project; without it these tests say so and pass.
#![allow(missing_docs)]

mod copy;
mod models;
mod queries;
mod servers;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Once;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use model_runtime::prelude::*;

/// The tables with how many rows they have; 15,607 in all.
const COUNTS: [(&str, i64); 11] = [
    ("Album", 347),
    ("Artist", 275),
    ("Customer", 59),
    ("Employee", 8),
    ("Genre", 25),
    ("Invoice", 412),
    ("InvoiceLine", 2_240),
    ("MediaType", 5),
    ("Playlist", 18),
    ("PlaylistTrack", 8_715),
    ("Track", 3_503),
];

static SKIPPED: Once = Once::new();

/// The database as it comes, or `None` where the data is not there.
fn chinook() -> Option<Database<SqliteConnection>> {
    let file = folder().join("sqlite.sql");
    let Ok(sql) = std::fs::read_to_string(&file) else {
        // Written past the test harness, which would keep the line of a test that passes to itself.
        SKIPPED.call_once(|| {
            let line = format!("skipped: no `{}`; set `MODEL_TEST_DATA` to the folder with the data\n", file.display());
            std::io::stderr().write_all(line.as_bytes()).unwrap();
        });
        return None;
    };
    let db = empty();
    // The script names children before their parents; it is right once it is done.
    let mut conn = db.get().unwrap();
    conn.batch_execute("PRAGMA foreign_keys = OFF; BEGIN").unwrap();
    conn.batch_execute(&sql).unwrap();
    conn.batch_execute("COMMIT; PRAGMA foreign_keys = ON").unwrap();
    drop(conn);
    Some(db)
}

/// The folder with the scripts.
fn folder() -> PathBuf {
    tests::data::folder().join("chinook")
}

/// The script for a server, without what makes a database for it.
fn script(name: &str) -> String {
    let sql = std::fs::read_to_string(folder().join(name)).unwrap();
    sql[sql.find("CREATE TABLE").unwrap()..].to_owned()
}

fn empty() -> Database<SqliteConnection> {
    Database::<SqliteConnection>::open("sqlite::memory:").unwrap()
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    value: String,
}

/// The number that plain SQL gives.
fn number(sql: &str, conn: &mut SqliteConnection) -> i64 {
    diesel::sql_query(format!("SELECT ({sql}) AS value")).get_result::<Number>(conn).unwrap().value
}

/// The texts that plain SQL gives, in a column called `value`.
fn words(sql: &str, conn: &mut SqliteConnection) -> Vec<String> {
    let words: Vec<Word> = diesel::sql_query(sql).load(conn).unwrap();
    words.into_iter().map(|word| word.value).collect()
}

//! Models that are written from a database compile, find no difference to it, read all of its rows, and make the same tables elsewhere.
//!
//! The programs that say so are written, compiled and run here. The data of real databases is not part of the project: it is looked for in the
//! folder `MODEL_TEST_DATA` names, or in `shared/data` beside the project; without it that test says so and passes.
#![allow(missing_docs)]

use std::io::Write;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_cli::rust::{Models, Options, models};
use model_runtime::prelude::*;
use model_runtime::schema::reflect;

/// What a program does with the models above it: the URL of the database is its first line, the structs are the last.
const MAIN: &str = r#"
use model_runtime::schema::{compare, reflect};

fn main() -> model_runtime::Result<()> {
    let mut conn = Database::<diesel::SqliteConnection>::open(URL)?.get()?;
    let drift = Tables::drift(&mut conn)?;
    assert!(drift.is_empty(), "{drift:#?}");
    let mut copy = Database::<diesel::SqliteConnection>::open("sqlite::memory:")?.get()?;
    Tables::create_all(&mut copy)?;
    let ours = |tables: Vec<model_runtime::schema::Table>| -> Vec<model_runtime::schema::Table> {
        tables.into_iter().filter(|table| TABLES.contains(&&*table.name)).collect()
    };
    let differences = compare::<diesel::sqlite::Sqlite>(&ours(reflect(&mut conn)?), &ours(reflect(&mut copy)?));
    assert!(differences.is_empty(), "{differences:#?}");
    ROWS
    Ok(())
}
"#;

/// The models of a script, in a database in a file.
fn generate(sql: &str, folder: &Path) -> (String, Models, Vec<String>) {
    let file = folder.join("database.db");
    let url = format!("sqlite:{}", file.display());
    let mut conn = Database::<SqliteConnection>::open(&url).unwrap().get().unwrap();
    // Scripts name children before their parents; they are right once they are done.
    conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
    conn.batch_execute(sql).unwrap();
    let tables = reflect(&mut conn).unwrap();
    let names = tables.iter().filter(|table| table.primary_key.is_some()).map(|table| table.name.clone()).collect();
    (url, models::<Sqlite>(&tables, &Options::default()), names)
}

/// Writes the program for the models of a script, where the test programs of this crate are built.
fn program(name: &str, sql: &str, folder: &Path) -> (PathBuf, Models) {
    let (url, models, tables) = generate(sql, folder);
    let structs = models.source.lines().filter_map(|line| line.strip_prefix("pub struct ")?.strip_suffix(" {"));
    let rows: Vec<String> = structs
        .map(|model| format!("assert_eq!({model}::all(&mut conn)?.len() as i64, {model}::count(&mut conn)?);"))
        .collect();
    let main = MAIN.replace("URL", &format!("{url:?}")).replace("ROWS", &rows.join("\n    "));
    let text = format!("#![allow(unused_imports)]\n{}\nconst TABLES: &[&str] = &{tables:?};\n{main}", models.source);
    let path = folder.join(format!("{name}.rs"));
    std::fs::write(&path, text).unwrap();
    (path, models)
}

/// A database with everything that a model can say.
const ODD: &str = r#"
CREATE TABLE "order" (id INTEGER PRIMARY KEY AUTOINCREMENT, "type" TEXT NOT NULL DEFAULT 'it''s', "e-mail" VARCHAR(50) UNIQUE);
CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY,
    "Full Name" NVARCHAR(100) NOT NULL,
    boss_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
    born DATE, balance DECIMAL(10, 2) NOT NULL DEFAULT 0, is_active BOOLEAN NOT NULL DEFAULT TRUE,
    shouted TEXT GENERATED ALWAYS AS (upper("Full Name")) STORED,
    photo BLOB, rating REAL DEFAULT -1.5, seen DATETIME DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_people_rating CHECK (rating < 10), CHECK (length("Full Name") > 0)
);
CREATE INDEX by_name ON people ("Full Name", born);
CREATE UNIQUE INDEX active_names ON people ("Full Name") WHERE is_active;
CREATE TABLE tags (code TEXT NOT NULL PRIMARY KEY);
CREATE TABLE person_tags (
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE, tag_code TEXT NOT NULL REFERENCES tags,
    PRIMARY KEY (person_id, tag_code)
);
CREATE TABLE passports (person_id INTEGER PRIMARY KEY REFERENCES people, number TEXT NOT NULL CONSTRAINT one_number UNIQUE);
CREATE TABLE lines (order_id INTEGER NOT NULL REFERENCES "order", line INTEGER NOT NULL, PRIMARY KEY (order_id, line));
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, order_id INTEGER, line INTEGER, "self" TEXT,
    FOREIGN KEY (order_id, line) REFERENCES lines (order_id, line) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE options (id INTEGER PRIMARY KEY, "table" TEXT, star TEXT);
CREATE TABLE no_key (a TEXT);
INSERT INTO people (id, "Full Name", born, balance, seen) VALUES (1, 'Zoë', '2000-02-29', 12.5, '2024-01-02 03:04:05');
INSERT INTO "order" ("e-mail") VALUES (NULL), ('a');
"#;

#[test]
fn models_of_odd_tables() {
    let folder = tempfile::tempdir().unwrap();
    let (path, models) = program("odd", ODD, folder.path());
    let told: Vec<String> = models.notes.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["`no_key`: it has no primary key, by which a model tells its rows apart"]);
    trybuild::TestCases::new().pass(path);
}

#[test]
fn models_of_real_databases() {
    let data = std::env::var_os("MODEL_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let folders: Vec<_> = ["chinook/sqlite.sql", "northwind/sqlite.sql", "sakila/sqlite_schema.sql"]
        .into_iter()
        .map(|name| (name.split('/').next().unwrap(), data.join(name), tempfile::tempdir().unwrap()))
        .collect();
    let cases = trybuild::TestCases::new();
    for (name, script, folder) in &folders {
        let Ok(sql) = std::fs::read_to_string(script) else {
            let line =
                format!("skipped: no `{}`; set `MODEL_TEST_DATA` to the folder with the data\n", script.display());
            std::io::stderr().write_all(line.as_bytes()).unwrap();
            continue;
        };
        cases.pass(program(name, &sql, folder.path()).0);
    }
}

//! Models that are written from a database compile, find no difference to it, read all of its rows, and make the same tables elsewhere.
//!
//! The programs that say so are written, compiled and run here. The data of real databases is not part of the project: it is looked for in the
//! folder `MODEL_TEST_DATA` names, or in `shared/data` beside the project; without it that test says so and passes.
#![allow(missing_docs)]

#[path = "../server/place.rs"]
mod place;
mod real;
mod rules;

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_cli::rust::{Models, Options, models};
use model_runtime::prelude::*;
use model_runtime::schema::{Ddl, Table, reflect};

/// What a program does with the models above it. What was told to be left out may differ.
const MAIN: &str = r#"
use model_runtime::schema::{Difference, Table, compare, reflect};

fn main() -> model_runtime::Result<()> {
    let untold = |difference: &Difference| !TOLD.contains(&(&*difference.table, difference.part.name()));
    let mut conn = Database::<CONNECTION>::open(URL)?.get()?;
    let drift: Vec<Difference> = Tables::drift(&mut conn)?.into_iter().filter(untold).collect();
    assert!(drift.is_empty(), "{drift:#?}");
    let mut copy = Database::<CONNECTION>::open(COPY)?.get()?;
    Tables::create_all(&mut copy)?;
    let ours = |tables: Vec<Table>| -> Vec<Table> {
        tables.into_iter().filter(|table| MODELS.contains(&&*table.name)).collect()
    };
    let differences = compare::<BACKEND>(&ours(reflect(&mut conn)?), &ours(reflect(&mut copy)?));
    let differences: Vec<Difference> = differences.into_iter().filter(untold).collect();
    assert!(differences.is_empty(), "{differences:#?}");
    ROWS
    Ok(())
}
"#;

/// Where a program finds the database, and another one that is empty.
struct Places {
    connection: &'static str,
    backend: &'static str,
    url: String,
    copy: String,
}

impl Places {
    fn sqlite(url: String) -> Self {
        let (connection, backend) = ("diesel::SqliteConnection", "diesel::sqlite::Sqlite");
        Self { connection, backend, url, copy: "sqlite::memory:".to_owned() }
    }

    /// Writes the program for the models of tables.
    fn program<DB: Ddl>(&self, name: &str, tables: &[Table], folder: &Path) -> (PathBuf, Models) {
        let models = models::<DB>(tables, &Options::default());
        let told: Vec<(&str, &str)> =
            models.notes.iter().map(|note| (&*note.table, note.part.as_deref().unwrap_or_default())).collect();
        let left_out = |table: &Table| told.contains(&(&*table.name, ""));
        let names: Vec<&str> = tables.iter().filter(|table| !left_out(table)).map(|table| &*table.name).collect();
        let structs = models.source.lines().filter_map(|line| line.strip_prefix("pub struct ")?.strip_suffix(" {"));
        let rows: Vec<String> = structs
            .map(|model| format!("assert_eq!({model}::all(&mut conn)?.len() as i64, {model}::count(&mut conn)?);"))
            .collect();
        let main = [
            ("CONNECTION", self.connection.to_owned()),
            ("BACKEND", self.backend.to_owned()),
            ("URL", format!("{:?}", self.url)),
            ("COPY", format!("{:?}", self.copy)),
            ("ROWS", rows.join("\n    ")),
        ]
        .iter()
        .fold(MAIN.to_owned(), |main, (word, text)| main.replace(word, text));
        let lists = format!("const TOLD: &[(&str, &str)] = &{told:?};\nconst MODELS: &[&str] = &{names:?};\n");
        let path = folder.join(format!("{name}.rs"));
        std::fs::write(&path, format!("#![allow(unused_imports)]\n{}\n{lists}{main}", models.source)).unwrap();
        (path, models)
    }
}

/// The program for a script of SQLite, in a database in a file.
fn on_sqlite(name: &str, sql: &str, folder: &Path) -> (PathBuf, Models) {
    let url = format!("sqlite:{}", folder.join("database.db").display());
    let mut conn = Database::<SqliteConnection>::open(&url).unwrap().get().unwrap();
    // Scripts name children before their parents; they are right once they are done.
    conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
    conn.batch_execute(sql).unwrap();
    let tables = reflect(&mut conn).unwrap();
    Places::sqlite(url).program::<Sqlite>(name, &tables, folder)
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
    age INTEGER NOT NULL DEFAULT 1 CONSTRAINT old CHECK (age BETWEEN 0 AND 150), nick TEXT CHECK (length(nick) <= 20),
    state TEXT CHECK ("state" IN ('new', 'it''s old')),
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
    let (path, models) = on_sqlite("odd", ODD, folder.path());
    let told: Vec<String> = models.notes.iter().map(ToString::to_string).collect();
    for rule in [
        "#[validate(range(min = 0, max = 150, constraint = \"old\"))]",
        "#[validate(length(max = 20))]",
        "#[validate(one_of(\"new\", \"it's old\"))]",
    ] {
        assert!(models.source.contains(rule), "{rule} in {}", models.source);
    }
    assert_eq!(told, ["`no_key`: it has no primary key, by which a model tells its rows apart"]);
    trybuild::TestCases::new().pass(path);
}

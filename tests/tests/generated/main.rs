//! Models that are written from a database compile, find no difference to it, read all of its rows, and make the same tables elsewhere.
//!
//! The programs that say so are written, compiled and run here. The data of real databases is not part of the project: it is looked for in the
//! folder `MODEL_TEST_DATA` names, or in `shared/data` beside the project; without it that test says so and passes.
#![allow(missing_docs)]

mod enums;
#[path = "../server/place.rs"]
mod place;
mod program;
mod real;
mod rules;
mod wide;

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_cli::rust::Models;
use model_runtime::prelude::*;
use model_runtime::schema::Reflection;

use program::{Places, Program};

/// Adds what a script of SQLite makes, in a database in a file.
fn on_sqlite(program: &mut Program, name: &'static str, sql: &str) -> Models {
    let url = format!("sqlite:{}", program.folder.path().join(format!("{name}.db")).display());
    let mut conn = Database::<SqliteConnection>::open(&url).unwrap().get().unwrap();
    // Scripts name children before their parents; they are right once they are done.
    conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
    conn.batch_execute(sql).unwrap();
    let tables = Reflection::new().views().read(&mut conn).unwrap();
    let (connection, backend) = ("diesel::SqliteConnection", "diesel::sqlite::Sqlite");
    let copy = "sqlite::memory:".to_owned();
    program.add::<Sqlite>(name, &tables, &Places { connection, backend, url, copy })
}

/// A database with everything that a model can say.
const ODD: &str = r#"
CREATE TABLE "order" (id INTEGER PRIMARY KEY AUTOINCREMENT, "type" TEXT NOT NULL DEFAULT 'it''s', "e-mail" VARCHAR(50) UNIQUE);
CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY,
    "Full Name" NVARCHAR(100) NOT NULL,
    boss_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
    born DATE, balance DECIMAL(10, 2) NOT NULL DEFAULT 0, height DOUBLE CONSTRAINT no_depth CHECK (height >= 0), is_active BOOLEAN NOT NULL DEFAULT TRUE,
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
CREATE TABLE mails (
    id INTEGER PRIMARY KEY, address VARCHAR(50) NOT NULL REFERENCES "order" ("e-mail") ON UPDATE CASCADE,
    number TEXT CONSTRAINT of_a_passport REFERENCES passports (number) ON DELETE SET NULL,
    passport_id INTEGER REFERENCES passports (person_id) REFERENCES people (id)
);
CREATE TABLE options (id INTEGER PRIMARY KEY, "table" TEXT, star TEXT);
CREATE TABLE phrases (
    text TEXT COLLATE NOCASE NOT NULL DEFAULT 'the' PRIMARY KEY, person_id INTEGER NOT NULL DEFAULT 1 REFERENCES people,
    small SMALLINT REFERENCES people, Coding TEXT NOT NULL DEFAULT 'a', at TIMESTAMP WITHOUT TIME ZONE, q LONGBLOB,
    CHECK (Coding IN
    ('a','b'))
) WITHOUT ROWID;
CREATE TABLE later (id INTEGER PRIMARY KEY REFERENCES people DEFERRABLE, boss_id INTEGER REFERENCES people NOT DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE versions (version INTEGER NOT NULL DEFAULT '0' PRIMARY KEY);
CREATE TABLE no_key (a TEXT);
CREATE TABLE loose (id INTEGER PRIMARY KEY, anything, "b c" COLLATE NOCASE NOT NULL DEFAULT 'x');
CREATE INDEX by_anything ON loose (anything DESC, id);
CREATE TRIGGER IF NOT EXISTS "history of" AFTER UPDATE OF balance ON people WHEN new.balance <> old.balance
BEGIN -- "quoted"
    INSERT INTO tags (code) SELECT 'it''s ' || new.balance; DELETE FROM no_key;
END;
CREATE VIEW staff AS SELECT born, id AS "ID", "Full Name", is_active, 1 + 1 AS two FROM people;
CREATE VIEW order_lines AS SELECT "type", lines.line, lines.order_id FROM lines JOIN "order" ON order_id = id;
CREATE VIEW bosses AS SELECT boss_id, COUNT(*) AS people FROM people WHERE boss_id IS NOT NULL GROUP BY boss_id;
CREATE VIEW birthdays AS SELECT born FROM people;
CREATE TRIGGER hired INSTEAD OF INSERT ON staff BEGIN SELECT 1; END;
INSERT INTO people (id, "Full Name", born, balance, seen) VALUES (1, 'Zoë', '2000-02-29', 12.5, '2024-01-02 03:04:05');
INSERT INTO "order" ("e-mail") VALUES (NULL), ('a');
INSERT INTO mails (address) VALUES ('a');
"#;

/// What is said of it.
const TOLD: [&str; 10] = [
    "`birthdays`: nothing says what tells the rows of this view apart; give it a column for that, such as `ROW_NUMBER() OVER (..) AS id`, or write its model by hand",
    "`bosses.boss_id`: it is taken for the key, by its name; where it does not tell the rows of the view apart, mark another field with `#[model(id)]`",
    "`no_key`: it has no primary key, by which a model tells its rows apart",
    "`order_lines.order_id`: it is taken for the key, by its name; where it does not tell the rows of the view apart, mark another field with `#[model(id)]`",
    "`order_lines.line`: it is taken for the key, by its name; where it does not tell the rows of the view apart, mark another field with `#[model(id)]`",
    "`staff.ID`: it is taken for the key, by its name; where it does not tell the rows of the view apart, mark another field with `#[model(id)]`",
    "`bosses.people`: the database does not say its type",
    "`loose.anything`: the database does not say its type",
    "`loose.b c`: the database does not say its type",
    "`staff.two`: the database does not say its type",
];

#[test]
fn models_of_odd_tables() {
    let mut program = Program::new("odd");
    let models = on_sqlite(&mut program, "odd", ODD);
    let told: Vec<String> = models.notes.iter().map(ToString::to_string).collect();
    for rule in [
        "#[validate(range(min = 0, max = 150, constraint = \"old\"))]",
        "#[validate(length(max = 20))]",
        "#[validate(range(min = 0, constraint = \"no_depth\"))]",
        "#[validate(one_of(\"new\", \"it's old\"))]",
    ] {
        assert!(models.source.contains(rule), "{rule} in {}", models.source);
    }
    for key in [
        "#[model(foreign_key(columns(address), references(Order, \"e-mail\"), on_update = \"cascade\"))]",
        "    references(Passport, \"number\"),\n    constraint = \"of_a_passport\",\n    on_delete = \"set null\"\n",
        "    references(Person, \"id\"),\n    constraint = \"fk_mails_passport_id_2\"\n",
    ] {
        assert!(models.source.contains(key), "{key} in {}", models.source);
    }
    for view in [
        "#[model(view)]\n#[model(table = \"staff\")]\npub struct Staff {\n    pub born: Option<chrono::NaiveDate>,\n    #[model(column = \"ID\")]\n    pub id: i64,\n",
        "#[model(view)]\n#[model(primary_key(order_id, line))]\npub struct OrderLine {\n",
        "#[model(view)]\n#[model(table = \"bosses\")]\npub struct Boss {\n    #[model(id)]\n    pub boss_id: i64,\n",
    ] {
        assert!(models.source.contains(view), "{view} in {}", models.source);
    }
    assert_eq!(told, TOLD);
    program.passes();
}

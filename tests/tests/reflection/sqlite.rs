//! SQLite.

use diesel::SqliteConnection;
use diesel::connection::{Connection, SimpleConnection};
use diesel::sqlite::Sqlite;
use model_runtime::schema::{Identity, IndexColumn, Reflection, in_order};

use crate::{read, round_trip, table};

pub(crate) fn empty() -> SqliteConnection {
    SqliteConnection::establish(":memory:").unwrap()
}

const ODD: &str = r#"
    CREATE TABLE "we""ird t.able" (
        "select" INTEGER PRIMARY KEY AUTOINCREMENT, "ünï cö" TEXT COLLATE NOCASE NOT NULL UNIQUE, [a]]b] TEXT);
    CREATE TABLE "we ird" ("select" INTEGER PRIMARY KEY, "ünï.cö" VARCHAR(20) COLLATE NOCASE NOT NULL UNIQUE,
        word DEFAULT yes, "default" TEXT DEFAULT "it's", made TEXT DEFAULT CURRENT_TIMESTAMP, n INT DEFAULT (1 + (2)),
        up TEXT GENERATED ALWAYS AS (upper("ünï.cö")) VIRTUAL, twice INT AS (n * 2) STORED NOT NULL);
    CREATE TABLE pairs (a INT NOT NULL, b TEXT NOT NULL, up_a INT, up_b TEXT, CONSTRAINT "pk; pairs" PRIMARY KEY (b, a),
        CONSTRAINT up FOREIGN KEY (up_b, up_a) REFERENCES pairs (b, a) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
        CHECK (a <> ')'), CONSTRAINT "c k" CHECK (b <> '')) STRICT, WITHOUT ROWID;
    CREATE TABLE keyless (a, b BLOB REFERENCES "we ird" ON UPDATE CASCADE);
    CREATE INDEX "i x" ON "we ird" (word DESC, "ünï.cö" COLLATE RTRIM, lower("default"), "ünï.cö") WHERE n > 1;
    CREATE UNIQUE INDEX ux ON keyless (a);
    CREATE VIEW a_uses_b AS SELECT x FROM b_uses_t /* and , nothing */ WHERE y = ';';
    CREATE VIEW b_uses_t (x, y) AS SELECT a, b FROM pairs;
"#;

#[test]
fn odd_tables_are_made_again() {
    let mut conn = empty();
    conn.batch_execute(&ODD.replace("[a]]b]", "[a b]")).unwrap();
    let found = read(&mut conn);

    round_trip::<Sqlite, _>(&found, Reflection::new().views(), &mut empty());

    let odd = table("we ird", &found);
    assert_eq!(odd.columns[0].identity, Some(Identity::RowNumber));
    assert_eq!(odd.columns[1].collation.as_deref(), Some("NOCASE"));
    let parts = &odd.indexes[0].columns;
    assert_eq!(parts[0], IndexColumn::Descending("word".to_owned()));
    assert_eq!(parts[1], IndexColumn::Expression("\"ünï.cö\" COLLATE RTRIM".to_owned()));
    assert_eq!(parts[3], IndexColumn::Column("ünï.cö".to_owned()));
    assert_eq!(table("we\"ird t.able", &found).columns[0].identity, Some(Identity::ByDefault));
    let pairs = table("pairs", &found);
    assert_eq!(pairs.options.as_deref(), Some("WITHOUT ROWID, STRICT"));
    assert_eq!(pairs.foreign_keys[0].references, ["b", "a"]);
    assert_eq!(table("keyless", &found).foreign_keys[0].references, ["select"]);
    let order: Vec<String> = in_order::<Sqlite>(found).into_iter().map(|table| table.name).collect();
    assert_eq!(order[4..], ["b_uses_t", "a_uses_b"]);
}

/// Databases that are attached are schemas; a virtual table belongs to its module, unless it is asked for.
#[test]
fn other_databases_and_modules() {
    let mut conn = empty();
    conn.batch_execute(
        "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE VIRTUAL TABLE search USING fts5(text);
         ATTACH ':memory:' AS \"o'x\"; CREATE TABLE \"o'x\".t (a REFERENCES t); CREATE INDEX \"o'x\".i ON t (a);",
    )
    .unwrap();
    let names = |wanted: Reflection, conn: &mut SqliteConnection| -> Vec<(Option<String>, String)> {
        wanted.read(conn).unwrap().into_iter().map(|table| (table.namespace, table.name)).collect()
    };
    let (own, other) = ((None, "t".to_owned()), (Some("o'x".to_owned()), "t".to_owned()));
    assert_eq!(names(Reflection::new(), &mut conn), std::slice::from_ref(&own));
    assert_eq!(names(Reflection::new().all_namespaces(), &mut conn), [own.clone(), other.clone()]);
    assert_eq!(names(Reflection::new().namespaces(["o'x"]), &mut conn), [other]);
    assert_eq!(names(Reflection::new().only(["T", "search"]), &mut conn), [(None, "search".to_owned()), own]);
    assert_eq!(names(Reflection::new().except(["T"]), &mut conn), []);
    let other = Reflection::new().namespaces(["o'x"]).read(&mut conn).unwrap();
    assert_eq!((other[0].indexes.len(), other[0].foreign_keys[0].namespace.as_deref()), (1, Some("o'x")));
}

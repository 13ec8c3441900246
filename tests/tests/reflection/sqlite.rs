//! SQLite.

use diesel::SqliteConnection;
use diesel::connection::{Connection, SimpleConnection};
use diesel::sqlite::Sqlite;
use model_runtime::schema::{
    Identity, IndexColumn, Part, Reflection, Table, Trigger, compare, create_tables, diff, in_order, script,
};

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

/// Triggers that name tables which come later, in names and words that mislead, and those of a view.
const TRIGGERS: &str = r#"
    CREATE TABLE "a; t" (id INTEGER PRIMARY KEY, "END" TEXT, n INT NOT NULL DEFAULT 0);
    CREATE TABLE counts (name TEXT, n INT);
    CREATE TABLE still (id INTEGER PRIMARY KEY);
    CREATE VIEW both AS SELECT id, n FROM "a; t";
    CREATE TRIGGER IF NOT EXISTS main."z ""first"" ; /*" AFTER INSERT ON "A; T" WHEN NEW."END" <> 'END;' BEGIN
        UPDATE counts SET n = n + 1 WHERE name = 'it''s; END'; -- counted; END
        INSERT INTO counts SELECT 'x', CASE WHEN NEW.n > 1 THEN 1 ELSE 2 END FROM both;
    END;
    create trigger [a second] before update of n, "END" on "a; t" for each row begin select raise(abort, 'no') where NEW.n < 0; end;
    CREATE TRIGGER "trigger" INSTEAD OF INSERT ON both BEGIN INSERT INTO "a; t" (n) VALUES (NEW.n); END;
    CREATE TEMP TRIGGER passing AFTER DELETE ON counts BEGIN DELETE FROM still; END;
"#;

#[test]
fn triggers_are_made_again_after_everything_they_name() {
    let mut conn = empty();
    conn.batch_execute(TRIGGERS).unwrap();
    let found = read(&mut conn);
    let names = |name: &str| table(name, &found).triggers.iter().map(|one| &*one.name).collect::<Vec<_>>();
    assert_eq!(names("a; t"), ["z \"first\" ; /*", "a second"]);
    assert_eq!(names("both"), ["trigger"]);
    assert_eq!((names("counts"), names("still")), (vec![], vec![]));
    assert!(table("both", &found).triggers[0].sql.starts_with("CREATE TRIGGER \"trigger\" INSTEAD OF INSERT ON both"));

    let sql = script::<Sqlite>(found.clone());
    assert!(sql.find("CREATE VIEW").unwrap() < sql.find("CREATE TRIGGER").unwrap(), "{sql}");
    let mut copy = empty();
    round_trip::<Sqlite, _>(&found, Reflection::new().views(), &mut copy);
    let n = |conn: &mut SqliteConnection| -> i64 {
        let sql = diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM counts)");
        diesel::RunQueryDsl::get_result(diesel::select(sql), conn).unwrap()
    };
    copy.batch_execute("INSERT INTO both (n) VALUES (1); INSERT INTO \"a; t\" (\"END\") VALUES ('a')").unwrap();
    assert_eq!(n(&mut copy), 2);
    copy.batch_execute("UPDATE \"a; t\" SET n = -1").unwrap_err();

    // Without views, theirs are not read either.
    let tables = Reflection::new().read(&mut conn).unwrap();
    assert_eq!(tables.iter().map(|table| table.triggers.len()).sum::<usize>(), 2);
    let only = Reflection::new().only(["A; T"]).read(&mut conn).unwrap();
    assert_eq!(only[0].triggers.len(), 2);
}

#[test]
fn triggers_of_an_attached_database_are_made_in_it() {
    let mut conn = empty();
    conn.batch_execute(
        "CREATE TABLE t (a); ATTACH ':memory:' AS \"o'x\"; CREATE TABLE \"o'x\".t (a);
         CREATE TRIGGER \"o'x\".\"create\" AFTER INSERT ON t BEGIN DELETE FROM t; END",
    )
    .unwrap();
    let wanted = || Reflection::new().namespaces(["o'x"]);
    let found = wanted().read(&mut conn).unwrap();
    assert_eq!(found[0].triggers[0].sql, "CREATE TRIGGER \"create\" AFTER INSERT ON t BEGIN DELETE FROM t; END");
    assert_eq!(Reflection::new().read(&mut conn).unwrap()[0].triggers, []);

    conn.batch_execute("DROP TABLE \"o'x\".t").unwrap();
    conn.batch_execute(&create_tables::<Sqlite>(&found).join(";")).unwrap();
    assert_eq!(wanted().read(&mut conn).unwrap(), found);
    assert_eq!(Reflection::new().read(&mut conn).unwrap()[0].triggers, []);
}

#[test]
fn triggers_are_compared_where_both_sides_were_read() {
    let of = |triggers: &str| -> Vec<Table> {
        let mut conn = empty();
        conn.batch_execute(&format!("CREATE TABLE t (id INTEGER PRIMARY KEY, n INT); {triggers}")).unwrap();
        read(&mut conn)
    };
    let expected = of("CREATE TRIGGER one AFTER INSERT ON t BEGIN DELETE FROM t WHERE n = 'A'; END");
    let codes = |found: &[Table]| -> Vec<String> {
        let differences = compare::<Sqlite>(&expected, found);
        // They refuse no model.
        assert_eq!(diff::<Sqlite>(&expected[0], &found[0]), []);
        differences.iter().map(|one| format!("{} {}", one.code(), one.part.name())).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(codes(&of("CREATE TRIGGER One after INSERT\nON \"t\" begin DELETE FROM t WHERE n='A'; END")), none);
    let other = of("CREATE TRIGGER one AFTER INSERT ON t BEGIN DELETE FROM t WHERE n = 'a'; END");
    assert_eq!(codes(&other), ["trigger_changed one"]);
    assert_eq!(codes(&of("")), ["trigger_missing one"]);
    let more = of("CREATE TRIGGER one AFTER INSERT ON t BEGIN DELETE FROM t WHERE n = 'A'; END;
                   CREATE TRIGGER two BEFORE DELETE ON t BEGIN SELECT 1; END");
    assert_eq!(codes(&more), ["trigger_unexpected two"]);
    let differences = compare::<Sqlite>(&expected, &more);
    assert_eq!(differences[0].part, Part::Trigger("two".to_owned()));
    let text =
        "table `t`, trigger `two`: expected none, found `CREATE TRIGGER two BEFORE DELETE ON t BEGIN SELECT 1; END`";
    assert_eq!(differences[0].to_string(), text);

    // A table of models says nothing of triggers.
    let declared: Vec<Table> = expected.iter().cloned().map(|table| Table { reflected: false, ..table }).collect();
    assert_eq!(compare::<Sqlite>(&declared, &more), []);
}

/// A trigger that was written by hand may end in a semicolon.
#[test]
fn a_trigger_is_one_statement() {
    let mut table = Table::named("t");
    let sql = "CREATE TRIGGER IF NOT EXISTS one AFTER INSERT ON t BEGIN SELECT 1; END;\n".to_owned();
    table.triggers.push(Trigger { name: "one".to_owned(), sql });
    table.namespace = Some("other".to_owned());
    let sql = create_tables::<Sqlite>(&[table]);
    let created = "CREATE TRIGGER IF NOT EXISTS \"other\".one AFTER INSERT ON t BEGIN SELECT 1; END";
    assert_eq!(sql.last().map(|sql| &**sql), Some(created));
}

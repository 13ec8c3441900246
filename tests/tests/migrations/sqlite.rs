//! SQLite.

use diesel::connection::{Connection, SimpleConnection};
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, SqliteConnection, sql_query};

use model_cli::migrate::{Hints, Loss, Options, Plan, plan};

use crate::{Found, Lab, apply, assert_is, down, plan_between, read, run, there_and_back, up};

pub(crate) struct OnSqlite(SqliteConnection);

impl OnSqlite {
    pub(crate) fn new() -> Self {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("PRAGMA foreign_keys = ON").unwrap();
        Self(conn)
    }
}

impl Lab for OnSqlite {
    type Backend = Sqlite;
    type Conn = SqliteConnection;

    const TEXT: &'static str = "TEXT";

    fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }

    fn clear(&mut self) {
        *self = Self::new();
    }

    fn assert_clean(&mut self) {
        assert_eq!(
            self.texts("SELECT CAST(foreign_keys AS TEXT) AS value FROM pragma_foreign_keys"),
            [Some("1".to_owned())]
        );
        self.0.batch_execute("BEGIN; ROLLBACK").unwrap();
    }

    fn texts(&mut self, sql: &str) -> Vec<Option<String>> {
        let found: Vec<Found> = sql_query(sql).load(&mut self.0).unwrap_or_else(|error| panic!("{error}: {sql}"));
        found.into_iter().map(|found| found.value).collect()
    }
}

/// What is between two scripts on SQLite, without rows.
fn between(from: &str, to: &str, hints: &Hints) -> (OnSqlite, Plan) {
    crate::between(OnSqlite::new(), from, to, "", hints)
}

/// Names of indexes are those of the database.
#[test]
fn indexes_go_to_other_tables() {
    let from = "CREATE TABLE a (n INT, m INT); CREATE TABLE b (n INT, m INT); CREATE TABLE c (n INT);
        CREATE INDEX i ON a (n); CREATE INDEX j ON b (n); CREATE INDEX k ON c (n)";
    // One of the tables is made anew.
    let to = "CREATE TABLE a (n INT, m INT); CREATE TABLE b (n INT, m INT CHECK (m > 0)); CREATE TABLE c (n INT);
        CREATE INDEX j ON a (n); CREATE INDEX k ON b (n); CREATE INDEX i ON c (n)";
    let rows = "INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1, 2)";
    let (mut lab, plan) = crate::between(OnSqlite::new(), from, to, rows, &Hints::default());
    there_and_back(&mut lab, &plan, |_| {});
}

#[test]
fn nothing_is_done_where_nothing_differs() {
    let (_, plan) = between("CREATE TABLE a (x INT)", "CREATE TABLE a (x INTEGER)", &Hints::default());
    assert_eq!(plan, Plan::default());
    let (_, plan) = between("", "", &Hints::default());
    assert_eq!(plan, Plan::default());
}

#[test]
fn simple_columns_come_and_go_without_a_new_table() {
    let from = "CREATE TABLE a (id INTEGER PRIMARY KEY, old TEXT)";
    let to = "CREATE TABLE a (id INTEGER PRIMARY KEY, new TEXT NOT NULL DEFAULT 'x', up TEXT AS (upper(new)))";
    let (mut lab, plan) = between(from, to, &Hints::default());
    let [migration] = &plan.migrations[..] else { panic!("{plan:?}") };
    assert!(migration.in_transaction);
    assert_eq!(
        migration.up,
        "ALTER TABLE \"a\" ADD COLUMN \"new\" TEXT NOT NULL DEFAULT 'x';\n\
         ALTER TABLE \"a\" ADD COLUMN \"up\" TEXT GENERATED ALWAYS AS (upper(new)) VIRTUAL;\n\
         -- `a.old`: the column goes with all its values\n\
         ALTER TABLE \"a\" DROP COLUMN \"old\";\n"
    );
    assert_eq!(plan.losses, [Loss::Column("a".to_owned(), "old".to_owned())]);
    run(&mut lab, "INSERT INTO a (old) VALUES ('y')");
    up(&mut lab, &plan);
    assert_eq!(lab.texts("SELECT up AS value FROM a"), [Some("X".to_owned())]);
}

#[test]
fn what_is_lost_is_refused_until_somebody_says_it_may_be() {
    let mut lab = OnSqlite::new();
    run(&mut lab, "CREATE TABLE a (id INTEGER PRIMARY KEY, old TEXT); CREATE TABLE b (x)");
    let from = read(&mut lab);
    lab.clear();
    run(&mut lab, "CREATE TABLE a (id INTEGER PRIMARY KEY)");
    let to = read(&mut lab);

    let refused = plan::<Sqlite>(&from, &to, &Hints::default(), &Options::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "values would be lost, and nobody has said that they may be:\n  \
         `a.old`: the column goes with all its values\n  `b`: the table goes with all its rows"
    );
    let mut options = Options::default();
    options.drop_ok = vec!["b".to_owned()];
    let refused = plan::<Sqlite>(&from, &to, &Hints::default(), &options).unwrap_err();
    assert_eq!(refused.losses, [Loss::Column("a".to_owned(), "old".to_owned())]);
    assert!(plan::<Sqlite>(&from, &to, &Hints::default().drop_ok("a.old"), &options).is_ok());
    // Tables of others stay.
    let mut kept = Options::default();
    kept.keep_unknown = true;
    kept.drop_ok = vec!["a.old".to_owned()];
    let plan = plan::<Sqlite>(&from, &to, &Hints::default(), &kept).unwrap();
    assert!(!plan.migrations[0].up.contains("\"b\""), "{plan:?}");
}

const PARENTS: &str = "
    CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
    CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INT NOT NULL REFERENCES parents (id) ON DELETE CASCADE);";
const ROWS: &str = "
    INSERT INTO parents (id, name) VALUES (1, 'a'), (2, NULL), (9, 'gone'); DELETE FROM parents WHERE id = 9;
    INSERT INTO children VALUES (1, 1), (2, 2);";

#[test]
fn a_new_table_keeps_rows_that_refer_to_it_and_its_count() {
    let to = PARENTS.replace("name TEXT", "name TEXT NOT NULL CHECK (name <> 'x')");
    let (mut lab, plan) = between(PARENTS, &to, &Hints::default().fill("parents", "name", "'nobody'"));
    run(&mut lab, ROWS);
    let before = read(&mut lab);

    assert!(!plan.migrations[0].in_transaction, "{plan:?}");
    up(&mut lab, &plan);

    assert_eq!(lab.texts("SELECT count(*) || '' AS value FROM children"), [Some("2".to_owned())]);
    assert_eq!(lab.texts("SELECT name AS value FROM parents"), [Some("a".to_owned()), Some("nobody".to_owned())]);
    run(&mut lab, "INSERT INTO parents (name) VALUES ('next')");
    assert_eq!(lab.texts("SELECT max(id) || '' AS value FROM parents"), [Some("10".to_owned())]);
    down(&mut lab, &plan);
    assert_is(&mut lab, &before, &plan.migrations[0].down);
    assert_eq!(lab.texts("SELECT count(*) || '' AS value FROM children"), [Some("2".to_owned())]);
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let to = PARENTS.replace("name TEXT", "name INTEGER");
    let (mut lab, plan) = between(PARENTS, &to, &Hints::default());
    run(&mut lab, ROWS);
    let before = read(&mut lab);

    let error = apply(&mut lab, &plan.migrations[0], true).unwrap_err();

    assert_eq!(error.to_string(), "CHECK constraint failed: a value of parents.name is no integer");
    run(&mut lab, "ROLLBACK; PRAGMA foreign_keys = ON");
    assert_is(&mut lab, &before, "");
    assert_eq!(lab.texts("SELECT name AS value FROM parents WHERE id = 1"), [Some("a".to_owned())]);
}

#[test]
fn new_foreign_keys_are_looked_at() {
    let to = PARENTS.replace("name TEXT)", "name TEXT, up INT REFERENCES parents (id))");
    let from = PARENTS.replace("name TEXT)", "name TEXT, up INT)");
    let (mut lab, plan) = between(&from, &to, &Hints::default());
    run(&mut lab, "INSERT INTO parents (up) VALUES (7)");
    let error = apply(&mut lab, &plan.migrations[0], true).unwrap_err();
    assert_eq!(error.to_string(), "CHECK constraint failed: a row refers to one that is not there");
}

#[test]
fn views_and_triggers_come_back() {
    let all = "
        CREATE TABLE a (id INTEGER PRIMARY KEY, n INT, t TEXT); CREATE TABLE log (line TEXT);
        CREATE VIEW v AS SELECT n FROM a; CREATE VIEW w AS SELECT n + 1 AS m FROM v;
        CREATE TRIGGER on_a AFTER INSERT ON a BEGIN INSERT INTO log VALUES (new.t); END;
        CREATE TRIGGER on_log AFTER DELETE ON log BEGIN DELETE FROM a; END;
        CREATE TRIGGER on_v INSTEAD OF INSERT ON v BEGIN INSERT INTO a (n) VALUES (new.n); END;";
    let (mut lab, plan) = between(all, &all.replace("n INT,", "n INT NOT NULL CHECK (n > 0),"), &Hints::default());
    assert_eq!(
        plan.warnings,
        ["`a.n` becomes NOT NULL: this fails if a row has no value there; say one with `backfill`"]
    );
    run(&mut lab, "INSERT INTO a (n, t) VALUES (1, 'x')");
    up(&mut lab, &plan);
    run(&mut lab, "INSERT INTO v VALUES (5)");
    assert_eq!(lab.texts("SELECT m || '' AS value FROM w"), [Some("2".to_owned()), Some("6".to_owned())]);
    assert_eq!(lab.texts("SELECT count(*) || '' AS value FROM log"), [Some("2".to_owned())]);
    run(&mut lab, "DELETE FROM log");
    assert_eq!(lab.texts("SELECT count(*) || '' AS value FROM a"), [Some("0".to_owned())]);
    down(&mut lab, &plan);
}

#[test]
fn names_change_and_rows_stay() {
    let from = "
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> ''), boss INT REFERENCES people (id));
        CREATE INDEX by_name ON people (lower(name)) WHERE name IS NOT NULL;
        CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INT REFERENCES people (id));
        CREATE VIEW names AS SELECT name FROM people;
        CREATE TRIGGER t AFTER UPDATE ON pets BEGIN UPDATE people SET name = 'x'; END;";
    let to = from
        .replace("people", "users")
        .replace("name TEXT", "\"full name\" TEXT")
        .replace("name <>", "\"full name\" <>");
    let to = to.replace("lower(name)", "lower(\"full name\")").replace("WHERE name", "WHERE \"full name\"");
    let to = to.replace("SELECT name", "SELECT \"full name\"").replace("SET name", "SET \"full name\"");
    let hints = Hints::default().table_renamed("people", "users").column_renamed("users", "name", "full name");
    let (mut lab, plan) = between(from, &to, &hints);
    assert_eq!(plan.losses, []);
    run(&mut lab, "INSERT INTO people VALUES (1, 'ann', 1); INSERT INTO pets VALUES (1, 1)");
    up(&mut lab, &plan);
    assert_eq!(lab.texts("SELECT \"full name\" AS value FROM names"), [Some("ann".to_owned())]);
    run(&mut lab, "UPDATE pets SET owner = 1");
    assert_eq!(lab.texts("SELECT \"full name\" AS value FROM users"), [Some("x".to_owned())]);
    down(&mut lab, &plan);
    assert_eq!(lab.texts("SELECT name AS value FROM people"), [Some("x".to_owned())]);
    // The hint may stay where it is.
    assert_eq!(plan_between(&mut lab, &to, &to, &hints, &Options::default()), Plan::default());
}

#[test]
fn bytes_and_texts_become_each_other() {
    let (mut lab, plan) =
        between("CREATE TABLE a (x BLOB, y TEXT)", "CREATE TABLE a (x TEXT, y BLOB)", &Hints::default());
    run(&mut lab, "INSERT INTO a VALUES (CAST('ä' AS BLOB), 'ö'), (NULL, NULL)");
    up(&mut lab, &plan);
    assert_eq!(lab.texts("SELECT typeof(x) || typeof(y) AS value FROM a")[0], Some("textblob".to_owned()));
    down(&mut lab, &plan);
    assert_eq!(lab.texts("SELECT y AS value FROM a"), [Some("ö".to_owned()), None]);
}

#[test]
fn keys_and_options_change() {
    let from = "CREATE TABLE a (x TEXT, y INT, z TEXT COLLATE NOCASE)";
    let to =
        "CREATE TABLE a (x TEXT NOT NULL, y INT NOT NULL, z TEXT COLLATE NOCASE, PRIMARY KEY (y, x)) WITHOUT ROWID";
    let (mut lab, plan) = between(from, to, &Hints::default());
    run(&mut lab, "INSERT INTO a VALUES ('a', 1, 'b'), ('b', 1, NULL)");
    up(&mut lab, &plan);
    assert_eq!(lab.texts("SELECT x AS value FROM a WHERE z = 'B'"), [Some("a".to_owned())]);
    down(&mut lab, &plan);
}

#[test]
fn columns_that_come_back_have_values_of_their_types() {
    let from =
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b BLOB NOT NULL, t TEXT NOT NULL, r REAL NOT NULL, n TEXT) STRICT";
    let (mut lab, plan) = between(from, "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT", &Hints::default());
    run(&mut lab, "INSERT INTO a VALUES (1, X'01', 'x', 1.5, 'y')");
    up(&mut lab, &plan);
    down(&mut lab, &plan);
    let kinds = "SELECT concat_ws(' ', typeof(b), typeof(t), typeof(r), typeof(n)) AS value FROM a";
    assert_eq!(lab.texts(kinds), [Some("blob text real null".to_owned())]);
}

#[test]
fn rows_stay_where_none_of_their_values_does() {
    for (old, new) in [
        ("a INTEGER PRIMARY KEY", "id INTEGER PRIMARY KEY AUTOINCREMENT"),
        ("a TEXT PRIMARY KEY", "b TEXT NOT NULL DEFAULT (lower('X')), c TEXT UNIQUE"),
        ("a TEXT UNIQUE", "b TEXT UNIQUE, c TEXT"),
    ] {
        let (mut lab, plan) =
            between(&format!("CREATE TABLE t ({old})"), &format!("CREATE TABLE t ({new})"), &Hints::default());
        run(&mut lab, "INSERT INTO t VALUES (1), (2)");
        up(&mut lab, &plan);
        assert_eq!(lab.texts("SELECT count(*) || '' AS value FROM t"), [Some("2".to_owned())], "{plan:?}");
    }
}

#[test]
fn a_unique_index_is_a_constraint_of_its_name_and_no_other() {
    let constraint = "CREATE TABLE a (x INT, y INT, CONSTRAINT u UNIQUE (x, y));";
    let index = "CREATE TABLE a (x INT, y INT); CREATE UNIQUE INDEX u ON a (x, y);";
    assert_eq!(between(constraint, index, &Hints::default()).1, Plan::default());
    assert_eq!(between(index, constraint, &Hints::default()).1, Plan::default());
    // One that orders otherwise is another one.
    let down = index.replace("y);", "y DESC);");
    let (mut lab, plan) = between(constraint, &down, &Hints::default());
    there_and_back(&mut lab, &plan, |_| {});
    // One more beside a constraint is one more.
    let (_, plan) = between(&format!("{constraint} CREATE UNIQUE INDEX i ON a (x, y)"), constraint, &Hints::default());
    assert_eq!(plan.migrations[0].up, "DROP INDEX \"i\";\n");
    assert_eq!(plan.migrations[0].down, "CREATE UNIQUE INDEX \"i\" ON \"a\" (\"x\", \"y\");\n");
    // One that stays is not taken for a constraint that comes.
    let (_, plan) = between(index, &format!("{constraint} CREATE UNIQUE INDEX v ON a (x)"), &Hints::default());
    assert_eq!(plan.migrations[0].up, "CREATE UNIQUE INDEX \"v\" ON \"a\" (\"x\");\n");
}

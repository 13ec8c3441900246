//! PostgreSQL.

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::{PgConnection, RunQueryDsl, sql_query};

use model_cli::migrate::{self, Hints, Loss, Options, Plan};
use model_runtime::schema::Partition;

use crate::place::Place;
use crate::{Found, Lab, apply, assert_is, destructive, down, plan_between, read, run, some, there_and_back, up};

pub(crate) struct OnPostgres(Place);

impl OnPostgres {
    /// `None` where no server answers.
    pub(crate) fn new() -> Option<Self> {
        Place::new().map(Self)
    }
}

impl Lab for OnPostgres {
    type Backend = Pg;
    type Conn = PgConnection;

    const OPTIONS: Option<&'static str> = Some("WITH (fillfactor=70)");
    const TEXT: &'static str = "TEXT";

    fn partition(table: &str, at: usize, of: usize) -> Option<Partition> {
        let bound = format!("FOR VALUES WITH (modulus {of}, remainder {at})");
        Some(Partition { name: format!("{table}_{at}"), bound, ..Partition::default() })
    }

    fn conn(&mut self) -> &mut PgConnection {
        self.0.conn()
    }

    fn clear(&mut self) {
        self.conn().batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").unwrap();
    }

    fn texts(&mut self, sql: &str) -> Vec<Option<String>> {
        let found: Vec<Found> = sql_query(sql).load(self.conn()).unwrap_or_else(|error| panic!("{error}: {sql}"));
        found.into_iter().map(|found| found.value).collect()
    }
}

/// What is between two scripts on this server; `None` where none answers.
fn between(from: &str, to: &str, rows: &str, hints: &Hints) -> Option<(OnPostgres, Plan)> {
    Some(crate::between(OnPostgres::new()?, from, to, rows, hints))
}

#[test]
fn types_change_with_their_values() {
    let from = "CREATE TABLE a (n int, t text DEFAULT '7', b bool DEFAULT true, s varchar(5), big bigint, u text, l int[], d timestamp)";
    let to = "CREATE TABLE a (n bigint, t int DEFAULT 7, b int DEFAULT 1, s varchar(9), big boolean, u uuid, l text[], d date)";
    let rows = "INSERT INTO a VALUES (1, '42', false, 'abc', 3, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{1,2}', '2001-01-01 10:00')";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    let narrowed: Vec<String> = plan.losses.iter().map(Loss::name).collect();
    assert_eq!(narrowed, ["a.big", "a.d"]);
    there_and_back(&mut lab, &plan, |lab| {
        let all = "SELECT concat_ws(' ', n, t + 1, b, s, big, u, l[2], d) AS value FROM a";
        assert_eq!(lab.texts(all), some(&["1 43 0 abc t a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 2 2001-01-01"]));
        run(lab, "INSERT INTO a DEFAULT VALUES");
    });
    // What does not fit is refused, and nothing is cut.
    run(&mut lab, "UPDATE a SET s = 'abcde'");
    let shorter = plan_between(
        &mut OnPostgres::new().unwrap(),
        from,
        &from.replace("varchar(5)", "varchar(4)"),
        &Hints::default(),
        &destructive(),
    );
    assert!(apply(&mut lab, &shorter.migrations[0], true).unwrap_err().to_string().contains("too long"));
    assert_eq!(lab.texts("SELECT s AS value FROM a WHERE n = 1"), some(&["abcde"]));
}

const MOODS: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE a (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'ok', list mood[], CONSTRAINT c CHECK (m <> 'sad' OR id > 0));
    CREATE INDEX i ON a (id) WHERE m = 'ok'; CREATE VIEW v AS SELECT m FROM a;";
const MOODY: &str = "INSERT INTO a VALUES (1, 'sad', '{ok,sad}'), (2, DEFAULT, NULL)";

#[test]
fn enums_get_further_values_in_their_place() {
    let to = MOODS.replace("'sad', 'ok'", "'awful', 'sad', 'so so', 'ok', 'it''s great'");
    let Some((mut lab, plan)) = between(MOODS, &to, MOODY, &Hints::default()) else { return };
    assert_eq!(
        plan.migrations[0].up,
        "ALTER TYPE \"mood\" ADD VALUE 'awful' BEFORE 'sad';\nALTER TYPE \"mood\" ADD VALUE 'so so' AFTER 'sad';\n\
         ALTER TYPE \"mood\" ADD VALUE 'it''s great' AFTER 'ok';\n"
    );
    there_and_back(&mut lab, &plan, |lab| assert_eq!(lab.texts("SELECT max(m)::text AS value FROM v"), some(&["ok"])));
}

#[test]
fn enums_with_other_values_are_made_anew() {
    let to = MOODS.replace("'sad', 'ok'", "'ok', 'sad', 'new'").replace("DEFAULT 'ok'", "DEFAULT 'new'");
    let Some((mut lab, plan)) = between(MOODS, &to, MOODY, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts("SELECT list::text AS value FROM a ORDER BY id")[0], Some("{ok,sad}".to_owned()));
        assert_eq!(lab.texts("SELECT min(m)::text AS value FROM v"), some(&["ok"]));
    });
    // A value that a row has cannot go.
    let without = MOODS.replace("'sad', 'ok'", "'ok', 'good'").replace("m <> 'sad' OR ", "");
    let plan = plan_between(&mut OnPostgres::new().unwrap(), MOODS, &without, &Hints::default(), &destructive());
    assert!(
        apply(&mut lab, &plan.migrations[0], true).unwrap_err().to_string().contains("invalid input value for enum")
    );
}

#[test]
fn names_change_and_rows_stay() {
    let from = r#"
        CREATE TABLE people (id bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT pk_people PRIMARY KEY, name text CONSTRAINT ck_name CHECK (name <> ''),
            boss bigint CONSTRAINT fk_people_boss REFERENCES people (id), CONSTRAINT uq_people_name UNIQUE (name));
        CREATE INDEX ix_people_name ON people (lower(name)) WHERE name IS NOT NULL;
        CREATE VIEW names AS SELECT name FROM people;"#;
    let to = from
        .replace("people", "users")
        .replace("name text", "\"Full Name\" text")
        .replace("name <>", "\"Full Name\" <>");
    let to = to
        .replace("(name)", "(\"Full Name\")")
        .replace("WHERE name", "WHERE \"Full Name\"")
        .replace("SELECT name", "SELECT \"Full Name\"");
    let hints = Hints::default().table_renamed("people", "users").column_renamed("users", "name", "Full Name");
    let rows = "INSERT INTO people (name, boss) VALUES ('ann', 1)";
    let Some((mut lab, plan)) = between(from, &to, rows, &hints) else { return };
    let sql = &plan.migrations[0].up;
    assert!(plan.losses.is_empty() && !sql.contains("DROP CONSTRAINT") && sql.contains("RENAME CONSTRAINT"), "{sql}");
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts("SELECT \"Full Name\" AS value FROM names"), some(&["ann"]))
    });
}

#[test]
fn counts_go_on() {
    let from = "CREATE TABLE a (id bigint PRIMARY KEY, n int); CREATE TABLE b (x text)";
    let to = "CREATE TABLE a (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY); \
              CREATE TABLE b (x text, id bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT pk_b PRIMARY KEY)";
    let rows = "INSERT INTO a VALUES (7, 3); INSERT INTO b VALUES ('y'), ('z')";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        run(lab, "INSERT INTO a DEFAULT VALUES; DELETE FROM a WHERE id < 8");
        assert_eq!(lab.texts("SELECT concat_ws(' ', id, n) AS value FROM a"), some(&["8 4"]));
        assert_eq!(lab.texts("SELECT id::text AS value FROM b ORDER BY id"), some(&["1", "2"]));
    });
}

#[test]
fn values_for_rows_without_one() {
    let from = "CREATE TABLE a (id int PRIMARY KEY, n int)";
    let to = "CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL, made text NOT NULL, x int GENERATED ALWAYS AS (n * 2) STORED)";
    let hints = Hints::default().fill("a", "n", "0").fill("a", "made", "'row ' || id");
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a VALUES (1, 5), (2, NULL)", &hints) else { return };
    assert_eq!(
        plan.migrations[0].up,
        "ALTER TABLE \"a\" ADD COLUMN \"made\" text;\nUPDATE \"a\" SET \"made\" = 'row ' || id;\n\
         ALTER TABLE \"a\" ALTER COLUMN \"made\" SET NOT NULL;\n\
         UPDATE \"a\" SET \"n\" = 0 WHERE \"n\" IS NULL;\nALTER TABLE \"a\" ALTER COLUMN \"n\" SET NOT NULL;\n\
         ALTER TABLE \"a\" ADD COLUMN \"x\" integer GENERATED ALWAYS AS ((n * 2)) STORED;\n"
    );
    there_and_back(&mut lab, &plan, |lab| {
        let all = "SELECT concat_ws(' ', n, made, x) AS value FROM a ORDER BY id";
        assert_eq!(lab.texts(all), some(&["5 row 1 10", "0 row 2 0"]));
    });
    let plan = plan_between(&mut OnPostgres::new().unwrap(), from, to, &Hints::default(), &destructive());
    assert_eq!(plan.warnings.len(), 2, "{plan:?}");
    run(&mut lab, "UPDATE a SET n = NULL WHERE id = 2");
    assert!(apply(&mut lab, &plan.migrations[0], true).unwrap_err().to_string().contains("contains null values"));
}

#[test]
fn generated_columns_change_with_what_stands_on_them() {
    let from = "CREATE TABLE a (n int, g int GENERATED ALWAYS AS (n + 1) STORED, p int GENERATED ALWAYS AS (n) STORED); CREATE INDEX i ON a (g); CREATE VIEW v AS SELECT g FROM a";
    let to = "CREATE TABLE a (n bigint, g int GENERATED ALWAYS AS (n + 2) STORED, p int); CREATE INDEX i ON a (g); CREATE VIEW v AS SELECT g FROM a";
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a VALUES (1)", &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts("SELECT concat_ws(' ', v.g, p) AS value FROM v, a"), some(&["3 1"]));
    });
}

#[test]
fn keys_that_others_refer_to() {
    let from = "CREATE TABLE p (id int CONSTRAINT pk PRIMARY KEY, code text NOT NULL); CREATE TABLE c (p int CONSTRAINT fk REFERENCES p (id) ON DELETE CASCADE)";
    let to = "CREATE TABLE p (id bigint CONSTRAINT uq UNIQUE, code text NOT NULL CONSTRAINT pk PRIMARY KEY); CREATE TABLE c (p bigint CONSTRAINT fk REFERENCES p (id) ON DELETE CASCADE)";
    let rows = "INSERT INTO p VALUES (1, 'a'); INSERT INTO c VALUES (1)";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| assert_eq!(lab.texts("SELECT p::text AS value FROM c"), some(&["1"])));
}

#[test]
fn comments_domains_schemas_and_views() {
    let from = "CREATE SCHEMA s; CREATE DOMAIN small AS int CHECK (VALUE < 10); CREATE TABLE a (n small, o int, x int) WITH (fillfactor = 70, autovacuum_enabled = false); COMMENT ON TABLE a IS 'old';
        CREATE TABLE gone (x int); CREATE MATERIALIZED VIEW m AS SELECT n FROM a; CREATE VIEW old AS SELECT 1 AS one;";
    let to = "CREATE DOMAIN small AS int CHECK (VALUE < 20); CREATE TABLE a (n small, o int, y int) WITH (fillfactor = 80); COMMENT ON COLUMN a.o IS 'it''s new';
        CREATE TABLE come (id int PRIMARY KEY, up int REFERENCES come (id)); CREATE MATERIALIZED VIEW m AS SELECT n, o FROM a; CREATE UNIQUE INDEX um ON m (n);";
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a VALUES (1, 2, 3)", &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| assert_eq!(lab.texts("SELECT o::text AS value FROM m"), some(&["2"])));
}

/// The schema of a type is there before it, though no table is in it.
#[test]
fn types_of_new_schemas() {
    let Some(mut lab) = OnPostgres::new() else { return };
    run(&mut lab, "CREATE SCHEMA u; CREATE TYPE u.mood AS ENUM ('ok'); CREATE TABLE a (id int, m u.mood)");
    let to = read(&mut lab);
    run(&mut lab, "DROP SCHEMA u CASCADE");
    lab.clear();
    let plan = migrate::plan::<Pg>(&[], &to, &Hints::default(), &destructive()).unwrap();
    there_and_back(&mut lab, &plan, |lab| assert_eq!(read(lab), to));
}

#[test]
fn others_can_write_meanwhile() {
    let from = "CREATE TABLE a (id int PRIMARY KEY, n int, up int)";
    let to = "CREATE TABLE a (id int PRIMARY KEY, n int CONSTRAINT ck CHECK (n > 0), up int CONSTRAINT fk REFERENCES a (id));
        CREATE INDEX i ON a (n); CREATE UNIQUE INDEX u ON a (up);";
    let Some(mut lab) = OnPostgres::new() else { return };
    let mut options = Options::default();
    let plan = plan_between(&mut lab, from, to, &Hints::default(), &options);
    assert_eq!((plan.migrations.len(), plan.warnings.len()), (1, 4), "{plan:?}");
    options.online = true;
    let plan = plan_between(&mut lab, from, to, &Hints::default(), &options);
    assert_eq!(plan.warnings, Vec::<String>::new());
    let ups: Vec<&str> = plan.migrations.iter().map(|migration| &*migration.up).collect();
    assert_eq!(
        ups,
        [
            "ALTER TABLE \"a\" ADD CONSTRAINT \"ck\" CHECK ((n > 0)) NOT VALID;\n\
             ALTER TABLE \"a\" ADD CONSTRAINT \"fk\" FOREIGN KEY (\"up\") REFERENCES \"a\" (\"id\") NOT VALID;\n",
            "ALTER TABLE \"a\" VALIDATE CONSTRAINT \"ck\";\nALTER TABLE \"a\" VALIDATE CONSTRAINT \"fk\";\n",
            "CREATE INDEX CONCURRENTLY \"i\" ON \"a\" (\"n\");\n",
            "CREATE UNIQUE INDEX CONCURRENTLY \"u\" ON \"a\" (\"up\");\n",
        ]
    );
    let before = read(&mut lab);
    run(&mut lab, "INSERT INTO a VALUES (1, 1, 1)");
    up(&mut lab, &plan);
    let mut other = OnPostgres::new().unwrap();
    run(&mut other, to);
    let wanted = read(&mut other);
    assert_is(&mut lab, &wanted, "");
    down(&mut lab, &plan);
    assert_is(&mut lab, &before, "");
}

#[test]
fn columns_that_come_back_have_values_of_their_types() {
    let from = "CREATE TYPE e AS ENUM ('x', 'y'); CREATE TABLE a (id int PRIMARY KEY, d timestamptz NOT NULL, t time NOT NULL, b bytea NOT NULL,
        j jsonb NOT NULL, e e NOT NULL, l int[] NOT NULL, u uuid NOT NULL, f boolean NOT NULL, c numeric(5, 2) NOT NULL)";
    let rows = "INSERT INTO a VALUES (1, now(), '10:00', '\\x01', '[]', 'y', '{1}', gen_random_uuid(), true, 1.5)";
    let Some((mut lab, plan)) = between(from, "CREATE TABLE a (id int PRIMARY KEY)", rows, &Hints::default()) else {
        return;
    };
    there_and_back(&mut lab, &plan, |_| {});
    let all = "SELECT concat_ws(' ', d::date, t, length(b), j, e, l, f, c) AS value FROM a";
    assert_eq!(lab.texts(all), some(&["2000-01-01 00:00:00 0 null x {} f 0.00"]));
}

#[test]
fn keys_of_two_columns_that_others_name_in_another_order() {
    let from = "CREATE TABLE p (a int, b int, CONSTRAINT pk PRIMARY KEY (a, b));
        CREATE TABLE c (a int, b int, CONSTRAINT fk FOREIGN KEY (b, a) REFERENCES p (b, a))";
    let to = from.replace("KEY (a, b)", "KEY (b, a)");
    let rows = "INSERT INTO p VALUES (1, 2), (1, 3); INSERT INTO c VALUES (1, 2)";
    let Some((mut lab, plan)) = between(from, &to, rows, &Hints::default()) else { return };
    assert_eq!(
        without_notes(&plan.migrations[0].up),
        "ALTER TABLE \"c\" DROP CONSTRAINT \"fk\";\n\
         ALTER TABLE \"p\" DROP CONSTRAINT \"pk\";\n\
         ALTER TABLE \"p\" ADD CONSTRAINT \"pk\" PRIMARY KEY (\"b\", \"a\");\n\
         ALTER TABLE \"c\" ADD CONSTRAINT \"fk\" FOREIGN KEY (\"b\", \"a\") REFERENCES \"p\" (\"b\", \"a\");\n"
    );
    there_and_back(&mut lab, &plan, |lab| assert_eq!(lab.texts("SELECT b::text AS value FROM c"), some(&["2"])));
}

#[test]
fn keys_of_two_columns_are_counted_or_not() {
    let from = "CREATE TABLE a (id int, part int, PRIMARY KEY (id, part))";
    let to = from.replace("id int,", "id int GENERATED BY DEFAULT AS IDENTITY,");
    let rows = "INSERT INTO a VALUES (7, 1)";
    let Some((mut lab, plan)) = between(from, &to, rows, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        run(lab, "INSERT INTO a (part) VALUES (1)");
        assert_eq!(lab.texts("SELECT max(id)::text AS value FROM a"), some(&["8"]));
    });
    // The key gets its second column at the same time.
    let one = "CREATE TABLE a (id int, part int NOT NULL, PRIMARY KEY (id))";
    let Some((mut lab, plan)) = between(one, &to, rows, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| run(lab, "INSERT INTO a (part) VALUES (1)"));
}

#[test]
fn indexes_swap_their_names() {
    let from = "CREATE TABLE a (n int, m int, CONSTRAINT u UNIQUE (n), CONSTRAINT v UNIQUE (m));
        CREATE INDEX i ON a (n); CREATE INDEX j ON a (m); CREATE INDEX k ON a (n, m)";
    let to = "CREATE TABLE a (n int, m int, CONSTRAINT v UNIQUE (n), CONSTRAINT u UNIQUE (m));
        CREATE INDEX i ON a (m); CREATE INDEX k ON a (n); CREATE INDEX l ON a (n, m)";
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a VALUES (1, 2)", &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |_| {});
}

/// Names of indexes are those of a schema.
#[test]
fn indexes_of_two_tables_swap_their_names() {
    let from = "CREATE TABLE a (n int CONSTRAINT u PRIMARY KEY, m int); CREATE TABLE b (n int CONSTRAINT v UNIQUE, m int REFERENCES a, k int);
        CREATE INDEX i ON a (m); CREATE INDEX j ON b (m); CREATE INDEX k ON b (k)";
    let to = "CREATE TABLE a (n int CONSTRAINT v PRIMARY KEY, m int); CREATE TABLE b (n int CONSTRAINT u UNIQUE, m int REFERENCES a, k int);
        CREATE INDEX j ON a (m); CREATE INDEX i ON b (m); CREATE INDEX k ON a (n, m)";
    let rows = "INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1, 1, 3)";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |_| {});
}

#[test]
fn an_index_and_a_constraint_trade_places() {
    let from = "CREATE TABLE a (x int, y int, z int, CONSTRAINT two UNIQUE (x, z), CONSTRAINT three UNIQUE (z));
        CREATE UNIQUE INDEX one ON a (x, y)";
    let to = "CREATE TABLE a (x int, y int, z int, CONSTRAINT two UNIQUE (x, y));
        CREATE UNIQUE INDEX one ON a (x, y); CREATE UNIQUE INDEX three ON a (z DESC)";
    let Some((mut lab, plan)) = between(from, to, "", &Hints::default()) else { return };
    assert_eq!(
        without_notes(&plan.migrations[0].up),
        "ALTER TABLE \"a\"\n    DROP CONSTRAINT \"two\",\n    DROP CONSTRAINT \"three\";\n\
         ALTER TABLE \"a\" ADD CONSTRAINT \"two\" UNIQUE (\"x\", \"y\");\n\
         CREATE UNIQUE INDEX \"three\" ON \"a\" (\"z\" DESC);\n"
    );
    there_and_back(&mut lab, &plan, |_| {});
}

#[test]
fn sequences_are_there_before_what_counts_by_them() {
    let from = "CREATE TABLE a (n int)";
    // The second is in the words of an older server.
    let to = "CREATE SEQUENCE \"The Count\"; CREATE SEQUENCE lots;
        CREATE TABLE a (n int, c bigint DEFAULT nextval('\"The Count\"'));
        CREATE TABLE b (n text DEFAULT nextval(('lots'::text)::regclass)::text, c bigint DEFAULT nextval('\"The Count\"'))";
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a VALUES (1)", &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        run(lab, "INSERT INTO b DEFAULT VALUES");
        assert_eq!(lab.texts("SELECT (b.n = '1' AND a.c < b.c)::text AS value FROM a, b"), some(&["true"]));
        run(lab, "DELETE FROM b");
    });
}

/// A script without what it says to those who read it.
fn without_notes(sql: &str) -> String {
    sql.lines().filter(|line| !line.starts_with("--")).flat_map(|line| [line, "\n"]).collect()
}

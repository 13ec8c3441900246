//! MariaDB or MySQL.

use diesel::connection::SimpleConnection;
use diesel::mysql::Mysql;
use diesel::{MysqlConnection, RunQueryDsl, sql_query};
use model_runtime::schema::{Ddl, Partition};
use tests::db::mysql::answering;

use model_cli::migrate::{Hints, Loss, Plan};

use crate::{Found, Lab, apply, destructive, plan_between, read, run, some, there_and_back};

pub(crate) struct OnMysql(MysqlConnection);

impl OnMysql {
    /// `None` where no server answers.
    pub(crate) fn new() -> Option<Self> {
        answering().map(Self)
    }
}

impl Lab for OnMysql {
    type Backend = Mysql;
    type Conn = MysqlConnection;

    const TEXT: &'static str = "CHAR";
    const OPTIONS: Option<&'static str> = Some("ENGINE = InnoDB DEFAULT COLLATE utf8mb4_unicode_ci");
    const KEYS_IN_ANY_ORDER: bool = false;
    const PARTITIONS_ARE_REFERRED_TO: bool = false;
    // MySQL has them, MariaDB has not.
    const EXPRESSION_INDEXES: bool = false;

    fn partition(_table: &str, at: usize, _of: usize) -> Option<Partition> {
        Some(Partition { name: format!("p{at}"), ..Partition::default() })
    }

    fn conn(&mut self) -> &mut MysqlConnection {
        &mut self.0
    }

    fn clear(&mut self) {
        let statements = read(self).into_iter().map(|table| {
            let kind = if table.view.is_some() { "VIEW" } else { "TABLE" };
            format!("DROP {kind} {};", Mysql::quote(&table.name))
        });
        let statements: String = statements.collect();
        let off = "SET FOREIGN_KEY_CHECKS = 0;";
        self.0.batch_execute(&format!("{off}{statements}SET FOREIGN_KEY_CHECKS = 1")).unwrap();
    }

    fn texts(&mut self, sql: &str) -> Vec<Option<String>> {
        let found: Vec<Found> = sql_query(sql).load(&mut self.0).unwrap_or_else(|error| panic!("{error}: {sql}"));
        found.into_iter().map(|found| found.value).collect()
    }
}

/// What is between two scripts on this server; `None` where none answers.
fn between(from: &str, to: &str, rows: &str, hints: &Hints) -> Option<(OnMysql, Plan)> {
    Some(crate::between(OnMysql::new()?, from, to, rows, hints))
}

#[test]
fn types_and_comments_change_with_their_values() {
    let from = "CREATE TABLE a (n INT, t VARCHAR(9) DEFAULT '7' COMMENT 'old', d DATETIME(6), e ENUM('a','b'), u INT UNSIGNED) COMMENT 'table'";
    let to = "CREATE TABLE a (n BIGINT COMMENT 'it''s new', t INT DEFAULT 7, d DATE, e ENUM('b','a','c') NOT NULL, u INT) COMMENT 'other'";
    let rows = "INSERT INTO a VALUES (1, '42', '2001-01-01 10:00', 'b', 5)";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    let narrowed: Vec<String> = plan.losses.iter().map(Loss::name).collect();
    assert_eq!(narrowed, ["a.d"]);
    there_and_back(&mut lab, &plan, |lab| {
        let all = "SELECT concat_ws(' ', n, t + 1, d, e, u) AS value FROM a";
        assert_eq!(lab.texts(all), some(&["1 43 2001-01-01 b 5"]));
    });
    // What does not fit is refused.
    run(&mut lab, "UPDATE a SET t = 'abc'");
    assert!(apply(&mut lab, &plan.migrations[0], true).unwrap_err().to_string().contains("'abc'"));
}

#[test]
fn names_change_and_rows_stay() {
    let from = "
        CREATE TABLE people (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50), boss BIGINT, CONSTRAINT ck_name CHECK (name <> ''),
            CONSTRAINT fk_boss FOREIGN KEY (boss) REFERENCES people (id), CONSTRAINT uq_people_name UNIQUE (name));
        CREATE INDEX ix_people_boss ON people (boss, name);
        CREATE VIEW names AS SELECT name FROM people;";
    let to =
        from.replace("people", "users").replace("name VARCHAR", "`full name` VARCHAR").replace("(name", "(`full name`");
    let to = to.replace(", name)", ", `full name`)").replace("SELECT name", "SELECT `full name`");
    let hints = Hints::default().table_renamed("people", "users").column_renamed("users", "name", "full name");
    let rows = "INSERT INTO people (name, boss) VALUES ('ann', 1)";
    let Some((mut lab, plan)) = between(from, &to, rows, &hints) else { return };
    let sql = &plan.migrations[0].up;
    assert!(plan.losses.is_empty() && sql.contains("RENAME INDEX"), "{sql}");
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts("SELECT `full name` AS value FROM names"), some(&["ann"]))
    });
}

#[test]
fn keys_indexes_and_counts_change() {
    let from = "CREATE TABLE a (code VARCHAR(9) NOT NULL PRIMARY KEY, n INT, KEY i (n)); CREATE TABLE b (id BIGINT AUTO_INCREMENT PRIMARY KEY);
        CREATE TABLE c (b BIGINT, n INT, KEY own (b), CONSTRAINT fk FOREIGN KEY (b) REFERENCES b (id))";
    let to = "CREATE TABLE a (code VARCHAR(9) NOT NULL, n INT, id BIGINT AUTO_INCREMENT PRIMARY KEY, UNIQUE KEY u (code), KEY i (n, code));
        CREATE TABLE b (id INT NOT NULL PRIMARY KEY);
        CREATE TABLE c (b INT, n INT, KEY made (n), CONSTRAINT fk FOREIGN KEY (b) REFERENCES b (id) ON DELETE CASCADE)";
    let rows = "INSERT INTO a VALUES ('x', 1), ('y', 2); INSERT INTO b VALUES (7); INSERT INTO c VALUES (7, 1)";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts("SELECT CAST(id AS CHAR) AS value FROM a ORDER BY code"), some(&["1", "2"]));
        assert_eq!(lab.texts("SELECT CAST(b AS CHAR) AS value FROM c"), some(&["7"]));
    });
    run(&mut lab, "INSERT INTO b VALUES (NULL)");
    assert_eq!(lab.texts("SELECT CAST(max(id) AS CHAR) AS value FROM b"), some(&["8"]));
}

#[test]
fn values_for_rows_without_one() {
    let from = "CREATE TABLE a (id INT PRIMARY KEY, n INT)";
    let to = "CREATE TABLE a (id INT PRIMARY KEY, n INT NOT NULL, made VARCHAR(20) NOT NULL, x INT AS (n * 2) STORED)";
    let hints = Hints::default().fill("a", "n", "0").fill("a", "made", "concat('row ', id)");
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a VALUES (1, 5), (2, NULL)", &hints) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        let all = "SELECT concat_ws(' ', n, made, x) AS value FROM a ORDER BY id";
        assert_eq!(lab.texts(all), some(&["5 row 1 10", "0 row 2 0"]));
    });
    // No value is made up.
    let plan = plan_between(&mut OnMysql::new().unwrap(), from, to, &Hints::default(), &destructive());
    assert_eq!(plan.warnings.len(), 2, "{plan:?}");
    assert!(apply(&mut lab, &plan.migrations[0], true).is_err());
}

#[test]
fn generated_columns_change_with_what_stands_on_them() {
    let from = "CREATE TABLE a (n INT, g INT AS (n + 1) STORED, p INT AS (n) STORED, v INT AS (n) VIRTUAL, KEY i (g)); CREATE VIEW w AS SELECT g FROM a";
    let to = "CREATE TABLE a (n BIGINT, g INT AS (n + 2) STORED, p INT, v INT AS (n + 3) VIRTUAL, KEY i (g)); CREATE VIEW w AS SELECT g FROM a";
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a (n) VALUES (1)", &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts("SELECT concat_ws(' ', w.g, p, v) AS value FROM w, a"), some(&["3 1 4"]));
    });
}

#[test]
fn columns_that_come_back_have_values_of_their_types() {
    let from = "CREATE TABLE a (id INT PRIMARY KEY, d DATETIME(6) NOT NULL, s TIMESTAMP NOT NULL, t TIME NOT NULL, b VARBINARY(9) NOT NULL,
        j JSON NOT NULL, e ENUM('x','y') NOT NULL, n INT UNSIGNED NOT NULL, c DECIMAL(5,2) NOT NULL)";
    let rows = "INSERT INTO a VALUES (1, now(), now(), '10:00', 'x', '[]', 'y', 7, 1.5)";
    let Some((mut lab, plan)) = between(from, "CREATE TABLE a (id INT PRIMARY KEY)", rows, &Hints::default()) else {
        return;
    };
    there_and_back(&mut lab, &plan, |_| {});
    let all = "SELECT concat_ws(' ', CAST(d AS DATE), t, length(b), j, e, n, c) AS value FROM a";
    assert_eq!(lab.texts(all), some(&["2000-01-01 00:00:00 0 null x 0 0.00"]));
}

#[test]
fn what_is_counted_is_so_when_its_key_is_there() {
    let from = "CREATE TABLE a (id BIGINT NOT NULL, part INT NOT NULL, PRIMARY KEY (part, id))";
    let to = "CREATE TABLE a (id BIGINT AUTO_INCREMENT PRIMARY KEY COMMENT 'counted', part INT NOT NULL)";
    let rows = "INSERT INTO a VALUES (7, 1)";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    assert_eq!(
        plan.migrations[0].up,
        "ALTER TABLE `a` DROP PRIMARY KEY;\n\
         ALTER TABLE `a` MODIFY COLUMN `id` bigint(20) NOT NULL COMMENT 'counted';\n\
         ALTER TABLE `a` ADD PRIMARY KEY (`id`), MODIFY COLUMN `id` bigint(20) NOT NULL AUTO_INCREMENT COMMENT 'counted';\n"
    );
    there_and_back(&mut lab, &plan, |lab| run(lab, "INSERT INTO a (part) VALUES (1)"));
}

#[test]
fn keys_of_two_columns_are_counted_or_not() {
    let from = "CREATE TABLE a (id BIGINT AUTO_INCREMENT, part INT NOT NULL, PRIMARY KEY (id, part))";
    let to = "CREATE TABLE a (id BIGINT NOT NULL, part INT NOT NULL, twice BIGINT AS (id * 2) STORED, PRIMARY KEY (id, part))";
    let Some((mut lab, plan)) = between(from, to, "INSERT INTO a VALUES (7, 1)", &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts("SELECT CAST(twice AS CHAR) AS value FROM a"), some(&["14"]));
    });
    run(&mut lab, "INSERT INTO a (part) VALUES (1)");
}

#[test]
fn indexes_and_foreign_keys_swap_their_names() {
    let from = "CREATE TABLE p (id INT PRIMARY KEY);
        CREATE TABLE a (n INT, m INT, KEY i (n), KEY j (m), CONSTRAINT f FOREIGN KEY (n) REFERENCES p (id), CONSTRAINT g FOREIGN KEY (m) REFERENCES p (id))";
    let to = "CREATE TABLE p (id INT PRIMARY KEY);
        CREATE TABLE a (n INT, m INT, KEY j (n), KEY i (m), CONSTRAINT g FOREIGN KEY (n) REFERENCES p (id), CONSTRAINT f FOREIGN KEY (m) REFERENCES p (id))";
    let rows = "INSERT INTO p VALUES (1), (2); INSERT INTO a VALUES (1, 2)";
    let Some((mut lab, plan)) = between(from, to, rows, &Hints::default()) else { return };
    there_and_back(&mut lab, &plan, |_| {});
}

#[test]
fn the_columns_of_a_table_get_its_collation() {
    let table = |name: &str, collation: &str, more: &str| {
        format!(
            "CREATE TABLE {name} (code VARCHAR(9) PRIMARY KEY, t TEXT, c CHAR(3) COLLATE utf8mb4_bin, e ENUM('a', 'b'), b BLOB{more}) \
             DEFAULT COLLATE {collation};"
        )
    };
    let both = |collation: &str| {
        let key = ", of VARCHAR(9), CONSTRAINT of_a FOREIGN KEY (of) REFERENCES a (code)";
        table("a", collation, "") + &table("b", collation, key)
    };
    let (from, to) = (both("utf8mb4_general_ci"), both("utf8mb4_unicode_ci"));
    let rows =
        "INSERT INTO a VALUES ('é', 'ß', 'C', 'b', x'00'); INSERT INTO b VALUES ('x', NULL, NULL, NULL, NULL, 'é')";
    let Some((mut lab, plan)) = between(&from, &to, rows, &Hints::default()) else { return };
    assert!(plan.losses.is_empty(), "{:?}", plan.losses);
    there_and_back(&mut lab, &plan, |lab| {
        let all = "SELECT concat(code, t, c, e, hex(b)) AS value FROM a UNION ALL SELECT of FROM b";
        assert_eq!(lab.texts(all), some(&["éßCb00", "é"]));
    });
}

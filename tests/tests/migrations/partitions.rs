//! Tables whose rows are divided: no row is lost when they are divided in another way.

use model_cli::migrate::Hints;

use crate::{Lab, apply, assert_is, between, destructive, plan_between, read, run, some, there_and_back};

/// The texts of all rows, and what partitions there are.
struct Rows<'t> {
    all: &'t str,
    /// A query, which finds one text.
    parts: &'t str,
}

/// Goes there and back with rows, which are all there afterwards, and in other partitions.
fn keeps_rows<L: Lab>(lab: L, (from, to): (&str, &str), rows: &str, look: &Rows<'_>, parts: [&str; 2]) {
    let (mut lab, plan) = between(lab, from, to, rows, &Hints::default());
    assert!(plan.losses.is_empty(), "{:?}", plan.losses);
    let before = lab.texts(look.all);
    assert_eq!(lab.texts(look.parts), some(&[parts[0]]));
    there_and_back(&mut lab, &plan, |lab| {
        assert_eq!(lab.texts(look.all), before, "{}", plan.migrations[0].up);
        assert_eq!(lab.texts(look.parts), some(&[parts[1]]), "{}", plan.migrations[0].up);
    });
    assert_eq!(lab.texts(look.all), before, "{}", plan.migrations[0].down);
    assert_eq!(lab.texts(look.parts), some(&[parts[0]]), "{}", plan.migrations[0].down);
}

/// A migration that has no place for a row: it stops, and all rows are where they were.
fn is_refused<L: Lab>(lab: L, (from, to): (&str, &str), rows: &str, all: &str, reason: &str) {
    let (mut lab, plan) = between(lab, from, to, rows, &Hints::default());
    let (tables, before) = (read(&mut lab), lab.texts(all));
    let error = apply(&mut lab, &plan.migrations[0], true).unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
    assert_is(&mut lab, &tables, &plan.migrations[0].up);
    assert_eq!(lab.texts(all), before);
}

/// What leads from the one to models that say the other; nothing if there is nothing to do.
fn for_models<L: Lab>(mut lab: L, from: &str, to: &str) -> String {
    let plan = plan_between(&mut lab, from, to, &Hints::of(&[]), &destructive());
    assert!(plan.migrations.len() < 2, "{plan:?}");
    plan.migrations.first().map(|migration| migration.up.clone()).unwrap_or_default()
}

mod postgres {
    use super::*;
    use crate::postgres::OnPostgres;

    const PLAIN: &str = "
        CREATE TABLE places (id int PRIMARY KEY);
        CREATE TABLE logs (day date NOT NULL, part text NOT NULL DEFAULT 'a', n int GENERATED ALWAYS AS IDENTITY, size int CONSTRAINT no_hole CHECK (size >= 0),
            twice int GENERATED ALWAYS AS (size * 2) STORED, place int CONSTRAINT of_place REFERENCES places, CONSTRAINT logs_key PRIMARY KEY (day, part, n));
        CREATE INDEX by_size ON logs (size) WHERE part <> 'b';
        COMMENT ON COLUMN logs.part IS 'a or b';
        CREATE TABLE marks (id int PRIMARY KEY, day date, part text, n int, CONSTRAINT of_log FOREIGN KEY (day, part, n) REFERENCES logs);
        CREATE VIEW sizes AS SELECT day, sum(size) AS size FROM logs GROUP BY day;";
    const ROWS: &str = "
        INSERT INTO places VALUES (1);
        INSERT INTO logs (day, part, size, place) VALUES ('2024-05-05', 'a', 1, 1), ('2025-05-05', 'b', 2, 1), ('2026-05-05', 'it''s', 3, NULL);
        INSERT INTO marks SELECT n, day, part, n FROM logs;
        INSERT INTO logs (day) VALUES ('2024-01-01'); DELETE FROM logs WHERE n = 4;";
    const LOOK: Rows<'_> = Rows {
        all: "SELECT concat_ws(' ', n, day, part, size, twice, place, (SELECT count(*) FROM marks m WHERE m.n = logs.n)) AS value FROM logs ORDER BY n",
        parts: "SELECT string_agg(name || ':' || rows, ' ' ORDER BY name) AS value FROM (SELECT tableoid::regclass::text AS name, count(*) AS rows FROM logs GROUP BY 1) x",
    };

    /// The tables, whose rows are divided.
    fn divided(by: &str, partitions: &str) -> String {
        PLAIN.replace("(day, part, n));", &format!("(day, part, n)) PARTITION BY {by}; {partitions}"))
    }

    fn years() -> String {
        divided(
            "RANGE (day)",
            "CREATE TABLE y4 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
             CREATE TABLE y5 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
             CREATE TABLE rest PARTITION OF logs DEFAULT;",
        )
    }

    fn parts() -> String {
        divided(
            "LIST (part)",
            "CREATE TABLE rest PARTITION OF logs FOR VALUES IN ('a', 'b') PARTITION BY RANGE (day);
             CREATE TABLE y4 PARTITION OF rest FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
             CREATE TABLE \"y 5\" PARTITION OF rest DEFAULT; CREATE TABLE its PARTITION OF logs DEFAULT;",
        )
    }

    fn keep(from: &str, to: &str, parts: [&str; 2]) {
        let Some(lab) = OnPostgres::new() else { return };
        keeps_rows(lab, (from, to), ROWS, &LOOK, parts);
    }

    #[test]
    fn tables_get_partitions_and_lose_them() {
        keep(PLAIN, &years(), ["logs:3", "rest:1 y4:1 y5:1"]);
        keep(&parts(), PLAIN, ["\"y 5\":1 its:1 y4:1", "logs:3"]);
    }

    #[test]
    fn tables_are_divided_by_something_else() {
        keep(&years(), &parts(), ["rest:1 y4:1 y5:1", "\"y 5\":1 its:1 y4:1"]);
        // The type of what they are divided by changes, and so does the key.
        let times = years()
            .replace("day date NOT NULL", "day timestamp NOT NULL")
            .replace("marks (id int PRIMARY KEY, day date", "marks (id int PRIMARY KEY, day timestamp");
        let Some(lab) = OnPostgres::new() else { return };
        let all = LOOK.all.replace("n, day", "n, day::date");
        keeps_rows(lab, (&years(), &times), ROWS, &Rows { all: &all, ..LOOK }, ["rest:1 y4:1 y5:1"; 2]);
    }

    #[test]
    fn partitions_come_go_and_change() {
        let more = years().replace(
            "CREATE TABLE rest",
            "CREATE TABLE y6 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'); CREATE TABLE rest",
        );
        keep(&years(), &more, ["rest:1 y4:1 y5:1", "y4:1 y5:1 y6:1"]);
        let other =
            years().replace("FROM ('2024-01-01') TO", "FROM ('2024-06-06') TO").replace("CREATE TABLE y5", "-- ");
        keep(&years(), &other.replace("-- ", "\n-- "), ["rest:1 y4:1 y5:1", "rest:3"]);
        let deeper = parts().replace("(MINVALUE) TO ('2025-01-01')", "(MINVALUE) TO ('2024-01-01')");
        keep(&parts(), &deeper, ["\"y 5\":1 its:1 y4:1", "\"y 5\":2 its:1"]);
    }

    #[test]
    fn rows_without_a_place_are_not_lost() {
        let Some(lab) = OnPostgres::new() else { return };
        let fewer = years().replace("CREATE TABLE rest PARTITION OF logs DEFAULT;", "");
        is_refused(lab, (&years(), &fewer), ROWS, LOOK.all, "no partition of relation \"logs\" found for row");
    }

    /// Those that came with the rows stay.
    #[test]
    fn models_do_not_name_them_all() {
        let lab = OnPostgres::new;
        let (Some(one), Some(two), Some(three)) = (lab(), lab(), lab()) else { return };
        let old = "CREATE TABLE y3 PARTITION OF logs FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');";
        let years = years().replace("CREATE TABLE rest PARTITION OF logs DEFAULT;", "");
        let more = years.replace("CREATE TABLE y4", &format!("{old} CREATE TABLE y4"));
        assert_eq!(for_models(one, &more, &years), "");
        assert_eq!(for_models(two, &more, PLAIN), "");
        let next = "CREATE TABLE y6 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')";
        assert_eq!(
            for_models(three, &more, &years.replace("CREATE TABLE y5", &format!("{next}; CREATE TABLE y5"))),
            "CREATE TABLE \"y6\" PARTITION OF \"logs\" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n"
        );
    }

    /// A count goes on behind rows that are gone.
    #[test]
    fn what_is_counted_goes_on() {
        let Some(lab) = OnPostgres::new() else { return };
        let (mut lab, plan) = between(lab, PLAIN, &years(), ROWS, &Hints::default());
        there_and_back(&mut lab, &plan, |lab| {
            run(lab, "INSERT INTO logs (day) VALUES ('2024-01-01')");
            assert_eq!(lab.texts("SELECT max(n)::text AS value FROM logs"), some(&["5"]));
        });
        run(&mut lab, "INSERT INTO logs (day) VALUES ('2024-01-01')");
        assert_eq!(lab.texts("SELECT max(n)::text AS value FROM logs"), some(&["6"]));
    }

    /// Of a table with partitions nothing is built concurrently, or looked at later.
    #[test]
    fn online_leaves_them_together() {
        let Some(mut lab) = OnPostgres::new() else { return };
        let to = years()
            .replace("CREATE INDEX by_size ON logs (size)", "CREATE INDEX by_part ON logs (part)")
            .replace("size >= 0", "size >= -1");
        let mut options = destructive();
        options.online = true;
        let plan = plan_between(&mut lab, &years(), &to, &Hints::default(), &options);
        assert_eq!(plan.migrations.len(), 1, "{plan:?}");
        run(&mut lab, ROWS);
        there_and_back(&mut lab, &plan, |_| {});
    }

    #[test]
    fn columns_that_divide_get_other_names() {
        let Some(lab) = OnPostgres::new() else { return };
        let to = parts()
            .replace("part text", "piece text")
            .replace("day, part, n", "day, piece, n")
            .replace("(part)", "(piece)")
            .replace("WHERE part", "WHERE piece")
            .replace("logs.part", "logs.piece")
            .replace(
                "marks (id int PRIMARY KEY, day date, piece text",
                "marks (id int PRIMARY KEY, day date, part text",
            )
            .replace("KEY (day, piece, n) REF", "KEY (day, part, n) REF");
        let hints = Hints::default().column_renamed("logs", "part", "piece");
        let (mut lab, plan) = between(lab, &parts(), &to, ROWS, &hints);
        assert!(!plan.migrations[0].up.contains("DROP TABLE"), "{}", plan.migrations[0].up);
        there_and_back(&mut lab, &plan, |_| {});
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use super::*;
    use crate::mysql::OnMysql;

    const PLAIN: &str = "
        CREATE TABLE logs (day DATE NOT NULL, part INT NOT NULL DEFAULT 1, size INT, twice INT AS (size * 2) STORED, PRIMARY KEY (day, part));
        CREATE INDEX by_size ON logs (size);";
    const ROWS: &str =
        "INSERT INTO logs (day, part, size) VALUES ('2024-05-05', 1, 1), ('2025-05-05', 2, 2), ('2026-05-05', 3, NULL)";
    const LOOK: Rows<'_> = Rows {
        all: "SELECT CONCAT_WS(' ', day, part, size, twice) AS value FROM logs ORDER BY day",
        parts: "SELECT CONCAT_WS(' ', PARTITION_METHOD, GROUP_CONCAT(CONCAT_WS('/', PARTITION_NAME, SUBPARTITION_NAME) ORDER BY PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION SEPARATOR ' ')) AS value
            FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'logs'",
    };

    fn divided(by: &str) -> String {
        PLAIN.replace("PRIMARY KEY (day, part));", &format!("PRIMARY KEY (day, part)) PARTITION BY {by};"))
    }

    const YEARS: &str = "RANGE (year(day)) (PARTITION y4 VALUES LESS THAN (2025), PARTITION y5 VALUES LESS THAN (2026), PARTITION rest VALUES LESS THAN MAXVALUE)";

    fn keep(from: &str, to: &str, parts: [&str; 2]) {
        let Some(lab) = OnMysql::new() else { return };
        keeps_rows(lab, (from, to), ROWS, &LOOK, parts);
    }

    #[test]
    fn tables_get_partitions_and_lose_them() {
        keep(PLAIN, &divided(YEARS), ["", "RANGE y4 y5 rest"]);
        keep(&divided("HASH (part) PARTITIONS 2"), PLAIN, ["HASH p0 p1", ""]);
        // The key of the one is not one of the other.
        let by_day = PLAIN.replace("PRIMARY KEY (day, part)", "PRIMARY KEY (part)");
        keep(&by_day, &divided(YEARS), ["", "RANGE y4 y5 rest"]);
    }

    #[test]
    fn tables_are_divided_by_something_else() {
        let lists = divided("LIST (part) (PARTITION a VALUES IN (1, 3), PARTITION b VALUES IN (2, 4))");
        keep(&divided(YEARS), &lists, ["RANGE y4 y5 rest", "LIST a b"]);
        let inside = divided(
            "RANGE COLUMNS (day, part) SUBPARTITION BY HASH (part) SUBPARTITIONS 2
             (PARTITION y4 VALUES LESS THAN ('2025-01-01', 1), PARTITION rest VALUES LESS THAN (MAXVALUE, MAXVALUE))",
        );
        keep(&lists, &inside, ["LIST a b", "RANGE COLUMNS y4/y4sp0 y4/y4sp1 rest/restsp0 rest/restsp1"]);
    }

    #[test]
    fn partitions_come_go_and_change() {
        let two = "RANGE (year(day)) (PARTITION y4 VALUES LESS THAN (2026), PARTITION y6 VALUES LESS THAN (2028))";
        keep(&divided(YEARS), &divided(two), ["RANGE y4 y5 rest", "RANGE y4 y6"]);
        let Some(lab) = OnMysql::new() else { return };
        let more = two.replace("(2028))", "(2028), PARTITION y8 VALUES LESS THAN (2030))");
        let (mut lab, plan) = between(lab, &divided(two), &divided(&more), ROWS, &Hints::default());
        assert_eq!(
            plan.migrations[0].up,
            "ALTER TABLE `logs` ADD PARTITION (PARTITION `y8` VALUES LESS THAN (2030));\n"
        );
        there_and_back(&mut lab, &plan, |_| {});
    }

    #[test]
    fn rows_without_a_place_are_not_lost() {
        let Some(lab) = OnMysql::new() else { return };
        let fewer = divided("RANGE (year(day)) (PARTITION y4 VALUES LESS THAN (2026))");
        is_refused(lab, (&divided(YEARS), &fewer), ROWS, LOOK.all, "no partition for value");
    }

    /// Those that came with the rows stay, in their places.
    #[test]
    fn models_do_not_name_them_all() {
        let lab = OnMysql::new;
        let (Some(one), Some(two), Some(three)) = (lab(), lab(), lab()) else { return };
        let more = divided(&YEARS.replace("PARTITION y4", "PARTITION y3 VALUES LESS THAN (2024), PARTITION y4"));
        assert_eq!(for_models(one, &more, &divided(YEARS)), "");
        assert_eq!(for_models(two, &more, PLAIN), "");
        let next = YEARS.replace("PARTITION rest", "PARTITION y6 VALUES LESS THAN (2027), PARTITION rest");
        let up = for_models(three, &more, &divided(&next));
        let order: Vec<usize> =
            ["`y3`", "`y4`", "`y5`", "`y6`", "`rest`"].iter().filter_map(|name| up.find(name)).collect();
        assert!(order.len() == 5 && order.is_sorted(), "{up}");
    }

    #[test]
    fn columns_that_divide_get_other_names() {
        let Some(lab) = OnMysql::new() else { return };
        let (from, to) = (
            divided("HASH (part) PARTITIONS 2"),
            divided("HASH (piece) PARTITIONS 2")
                .replace("part INT", "piece INT")
                .replace("(day, part)", "(day, piece)"),
        );
        let hints = Hints::default().column_renamed("logs", "part", "piece");
        let (mut lab, plan) = between(lab, &from, &to, ROWS, &hints);
        there_and_back(&mut lab, &plan, |_| {});
        run(&mut lab, "DROP TABLE logs");
    }
}

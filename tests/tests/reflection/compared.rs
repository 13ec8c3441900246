//! What two databases say of their tables, and of their columns.

use diesel::connection::SimpleConnection;
use model_runtime::connection::{Blocking, Conn};
use model_runtime::schema::{Ddl, Define, Table, compare, diff};

use crate::read;

/// Reads a table and a view, says something else of them by each statement, and tells what differs from before.
fn comments<DB: Ddl, C: Conn<Raw = C> + Define + Blocking + SimpleConnection>(
    changes: &[&str],
    conn: &mut C,
) -> Vec<String> {
    let told = |before: &[Table], after: &[Table]| {
        let none = before.iter().zip(after).flat_map(|(before, after)| diff::<DB>(before, after));
        assert_eq!(none.collect::<Vec<_>>(), []);
        compare::<DB>(before, after)
    };
    let mut all = Vec::new();
    for change in changes {
        let before = read(conn);
        conn.batch_execute(change).unwrap_or_else(|error| panic!("{error}:\n{change}"));
        let after = read(conn);
        all.extend(told(&before, &after).iter().map(|one| format!("{}: {one}", one.code())));
        // The way back is the same, the other way round.
        assert_eq!(told(&after, &before).len(), told(&before, &after).len());
        assert_eq!(told(&after, &after), []);
    }
    all
}

#[test]
fn postgres() {
    let Some(mut place) = crate::place::Place::new() else { return };
    let conn = place.conn();
    conn.batch_execute("CREATE TABLE t (id int PRIMARY KEY, \"n n\" int); CREATE VIEW v AS SELECT id FROM t").unwrap();
    let changes = [
        "COMMENT ON TABLE t IS 'it''s a table'; COMMENT ON COLUMN t.\"n n\" IS 'one'",
        "COMMENT ON COLUMN t.\"n n\" IS 'One'; COMMENT ON VIEW v IS 'seen'; COMMENT ON TABLE t IS NULL",
        "COMMENT ON COLUMN t.\"n n\" IS ''; COMMENT ON COLUMN v.id IS 'which'",
    ];
    assert_eq!(
        comments::<diesel::pg::Pg, _>(&changes, conn),
        [
            "comment_changed: table `t`, comment: expected none, found `it's a table`",
            "comment_changed: table `t`, comment of column `n n`: expected none, found `one`",
            "comment_changed: table `t`, comment: expected `it's a table`, found none",
            "comment_changed: table `t`, comment of column `n n`: expected `one`, found `One`",
            "comment_changed: table `v`, comment: expected none, found `seen`",
            "comment_changed: table `t`, comment of column `n n`: expected `One`, found none",
            "comment_changed: table `v`, comment of column `id`: expected none, found `which`",
        ]
    );
}

#[cfg(feature = "mysql")]
#[test]
fn mysql() {
    let Some(mut conn) = tests::db::mysql::answering() else { return };
    conn.batch_execute("CREATE TABLE t (id INT PRIMARY KEY, `n n` INT); CREATE VIEW v AS SELECT id FROM t").unwrap();
    let changes = [
        "ALTER TABLE t COMMENT 'it''s a table', MODIFY `n n` INT COMMENT 'one'",
        "ALTER TABLE t COMMENT '', MODIFY `n n` INT COMMENT 'One'",
    ];
    assert_eq!(
        comments::<diesel::mysql::Mysql, _>(&changes, &mut conn),
        [
            "comment_changed: table `t`, comment: expected none, found `it's a table`",
            "comment_changed: table `t`, comment of column `n n`: expected none, found `one`",
            "comment_changed: table `t`, comment: expected `it's a table`, found none",
            "comment_changed: table `t`, comment of column `n n`: expected `one`, found `One`",
        ]
    );
}

/// A file may say of a table what SQLite has no place for.
#[test]
fn sqlite_has_none() {
    let mut conn = crate::sqlite::empty();
    conn.batch_execute("CREATE TABLE t (id INTEGER PRIMARY KEY)").unwrap();
    let found = read(&mut conn);
    let mut said = found.clone();
    said[0].comment = Some("a table".to_owned());
    said[0].columns[0].comment = Some("a key".to_owned());
    assert_eq!(compare::<diesel::sqlite::Sqlite>(&said, &found), []);
}

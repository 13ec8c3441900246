//! `create_all` and `drop_all`.

use diesel::connection::{Connection, SimpleConnection};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use model_runtime::schema::{Schema, TableSchema, reflect};
use model_runtime::{Error, IsFor};

use crate::database;
use crate::tables::{Blog, POSTS, USERS};

const CIRCLE_WITH_ROWS: &str = "
    INSERT INTO teams (id) VALUES (1);
    INSERT INTO players (id, team_id) VALUES (7, 1);
    UPDATE teams SET captain_id = 7;
    INSERT INTO lines VALUES (1, 1, NULL, NULL), (1, 2, 1, 1);
    INSERT INTO users (id, name, email) VALUES (1, 'a', 'a@x');
    INSERT INTO posts (user_id, title) VALUES (1, 't');";

fn count(conn: &mut SqliteConnection, from: &str) -> i64 {
    diesel::select(sql::<BigInt>(&format!("(SELECT count(*) FROM {from})"))).get_result(conn).unwrap()
}

#[test]
fn creates_parents_first_and_only_once() {
    let mut conn = database();
    let report = Blog::create_all(&mut conn).unwrap();
    assert_eq!(report.created, ["users", "posts", "lines", "players", "teams", "order"]);
    assert!(report.unchanged.is_empty());
    conn.batch_execute(CIRCLE_WITH_ROWS).unwrap();

    let again = Blog::create_all(&mut conn).unwrap();
    assert!(again.created.is_empty());
    assert_eq!(again.unchanged, report.created);
    assert_eq!(count(&mut conn, "posts"), 1);
}

#[test]
fn reports_what_it_did() {
    struct Two;
    impl<DB> IsFor<DB> for Two {}
    impl Schema for Two {
        const NAME: &'static str = "Two";
        const TABLES: &'static [&'static TableSchema] = &[&USERS, &POSTS];
    }
    struct One;
    impl<DB> IsFor<DB> for One {}
    impl Schema for One {
        const NAME: &'static str = "One";
        const TABLES: &'static [&'static TableSchema] = &[&USERS];
    }
    struct None;
    impl<DB> IsFor<DB> for None {}
    impl Schema for None {
        const NAME: &'static str = "None";
        const TABLES: &'static [&'static TableSchema] = &[];
    }
    let mut conn = database();
    assert_eq!(One::create_all(&mut conn).unwrap().to_string(), "created `users`");
    assert_eq!(Two::create_all(&mut conn).unwrap().to_string(), "created `posts`; unchanged `users`");
    assert_eq!(Two::create_all(&mut conn).unwrap().to_string(), "unchanged `users`, `posts`");
    assert_eq!(None::create_all(&mut conn).unwrap().to_string(), "nothing to create");
}

#[test]
fn a_difference_anywhere_creates_nothing() {
    let mut conn = database();
    conn.batch_execute("CREATE TABLE players (id INTEGER PRIMARY KEY)").unwrap();
    let error = Blog::create_all(&mut conn).unwrap_err();
    let Error::Schema(error) = error else { panic!("{error}") };
    assert_eq!(
        error.to_string(),
        "the database does not have the tables of schema `Blog`, 2 differences:\n  \
         - table `players`, column `team_id`: expected `INTEGER NOT NULL`, found none\n  \
         - table `players`, foreign key `fk_players_team_id`: expected `CONSTRAINT \"fk_players_team_id\" FOREIGN KEY \
         (\"team_id\") REFERENCES \"teams\" (\"id\") ON DELETE RESTRICT`, found none\n\
         help: write a migration, or change the models; where the data may go, call `Blog::drop_all(..)` and then \
         `Blog::create_all(..)`"
    );
    assert_eq!(count(&mut conn, "sqlite_master"), 1);
}

#[test]
fn a_statement_that_fails_takes_everything_back() {
    let mut conn = database();
    // The name of an index is taken.
    conn.batch_execute("CREATE TABLE other (a); CREATE INDEX ix_posts_title ON other (a)").unwrap();
    assert!(matches!(Blog::create_all(&mut conn), Err(Error::Database(_))));
    assert_eq!(count(&mut conn, "sqlite_master"), 2);
}

#[test]
fn ids_are_not_handed_out_again() {
    let mut conn = database();
    Blog::create_all(&mut conn).unwrap();
    conn.batch_execute(
        "INSERT INTO users (name, email) VALUES ('a', 'a'), ('b', 'b'); DELETE FROM users WHERE id = 2;
         INSERT INTO users (name, email) VALUES ('c', 'c');",
    )
    .unwrap();
    assert_eq!(diesel::select(sql::<BigInt>("(SELECT max(id) FROM users)")).get_result(&mut conn), Ok(3));
}

#[test]
fn drops_circles_with_rows_and_leaves_other_tables() {
    let mut conn = database();
    Blog::create_all(&mut conn).unwrap();
    conn.batch_execute(CIRCLE_WITH_ROWS).unwrap();
    conn.batch_execute("CREATE TABLE other (a); INSERT INTO other VALUES (1)").unwrap();
    let dropped = Blog::drop_all(&mut conn).unwrap();
    assert_eq!(dropped, ["order", "teams", "players", "lines", "posts", "users"]);
    assert_eq!(reflect(&mut conn).unwrap().into_iter().map(|table| table.name).collect::<Vec<_>>(), ["other"]);
    assert_eq!(count(&mut conn, "other"), 1);

    assert!(Blog::drop_all(&mut conn).unwrap().is_empty());
    Blog::create_all(&mut conn).unwrap();
    // Foreign keys are enforced as before.
    assert!(conn.batch_execute("INSERT INTO posts (user_id, title) VALUES (99, 'x')").is_err());
}

#[test]
fn a_row_elsewhere_that_refers_to_a_table_keeps_all_of_them() {
    let mut conn = database();
    Blog::create_all(&mut conn).unwrap();
    conn.batch_execute(CIRCLE_WITH_ROWS).unwrap();
    conn.batch_execute("CREATE TABLE other (u INTEGER REFERENCES users (id)); INSERT INTO other VALUES (1)").unwrap();
    let error = Blog::drop_all(&mut conn).unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(count(&mut conn, "users"), 1);
    assert_eq!(count(&mut conn, "lines"), 2);
}

#[test]
fn both_work_inside_a_transaction() {
    let mut conn = database();
    conn.test_transaction::<_, Error, _>(|conn| {
        Blog::create_all(conn)?;
        conn.batch_execute(CIRCLE_WITH_ROWS)?;
        Blog::drop_all(conn)?;
        Blog::create_all(conn)
    });
    assert_eq!(count(&mut conn, "sqlite_master WHERE name NOT LIKE 'sqlite%'"), 0);
}

#[test]
fn the_checks_and_defaults_are_at_work() {
    let mut conn = database();
    Blog::create_all(&mut conn).unwrap();
    conn.batch_execute("INSERT INTO users (name, email) VALUES ('abc', 'a')").unwrap();
    let row = "SELECT is_active || score || length(token) || name_length || tag FROM users";
    let row: String = diesel::select(sql::<Text>(&format!("({row})"))).get_result(&mut conn).unwrap();
    assert_eq!(row, "1-1.583x");
    let error = Error::from(
        diesel::sql_query("INSERT INTO users (name, email) VALUES ('', 'b')").execute(&mut conn).unwrap_err(),
    );
    assert!(error.to_string().contains("check"), "{error}");
}

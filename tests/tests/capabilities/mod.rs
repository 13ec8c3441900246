//! What a backend is said to be able to do, tried on a real database: what it cannot do, it refuses.

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use model_runtime::Error;
use model_runtime::backend::{DefaultRow, UpdateForm, Upsert};
use model_runtime::database::TransactionOptions;
use model_runtime::prelude::*;
use model_runtime::query::Execute;
use model_runtime::schema::Define;

use crate::db::{Connection, capabilities, connect, empty};
use tests::models::*;

/// A database with a table, two rows, and one that refers to it.
fn things() -> Connection {
    let mut conn = empty();
    let sql = "CREATE TABLE things (id INTEGER NOT NULL PRIMARY KEY, size INTEGER DEFAULT 7, CHECK (size > 0)); \
               CREATE TABLE parts (id INTEGER NOT NULL PRIMARY KEY, thing INTEGER, \
                   CONSTRAINT fk_thing FOREIGN KEY (thing) REFERENCES things (id)); \
               INSERT INTO things (id, size) VALUES (1, 1), (2, 2)";
    conn.batch_execute(sql).unwrap();
    conn
}

/// Whether all of these statements are carried out.
fn works(sql: &str, conn: &mut Connection) -> bool {
    // One by one: of several, the first error might be of another.
    sql.split("; ").all(|sql| conn.batch_execute(sql).is_ok())
}

fn number(sql: &str, conn: &mut Connection) -> i64 {
    diesel::dsl::sql::<BigInt>(sql).one(conn).unwrap()
}

#[test]
fn statements_are_understood_or_refused() {
    let can = capabilities();
    for (what, is_there, sql) in [
        ("returning", can.returning, "UPDATE things SET size = 3 RETURNING id"),
        ("default_keyword", can.default_keyword, "INSERT INTO things (id, size) VALUES (9, DEFAULT)"),
        (
            "default_row",
            can.default_row == DefaultRow::DefaultValues,
            "CREATE TABLE rows_of_defaults (a INTEGER DEFAULT 1); INSERT INTO rows_of_defaults DEFAULT VALUES",
        ),
        (
            "default_row",
            can.default_row == DefaultRow::EmptyLists,
            "CREATE TABLE rows_of_defaults (a INTEGER DEFAULT 1); INSERT INTO rows_of_defaults () VALUES ()",
        ),
        (
            "upsert",
            can.upsert == Upsert::OnConflict,
            "INSERT INTO things (id, size) VALUES (1, 5) ON CONFLICT (id) DO UPDATE SET size = excluded.size",
        ),
        (
            "upsert",
            can.upsert == Upsert::OnDuplicateKey,
            "INSERT INTO things (id, size) VALUES (1, 5) ON DUPLICATE KEY UPDATE size = VALUES(size)",
        ),
        (
            "update_rows",
            can.update_rows == UpdateForm::From,
            "UPDATE things SET size = v.size FROM (SELECT 1 AS id, 3 AS size) AS v WHERE things.id = v.id",
        ),
        ("savepoints", can.savepoints, "BEGIN; SAVEPOINT a; ROLLBACK TO SAVEPOINT a; ROLLBACK"),
        ("partial_indexes", can.partial_indexes, "CREATE INDEX ix_some ON things (size) WHERE size > 1"),
        ("arrays", can.arrays, "CREATE TABLE lists AS SELECT ARRAY[1, 2] AS list"),
        ("checks", !can.checks, "INSERT INTO things (id, size) VALUES (3, -1)"),
    ] {
        let conn = &mut things();
        assert_eq!(works(sql, conn), is_there, "{what}: {sql}");
    }
}

#[test]
fn integers_without_a_sign_refuse_one() {
    let conn = &mut empty();
    let sql = "CREATE TABLE counts (a INTEGER UNSIGNED); INSERT INTO counts (a) VALUES (4294967295)";
    let has_them = works(sql, conn) && !works("INSERT INTO counts (a) VALUES (-1)", conn);
    assert_eq!(has_them, capabilities().unsigned_integers);
}

/// MariaDB can, MySQL cannot; so what is said of both is that they cannot.
#[test]
fn a_statement_may_read_what_it_writes() {
    let can = works("DELETE FROM things WHERE id IN (SELECT id FROM things)", &mut things());
    assert!(can || !capabilities().reads_what_it_writes);
}

#[test]
fn keys_that_the_database_made_are_learned() {
    let conn = &mut connect();
    let user = NewUser::named("a").insert(conn).unwrap();
    assert_eq!(capabilities().returning, capabilities().last_key.is_none());
    if let Some(last) = capabilities().last_key {
        assert_eq!(number(&format!("SELECT CAST({} AS SIGNED)", last.first), conn), user.id);
        let next = number(&format!("SELECT CAST({} + {} AS SIGNED)", last.first, last.step), conn);
        assert_eq!(NewUser::named("b").insert(conn).unwrap().id, next);
    }
}

#[test]
fn ddl_is_rolled_back_or_commits() {
    let conn = &mut things();
    assert!(works("BEGIN; CREATE TABLE later (a INTEGER); ROLLBACK", conn));
    assert_eq!(works("SELECT * FROM later", conn), !capabilities().transactional_ddl);
}

#[test]
fn keys_are_checked_at_the_end_or_at_once() {
    let conn = &mut things();
    let is_deferred = works(
        "CREATE TABLE late (id INTEGER NOT NULL PRIMARY KEY, thing INTEGER REFERENCES things (id) DEFERRABLE INITIALLY \
         DEFERRED); BEGIN; INSERT INTO late (id, thing) VALUES (1, 99); INSERT INTO things (id) VALUES (99); COMMIT",
        conn,
    );
    assert_eq!(is_deferred, capabilities().deferrable_keys);
}

#[test]
fn a_check_may_be_about_a_column_that_a_foreign_key_writes() {
    let conn = &mut things();
    let is_allowed = works(
        "CREATE TABLE moved (id INTEGER NOT NULL PRIMARY KEY, thing INTEGER, CHECK (thing > 0), \
         FOREIGN KEY (thing) REFERENCES things (id) ON DELETE SET NULL)",
        conn,
    );
    assert_eq!(is_allowed, capabilities().checks_of_moved_keys);
}

#[test]
fn foreign_keys_are_named_or_not() {
    let conn = &mut things();
    let error = Error::from(conn.batch_execute("INSERT INTO parts (id, thing) VALUES (1, 99)").unwrap_err());
    let found = error.constraint().unwrap();
    assert_eq!(found.name.as_deref() == Some("fk_thing"), capabilities().names_foreign_keys, "{error}");
}

#[test]
fn transactions_have_levels_and_only_read_or_not() {
    let conn = &mut connect();
    let chosen = ["SET SESSION CHARACTERISTICS AS TRANSACTION", "SET SESSION TRANSACTION"];
    let has_levels = chosen.iter().any(|sql| works(&format!("{sql} ISOLATION LEVEL SERIALIZABLE"), conn));
    assert_eq!(has_levels, capabilities().isolation_levels);
    // One server lets temporary tables, which these are, be written, another lets tables be created, after a COMMIT.
    let writes = ["DELETE FROM labels", "CREATE TABLE written (a INTEGER)"].map(|sql| {
        let only_reads = TransactionOptions::new().read_only();
        conn.atomic_with(only_reads, |conn| conn.batch_execute(sql).map_err(Error::from))
    });
    assert_eq!(writes.iter().any(Result::is_err), capabilities().read_only_transactions);
}

#[test]
fn no_more_values_are_bound_than_can_be() {
    let conn = &mut things();
    let list = |values: usize| vec![1_i32; values];
    let ones = |values: usize, conn: &mut Connection| {
        let sql = format!("SELECT id FROM things WHERE id IN ({})", marks(values));
        let mut query = diesel::sql_query(sql).into_boxed::<<Connection as Define>::Backend>();
        for value in list(values) {
            query = query.bind::<diesel::sql_types::Integer, _>(value);
        }
        query.run_execute(conn)
    };
    assert!(ones(capabilities().bind_limit, conn).is_ok());
    assert!(ones(capabilities().bind_limit + 1, conn).is_err());
}

/// Places for so many values.
fn marks(values: usize) -> String {
    let mark = |place: usize| if crate::db::numbered() { format!("${place}") } else { "?".to_owned() };
    (1..=values).map(mark).collect::<Vec<_>>().join(", ")
}

//! Constraints: what the error says, and what is left behind.

use crate::db::{Connection, connect};
use model_runtime::prelude::*;
use model_runtime::{ConstraintKind, ConstraintViolation, Error};
use tests::models::*;

fn violation(error: &Error) -> &ConstraintViolation {
    error.constraint().unwrap_or_else(|| panic!("not a constraint: {error}"))
}

/// Kind, table, columns, and name of what refused a write.
fn told(error: &Error) -> (ConstraintKind, Option<&str>, Vec<&str>, Option<&str>) {
    let found = violation(error);
    let columns = found.columns.iter().map(String::as_str).collect();
    (found.kind, found.table.as_deref(), columns, found.name.as_deref())
}

fn still_works(conn: &mut Connection) {
    assert!(NewUser::named("still").insert(conn).is_ok());
}

#[test]
fn a_unique_column() {
    let conn = &mut connect();
    NewUser::named("a").insert(conn).unwrap();

    let error = NewUser::named("a").insert(conn).unwrap_err();

    assert_eq!(told(&error), (ConstraintKind::Unique, Some("users"), vec!["email"], Some("uq_users_email")));
    assert!(error.is_unique_violation() && !error.is_foreign_key_violation() && !error.is_retryable());
    assert_eq!(
        error.to_string(),
        "the unique constraint `uq_users_email` on column `email` of table `users` refused the write"
    );
    assert!(std::error::Error::source(&error).is_some());
    still_works(conn);
}

#[test]
fn several_unique_columns() {
    let conn = &mut connect();
    NewAccount::of(1, "a").insert(conn).unwrap();

    let error = NewAccount::of(1, "a").insert(conn).unwrap_err();

    let expected = (ConstraintKind::Unique, Some("accounts"), vec!["org", "handle"], Some("uq_accounts_org_handle"));
    assert_eq!(told(&error), expected);
    still_works(conn);
}

#[test]
fn a_primary_key() {
    let conn = &mut connect();
    NewLine::of(1, 1, "Tea").insert(conn).unwrap();
    NewCountry::of("AT", "Austria").insert(conn).unwrap();

    let composite = NewLine::of(1, 1, "Tea").insert(conn).unwrap_err();
    let single = NewCountry::of("AT", "Austria").insert(conn).unwrap_err();

    let expected = (ConstraintKind::PrimaryKey, Some("lines"), vec!["order_id", "line"], Some("pk_lines"));
    assert_eq!(told(&composite), expected);
    assert_eq!(told(&single), (ConstraintKind::PrimaryKey, Some("countries"), vec!["code"], Some("pk_countries")));
    assert!(composite.is_unique_violation() && single.is_unique_violation());
    still_works(conn);
}

#[test]
fn a_generated_key_given_twice() {
    let conn = &mut connect();
    let alice = NewUser::named("a").insert(conn).unwrap();

    let error = User::insert_rows([User { email: "b".into(), ..alice.clone() }], conn).unwrap_err();

    assert_eq!(violation(&error).kind, ConstraintKind::PrimaryKey);
    assert_eq!(User::all(conn).unwrap(), [alice]);
}

#[test]
fn a_foreign_key() {
    let conn = &mut connect();
    let alice = NewUser::named("a").insert(conn).unwrap();
    NewPost::of(&alice, "t").insert(conn).unwrap();

    let child = NewPost::of(99, "t").insert(conn).unwrap_err();
    let parent = alice.delete(conn).unwrap_err();

    for error in [&child, &parent] {
        assert!(error.is_foreign_key_violation() && !error.is_unique_violation(), "{error}");
    }
    assert_eq!((Post::count(conn).unwrap(), User::count(conn).unwrap()), (1, 1));
    still_works(conn);
}

#[test]
fn a_check() {
    let conn = &mut connect();
    let mut alice = NewUser::named("a").insert(conn).unwrap();

    let inserted = NewUser { name: "forbidden".into(), ..NewUser::named("b") }.insert(conn).unwrap_err();
    alice.name = "forbidden".into();
    let saved = alice.save(conn).unwrap_err();

    for error in [&inserted, &saved] {
        assert_eq!(violation(error).kind, ConstraintKind::Check);
        assert_eq!(violation(error).name.as_deref(), Some("ck_users_name"));
        assert_eq!(violation(error).table.as_deref(), Some("users"));
    }
    still_works(conn);
}

#[test]
fn a_column_that_cannot_be_null() {
    let conn = &mut connect();
    diesel::sql_query("DROP TABLE seats").run(conn).unwrap();
    diesel::sql_query("CREATE TABLE seats (id BIGINT DEFAULT 1, code TEXT NOT NULL, guest TEXT NOT NULL)")
        .run(conn)
        .unwrap();

    let error = NewSeat { code: None, guest: "a".into() }.insert(conn).unwrap_err();

    assert_eq!(told(&error), (ConstraintKind::NotNull, Some("seats"), vec!["code"], None));
    still_works(conn);
}

#[test]
fn the_row_of_a_batch_that_is_refused_takes_the_others_with_it() {
    let conn = &mut connect();

    let error = User::insert_many(["a", "b", "a"].map(NewUser::named), conn).unwrap_err();

    assert!(error.is_unique_violation());
    assert_eq!(User::count(conn).unwrap(), 0);
    still_works(conn);
}

#[test]
fn the_second_chunk_of_whole_rows_takes_the_first_with_it() {
    let conn = &mut connect();
    let line = |i: i64| Line { order_id: i % 250, line: 0, product: String::new(), quantity: 0 };

    let error = Line::insert_rows((0..300).map(line), conn).unwrap_err();

    assert_eq!(violation(&error).kind, ConstraintKind::PrimaryKey);
    assert_eq!(Line::count(conn).unwrap(), 0);
}

#[test]
fn a_missing_table_is_an_error_of_the_database_that_names_the_model() {
    let conn = &mut crate::db::empty();

    let error = NewUser::named("a").insert(conn).unwrap_err();
    let read = User::all(conn).unwrap_err();

    assert!(matches!(error, Error::Database(_)));
    for error in [error, read] {
        let text = error.to_string();
        let told = text.strip_prefix("database error on `User`: ").unwrap_or_default();
        assert!(told.starts_with("no such table") || told.ends_with("exist"), "{text}");
    }
}

//! What only SQLite needs: several connections to a file, and who waits for whom.

use std::sync::{Arc, Mutex};

use crate::db::{Connection, Tested as _};
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use model_runtime::database::Poolable;
use model_runtime::prelude::*;
use tests::models::*;

/// Two connections to one database.
fn two(folder: &tempfile::TempDir) -> (Connection, Connection) {
    let path = folder.path().join("test.db");
    let open = || Connection::to(path.to_str().unwrap()).unwrap();
    let (mut first, second) = (open(), open());
    first.batch_execute("PRAGMA journal_mode = WAL").unwrap();
    Tables::create_all(&mut first).unwrap();
    (first, second)
}

#[test]
fn get_or_create_returns_the_row_that_somebody_else_made_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let (mut conn, other) = two(&folder);
    let rival = Arc::new(Mutex::new(Some(other)));
    // After the first SELECT the rival inserts the same user.
    conn.instrument(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && query.to_string().starts_with("INSERT")
            && let Some(mut other) = rival.lock().unwrap().take()
        {
            NewUser { bio: Some("rival".into()), ..NewUser::named("a") }.insert(&mut other).unwrap();
        }
    });

    let (found, new) = User::get_or_create(NewUser::named("a"), users::email, &mut conn).unwrap();

    assert_eq!((new, found.bio.as_deref()), (false, Some("rival")));
    assert_eq!(User::count(&mut conn).unwrap(), 1);
}

#[test]
fn reading_many_rows_waits_for_no_writer() {
    let folder = tempfile::tempdir().unwrap();
    let (mut conn, mut other) = two(&folder);
    User::insert_many((0..300).map(|i| NewUser::named(&format!("u{i}"))), &mut conn).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();

    assert_eq!(User::find_many(1..=300, &mut conn).unwrap().len(), 300);
    assert!(NewUser::named("late").insert(&mut conn).unwrap_err().is_retryable());
}

//! Transactions: closures, guards, savepoints; errors, panics, and Diesel's own around and inside.
#![allow(missing_docs)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use model_runtime::Error;
use model_runtime::database::{DatabaseBuilder, Isolation, Retry, Transaction, TransactionOptions, Transactional};
use model_runtime::prelude::*;

diesel::table! { notes (id) { id -> BigInt, text -> Text, } }

const TABLES: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE replies (note_id BIGINT NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)";

fn database() -> Database<SqliteConnection> {
    let db = DatabaseBuilder::<SqliteConnection>::new()
        .url("sqlite::memory:")
        .lock_timeout(Duration::from_millis(50))
        .connect()
        .unwrap();
    db.get().unwrap().batch_execute(TABLES).unwrap();
    db
}

fn add(text: &str, conn: &mut SqliteConnection) -> Result<(), Error> {
    diesel::insert_into(notes::table).values(notes::text.eq(text)).execute(conn)?;
    Ok(())
}

fn texts(conn: &mut SqliteConnection) -> Vec<String> {
    notes::table.select(notes::text).order(notes::id).load(conn).unwrap()
}

fn stop<T>() -> Result<T, Error> {
    Err(Error::NotFound { model: "stop", rows: Vec::new() })
}

#[test]
fn a_closure_is_committed_on_ok_and_rolled_back_on_err() {
    let db = database();
    let mut conn = db.get().unwrap();
    assert_eq!(conn.atomic(|conn| add("kept", conn).map(|()| 7)).unwrap(), 7);
    let error = conn.atomic(|conn| add("lost", conn).and_then(|()| stop::<()>())).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(texts(&mut conn), ["kept"]);
    db.atomic(|conn| add("by the database", conn)).unwrap();
    assert_eq!(db.atomic_read(|conn| Ok::<_, Error>(texts(conn).len())).unwrap(), 2);
}

#[test]
fn an_application_uses_errors_of_its_own() {
    #[derive(Debug)]
    enum Mine {
        Refused,
        #[allow(dead_code)]
        Model(Error),
    }
    impl From<Error> for Mine {
        fn from(error: Error) -> Self {
            Self::Model(error)
        }
    }
    let mut conn = database().get().unwrap();
    let result: Result<(), Mine> = conn.atomic(|conn| {
        add("lost", conn)?;
        Err(Mine::Refused)
    });
    assert!(matches!(result, Err(Mine::Refused)));
    assert!(texts(&mut conn).is_empty());
}

#[test]
fn nested_closures_are_savepoints() {
    let mut conn = database().get().unwrap();
    conn.atomic(|conn| {
        add("a", conn)?;
        assert!(conn.atomic(|conn| add("b", conn).and_then(|()| stop::<()>())).is_err());
        conn.atomic(|conn| {
            add("c", conn)?;
            assert!(conn.atomic_read(|conn| add("d", conn).and_then(|()| stop::<()>())).is_err());
            assert_eq!(conn.depth().unwrap(), 2);
            Ok::<_, Error>(())
        })
    })
    .unwrap();
    assert_eq!(texts(&mut conn), ["a", "c"]);
    assert_eq!(conn.depth().unwrap(), 0);
}

#[test]
fn diesels_own_transactions_mix_with_these() {
    let mut conn = database().get().unwrap();
    conn.transaction(|conn| {
        add("a", conn)?;
        assert!(conn.atomic(|conn| add("b", conn).and_then(|()| stop::<()>())).is_err());
        conn.atomic(|conn| {
            add("c", conn)?;
            let inner = conn.transaction(|conn| add("d", conn).and_then(|()| stop::<()>()));
            assert!(inner.is_err());
            Ok::<_, Error>(())
        })
    })
    .unwrap();
    assert_eq!(texts(&mut conn), ["a", "c"]);

    let mut raw = SqliteConnection::establish(":memory:").unwrap();
    raw.batch_execute(TABLES).unwrap();
    raw.begin_test_transaction().unwrap();
    raw.atomic(|conn| add("a", conn)).unwrap();
    assert_eq!(raw.depth().unwrap(), 1, "the test's transaction is still open");
}

#[test]
fn a_panic_rolls_back_and_leaves_the_connection_usable() {
    let db = database();
    let mut conn = db.get().unwrap();
    // Diesel's closure leaves its savepoint open when it panics; the transaction around it is rolled back all the same.
    let panic = catch_unwind(AssertUnwindSafe(|| {
        conn.atomic(|conn| {
            add("lost", conn)?;
            conn.transaction(|_| -> Result<(), Error> { panic!("in a test") })
        })
    }));
    assert!(panic.is_err());
    assert_eq!(conn.depth().unwrap(), 0);
    conn.atomic(|conn| add("kept", conn)).unwrap();
    // A nested one that panics takes only its own with it.
    conn.atomic(|conn| {
        let panic = catch_unwind(AssertUnwindSafe(|| {
            conn.atomic(|conn| -> Result<(), Error> {
                add("lost", conn)?;
                panic!("in a test")
            })
        }));
        assert!(panic.is_err());
        add("kept too", conn)
    })
    .unwrap();
    drop(conn);
    let panic = catch_unwind(AssertUnwindSafe(|| db.atomic(|_| -> Result<(), Error> { panic!("in a test") })));
    assert!(panic.is_err());
    assert_eq!(texts(&mut db.get().unwrap()), ["kept", "kept too"]);
}

#[test]
fn a_guard_commits_rolls_back_and_nests() {
    let db = database();
    let mut conn = db.get().unwrap();
    let mut transaction = Transaction::begin(&mut conn).unwrap();
    add("a", &mut transaction).unwrap();
    {
        let mut savepoint = transaction.savepoint().unwrap();
        add("dropped", &mut savepoint).unwrap();
    }
    let mut savepoint = transaction.savepoint().unwrap();
    add("b", &mut savepoint).unwrap();
    let mut inner = savepoint.savepoint().unwrap();
    inner.atomic(|conn| add("c", conn)).unwrap();
    inner.rollback().unwrap();
    savepoint.commit().unwrap();
    diesel::insert_into(notes::table).values(notes::text.eq("d")).execute(&mut *transaction).unwrap();
    transaction.commit().unwrap();
    assert_eq!(texts(&mut conn), ["a", "b", "d"]);

    add("lost", &mut Transaction::begin(&mut conn).unwrap()).unwrap();
    assert_eq!(texts(&mut conn), ["a", "b", "d"]);
    assert_eq!(conn.depth().unwrap(), 0);
}

#[test]
fn a_commit_that_fails_is_rolled_back() {
    let mut conn = database().get().unwrap();
    let reply = "INSERT INTO replies VALUES (99)";
    let error = conn
        .atomic(|conn| {
            add("lost", conn)?;
            conn.batch_execute(reply).map_err(Error::from)
        })
        .unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error:?}");
    let mut transaction = Transaction::begin(&mut conn).unwrap();
    transaction.batch_execute(reply).unwrap();
    assert!(transaction.commit().unwrap_err().is_foreign_key_violation());
    assert_eq!(conn.depth().unwrap(), 0);
    conn.atomic(|conn| add("kept", conn)).unwrap();
    assert_eq!(texts(&mut conn), ["kept"]);
}

#[test]
fn a_commit_with_an_unfinished_transaction_inside_is_refused() {
    let mut conn = database().get().unwrap();
    let mut transaction = Transaction::begin(&mut conn).unwrap();
    std::mem::forget(transaction.savepoint().unwrap());
    add("lost", &mut transaction).unwrap();
    assert!(transaction.commit().is_err());
    assert_eq!(conn.depth().unwrap(), 0);
    // So is one that somebody ended underneath.
    let error = conn.atomic(|conn| conn.batch_execute("ROLLBACK").map_err(Error::from)).unwrap_err();
    assert!(matches!(error, Error::Database(_)), "{error:?}");
    assert_eq!(conn.depth().unwrap(), 0);
    assert!(texts(&mut conn).is_empty());
}

#[test]
fn the_first_error_is_kept_when_the_database_has_rolled_back_by_itself() {
    let mut conn = database().get().unwrap();
    conn.batch_execute("CREATE UNIQUE INDEX one ON notes (text)").unwrap();
    conn.atomic(|conn| add("a", conn)).unwrap();
    let outcome = conn.atomic(|conn| {
        add("lost", conn)?;
        let inner = conn.atomic(|conn| {
            diesel::sql_query("INSERT OR ROLLBACK INTO notes (text) VALUES ('a')").execute(conn)?;
            Ok::<_, Error>(())
        });
        assert!(inner.unwrap_err().is_unique_violation());
        Ok::<_, Error>(())
    });
    assert!(outcome.is_err(), "what was lost cannot be committed");
    assert_eq!(conn.depth().unwrap(), 0);
    conn.atomic(|conn| add("b", conn)).unwrap();
    assert_eq!(texts(&mut conn), ["a", "b"]);
}

#[test]
fn writers_take_their_lock_at_once_and_readers_let_them() {
    let directory = tempfile::tempdir().unwrap();
    let url = directory.path().join("a.db").to_str().unwrap().to_owned();
    let db =
        DatabaseBuilder::<SqliteConnection>::new().url(url).lock_timeout(Duration::from_millis(50)).connect().unwrap();
    let (mut one, mut two) = (db.get().unwrap(), db.get().unwrap());
    one.batch_execute(TABLES).unwrap();
    let writer = Transaction::begin(&mut one).unwrap();
    assert!(matches!(Transaction::begin(&mut two).unwrap_err(), Error::Busy(_)));
    two.atomic_read(|conn| Ok::<_, Error>(texts(conn))).unwrap();
    writer.commit().unwrap();

    // A reader sees one state, whatever is written meanwhile.
    let mut reader = Transaction::begin_read(&mut one).unwrap();
    assert!(texts(&mut reader).is_empty());
    two.atomic(|conn| add("meanwhile", conn)).unwrap();
    assert!(texts(&mut reader).is_empty());
    reader.commit().unwrap();
    assert_eq!(texts(&mut one), ["meanwhile"]);
}

#[test]
fn options_that_only_an_outermost_transaction_can_have_are_refused_inside_of_one() {
    let db = database();
    let mut conn = db.get().unwrap();
    let serializable = TransactionOptions::new().isolation(Isolation::Serializable);
    conn.atomic_with(serializable, |conn| add("a", conn)).unwrap();
    db.atomic_with(serializable, |conn| add("b", conn)).unwrap();
    db.atomic_retrying(Retry::new().options(serializable), |conn| add("c", conn)).unwrap();
    conn.atomic(|conn| {
        for options in [serializable, TransactionOptions::new().deferrable()] {
            let error = conn.atomic_with(options, |conn| add("lost", conn)).unwrap_err();
            assert!(error.to_string().contains("while a transaction is open"), "{error}");
            assert!(Transaction::begin_with(conn, options).is_err());
        }
        // The transaction goes on, and one that only reads may be part of it.
        add("d", conn)?;
        conn.atomic_with(TransactionOptions::new().read_only(), |conn| Ok::<_, Error>(texts(conn))).map(drop)
    })
    .unwrap();
    assert_eq!(conn.depth().unwrap(), 0);
    assert_eq!(texts(&mut conn), ["a", "b", "c", "d"]);
}

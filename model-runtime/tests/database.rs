//! Databases: URLs, pools, in-memory databases, set-up, errors of files.
#![allow(missing_docs)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use model_runtime::database::{DatabaseBuilder, Transaction, prepare};
use model_runtime::prelude::*;
use model_runtime::{ConnectionError, Error};

diesel::table! { notes (id) { id -> BigInt, text -> Text, } }

const CREATE: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)";

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    value: String,
}

fn number(sql: &str, conn: &mut SqliteConnection) -> i64 {
    sql_query(sql).get_result::<Number>(conn).unwrap().value
}

fn journal_mode(conn: &mut SqliteConnection) -> String {
    sql_query("SELECT journal_mode AS value FROM pragma_journal_mode").get_result::<Word>(conn).unwrap().value
}

fn count(conn: &mut SqliteConnection) -> i64 {
    notes::table.count().get_result(conn).unwrap()
}

fn add(text: &str, conn: &mut SqliteConnection) -> QueryResult<usize> {
    diesel::insert_into(notes::table).values(notes::text.eq(text)).execute(conn)
}

fn builder(path: &Path) -> DatabaseBuilder<SqliteConnection> {
    DatabaseBuilder::<SqliteConnection>::new().url(path.to_str().unwrap()).lock_timeout(Duration::from_millis(50))
}

fn refused(url: &str) -> ConnectionError {
    let started = Instant::now();
    let error = Database::<SqliteConnection>::open(url).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(2), "`{url}` took {:?}", started.elapsed());
    match error {
        Error::Connection(error) => *error,
        other => panic!("{url}: {other:?}"),
    }
}

#[test]
fn a_pooled_connection_serves_plain_diesel_and_leads_to_the_raw_connection() {
    let db = Database::<SqliteConnection>::open("sqlite::memory:").unwrap();
    let mut conn = db.get().unwrap();
    conn.batch_execute(CREATE).unwrap();
    diesel::insert_into(notes::table).values(notes::text.eq("a")).execute(&mut conn).unwrap();
    let made: Vec<(i64, String)> = diesel::insert_into(notes::table)
        .values(vec![notes::text.eq("b"), notes::text.eq("c")])
        .returning(notes::all_columns)
        .get_results(&mut *conn)
        .unwrap();
    assert_eq!(made.len(), 2);
    assert_eq!(notes::table.count().get_result::<i64>(&mut conn).unwrap(), 3);
}

#[test]
fn a_database_is_shared_between_threads_and_shown_without_a_password() {
    fn shareable<T: Clone + Send + Sync + std::fmt::Debug>(_: &T) {}
    let db = Database::<SqliteConnection>::open("sqlite::memory:").unwrap();
    shareable(&db);
    assert!(format!("{db:?}").contains("sqlite::memory:"));
    let builder = DatabaseBuilder::<SqliteConnection>::new().url("postgres://ann:s3cret@host/db");
    assert!(!format!("{builder:?}").contains("s3cret"));
}

#[test]
fn every_form_of_url_leads_to_its_file() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().to_str().unwrap();
    for (url, file) in [
        (format!("sqlite://{root}/a.db"), "a.db"),
        (format!("sqlite:///{root}/b.db"), "b.db"),
        (format!("sqlite:{root}/c.db"), "c.db"),
        (format!("sqlite+pysqlite://{root}/d%20e.db"), "d e.db"),
        (format!("sqlite://{root}/ä ö#1.db?mode=rwc"), "ä ö#1.db"),
        (format!("file:{root}/f.db?cache=private"), "f.db"),
        (format!("{root}/g %20.db"), "g %20.db"),
    ] {
        let db = Database::<SqliteConnection>::open(&url).unwrap_or_else(|error| panic!("{url}: {error}"));
        db.get().unwrap().batch_execute(CREATE).unwrap();
        assert!(directory.path().join(file).exists(), "{url} made no `{file}`");
    }
}

#[test]
fn malformed_urls_are_refused_with_the_forms_that_are_known() {
    for (url, expected) in [
        ("", "it is empty"),
        ("postgres://ann:s3cret@host/db", "it is a URL of `postgres`"),
        ("mysql://ann:s3cret@host/db", "it is a URL of `mysql`"),
        ("htp://host/x", "`htp` is not a known scheme"),
        ("sqlite://", "it names no file"),
        ("sqlite:a.db?mod=ro", "SQLite has no option `mod`"),
        ("sqlite:a.db?mode=read", "`mode` cannot be `read`"),
        ("a.db?mode=ro", "write `sqlite:a.db?mode=ro`"),
        ("sqlite:a.db\n", "control character"),
        ("sqlite:a%00.db", "%00"),
    ] {
        let error = refused(url);
        assert!(matches!(error, ConnectionError::Url { .. }), "{url}: {error:?}");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    }
}

#[test]
fn what_cannot_be_opened_is_an_error_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().to_str().unwrap();
    std::fs::write(directory.path().join("text.db"), "this is not a database, it is only some text ".repeat(50))
        .unwrap();
    for url in [
        format!("{root}/missing/a.db"),
        root.to_owned(),
        format!("sqlite:{root}/none.db?mode=ro"),
        format!("{root}/text.db"),
    ] {
        let error = refused(&url);
        assert!(matches!(error, ConnectionError::Open { .. }), "{url}: {error:?}");
    }
    assert!(refused(&format!("{root}/text.db")).to_string().contains("not a database"));
}

#[test]
fn an_in_memory_database_is_one_for_the_pool_and_ends_with_it() {
    let (first, second) = (
        Database::<SqliteConnection>::open("sqlite::memory:").unwrap(),
        Database::<SqliteConnection>::open("sqlite::memory:").unwrap(),
    );
    let mut one = first.get().unwrap();
    one.batch_execute(CREATE).unwrap();
    add("a", &mut one).unwrap();
    let mut two = first.get().unwrap();
    assert_eq!(count(&mut two), 1);
    assert!(notes::table.count().get_result::<i64>(&mut second.get().unwrap()).is_err());

    let open = || Database::<SqliteConnection>::open("file:/ends-with-its-pool?vfs=memdb").unwrap();
    let db = open();
    db.get().unwrap().batch_execute(CREATE).unwrap();
    assert!(open().get().unwrap().batch_execute("SELECT * FROM notes").is_ok(), "a named one is shared");
    drop(db);
    // A thread of the pool may hold a connection for a moment more.
    let gone = || open().get().unwrap().batch_execute("SELECT * FROM notes").is_err();
    let deadline = Instant::now() + Duration::from_secs(10);
    while !gone() {
        assert!(Instant::now() < deadline, "it is still there");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_in_memory_database_outlives_its_connections() {
    let db = Database::<SqliteConnection>::open("sqlite::memory:").unwrap();
    let mut conn = db.get().unwrap();
    conn.batch_execute(CREATE).unwrap();
    // A connection that comes back inside a transaction is closed; here it was the only one.
    std::mem::forget(Transaction::begin(&mut conn).unwrap());
    drop(conn);
    assert_eq!(db.status().open, 0);
    assert_eq!(count(&mut db.get().unwrap()), 0);
}

#[test]
fn writers_of_an_in_memory_database_wait_for_each_other() {
    let db = Database::<SqliteConnection>::open("sqlite::memory:").unwrap();
    db.get().unwrap().batch_execute(CREATE).unwrap();
    let mut threads = Vec::new();
    for _ in 0..4 {
        let db = db.clone();
        threads.push(thread::spawn(move || {
            for _ in 0..10 {
                db.atomic(|conn| {
                    let before = count(conn);
                    add("x", conn)?;
                    assert_eq!(count(conn), before + 1);
                    Ok::<_, Error>(())
                })
                .unwrap();
            }
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(count(&mut db.get().unwrap()), 40);
}

#[test]
fn the_lock_timeout_is_honoured_in_memory_and_in_files() {
    let directory = tempfile::tempdir().unwrap();
    for url in ["sqlite::memory:", directory.path().join("a.db").to_str().unwrap()] {
        let db = DatabaseBuilder::<SqliteConnection>::new()
            .url(url)
            .lock_timeout(Duration::from_millis(80))
            .connect()
            .unwrap();
        let (mut holder, mut other) = (db.get().unwrap(), db.get().unwrap());
        holder.batch_execute(CREATE).unwrap();
        assert_eq!(count(&mut other), 0);
        let transaction = Transaction::begin(&mut holder).unwrap();
        let started = Instant::now();
        let error = other.atomic(|conn| Ok::<_, Error>(add("x", conn)?)).unwrap_err();
        assert!(started.elapsed() >= Duration::from_millis(70), "{url}: {:?}", started.elapsed());
        assert!(matches!(error, Error::Busy(_)) && error.is_retryable(), "{error:?}");
        // Plain Diesel's error is understood too.
        let error = Error::from(add("x", &mut other).unwrap_err());
        assert!(matches!(error, Error::Busy(_)), "{error:?}");
        transaction.commit().unwrap();
        add("x", &mut other).unwrap();
        assert_eq!(count(&mut other), 1);
    }
}

#[test]
fn connections_are_set_up_before_the_hooks_run() {
    let directory = tempfile::tempdir().unwrap();
    let calls = Arc::new(AtomicU32::new(0));
    let seen = calls.clone();
    let db = builder(&directory.path().join("a.db"))
        .on_connect(move |conn| {
            seen.fetch_add(1, Ordering::SeqCst);
            assert_eq!(number("SELECT foreign_keys AS value FROM pragma_foreign_keys", conn), 1);
            assert_eq!(number("SELECT timeout AS value FROM pragma_busy_timeout", conn), 50);
            assert_eq!(number("SELECT synchronous AS value FROM pragma_synchronous", conn), 1);
            assert_eq!(journal_mode(conn), "wal");
            conn.batch_execute("PRAGMA cache_size = 123")
        })
        .connect()
        .unwrap();
    let (mut one, _two) = (db.get().unwrap(), db.get().unwrap());
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!(number("SELECT cache_size AS value FROM pragma_cache_size", &mut one), 123);

    let failing = builder(&directory.path().join("b.db")).on_connect(|conn| conn.batch_execute("nonsense"));
    let error = failing.connect().unwrap_err();
    assert!(error.to_string().contains("nonsense"), "{error}");
}

#[test]
fn a_connection_of_ones_own_is_set_up_likewise() {
    let directory = tempfile::tempdir().unwrap();
    let mut conn = SqliteConnection::establish(directory.path().join("a.db").to_str().unwrap()).unwrap();
    prepare(&mut conn).unwrap();
    assert_eq!(journal_mode(&mut conn), "wal");
    assert_eq!(number("SELECT timeout AS value FROM pragma_busy_timeout", &mut conn), 5_000);
    let mut transaction = Transaction::begin(&mut conn).unwrap();
    assert!(prepare(&mut *transaction).is_err(), "`foreign_keys` would be ignored");
}

#[test]
fn a_read_only_database_is_read_and_not_changed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute(CREATE).unwrap();
    let db = Database::<SqliteConnection>::open(format!("sqlite:{}?mode=ro", path.display())).unwrap();
    let mut read = db.get().unwrap();
    assert_eq!(count(&mut read), 0);
    assert_eq!(journal_mode(&mut read), "delete");
    let error = Error::from(add("x", &mut read).unwrap_err());
    assert!(matches!(error, Error::Database(_)) && !error.is_retryable(), "{error:?}");
}

#[test]
fn a_pool_grows_to_its_limit_and_then_times_out() {
    let db = DatabaseBuilder::<SqliteConnection>::new().url(":memory:").pool_size(1).max_overflow(1);
    let db = db.pool_timeout(Duration::from_millis(200)).pre_ping(true).connect().unwrap();
    let status = db.status();
    assert_eq!((status.open, status.idle, status.size), (1, 1, 2));
    let (one, _two) = (db.get().unwrap(), db.get().unwrap());
    let started = Instant::now();
    let error = db.get().map(drop).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert!(error.is_retryable(), "{error:?}");
    let Error::Connection(error) = error else { panic!("{error:?}") };
    assert!(matches!(*error, ConnectionError::PoolTimeout { .. }), "{error:?}");
    let status = db.status();
    assert_eq!((status.open, status.idle, status.waiting, status.timeouts), (2, 0, 0, 1));
    thread::scope(|scope| {
        let waiter = scope.spawn(|| db.get().map(drop));
        while db.status().waiting == 0 && !waiter.is_finished() {
            thread::yield_now();
        }
        drop(one);
        waiter.join().unwrap().unwrap();
    });
    let after = db.status();
    assert_eq!((after.waiting, after.timeouts, after.opened), (0, 1, 2));
    assert_eq!(after.checkouts, status.checkouts + 1);
    assert!(after.waited >= status.waited);
}

#[test]
fn options_out_of_range_are_named() {
    let new = || DatabaseBuilder::<SqliteConnection>::new().url("sqlite::memory:");
    let day = Duration::from_hours(25);
    for (builder, expected) in [
        (new().pool_size(0), "pool_size"),
        (new().max_overflow(u32::MAX), "max_overflow"),
        (new().pool_size(u32::MAX), "pool_size"),
        (new().pool_timeout(Duration::ZERO), "pool_timeout"),
        (new().pool_timeout(Duration::MAX), "pool_timeout"),
        (new().pool_recycle(Duration::ZERO), "pool_recycle"),
        (new().idle_timeout(Duration::ZERO), "idle_timeout"),
        (new().lock_timeout(day), "lock_timeout"),
        (new().port(5432), "port"),
        (DatabaseBuilder::<SqliteConnection>::new().host("localhost"), "host"),
    ] {
        let Error::Connection(error) = builder.connect().unwrap_err() else { panic!("{expected}") };
        assert!(matches!(*error, ConnectionError::Option { option, .. } if option == expected), "{error:?}");
    }
}

#[test]
fn a_connection_that_comes_back_in_a_transaction_is_closed() {
    let directory = tempfile::tempdir().unwrap();
    let db = builder(&directory.path().join("a.db")).connect().unwrap();
    let mut conn = db.get().unwrap();
    conn.batch_execute(CREATE).unwrap();
    std::mem::forget(Transaction::begin(&mut conn).unwrap());
    add("lost", &mut conn).unwrap();
    drop(conn);
    assert_eq!(db.status().open, 0);
    let mut conn = db.get().unwrap();
    assert_eq!(count(&mut conn), 0);
    add("kept", &mut conn).unwrap();
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let directory = tempfile::tempdir().unwrap();
    let db = builder(&directory.path().join("a.db")).connect().unwrap();
    let mut conn = db.get().unwrap();
    conn.batch_execute(CREATE).unwrap();
    conn.batch_execute("PRAGMA max_page_count = 20").unwrap();
    let large = "x".repeat(10_000);
    let error = conn
        .atomic(|conn| {
            for _ in 0..50 {
                add(&large, conn)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap_err();
    assert!(matches!(error, Error::Database(_)) && error.to_string().contains("full"), "{error:?}");
    assert_eq!(count(&mut conn), 0);
    conn.atomic(|conn| Ok::<_, Error>(add("small", conn)?)).unwrap();
    assert_eq!(count(&mut conn), 1);
}

#[test]
fn dropping_a_database_closes_its_files() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let db = builder(&path).connect().unwrap();
    db.get().unwrap().batch_execute(CREATE).unwrap();
    assert!(directory.path().join("a.db-wal").exists());
    drop(db);
    // SQLite removes the log when the last connection is closed.
    assert!(!directory.path().join("a.db-wal").exists());
}

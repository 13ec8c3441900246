//! `assert_queries!`: where it panics and what it says, plain Diesel in its block, and connections that something else hears.
#![allow(missing_docs)]

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Connection, Instrumentation, InstrumentationEvent, SimpleConnection};
use model_runtime::assert_queries;
use model_runtime::database::{DatabaseBuilder, Echo, Poolable, QueryLog};
use model_runtime::prelude::*;

diesel::table! { notes (id) { id -> BigInt, text -> Text, } }

const CREATE: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)";

fn connection() -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(CREATE).unwrap();
    conn
}

fn add(text: &str, conn: &mut SqliteConnection) -> QueryResult<usize> {
    diesel::insert_into(notes::table).values(notes::text.eq(text)).execute(conn)
}

fn count(conn: &mut SqliteConnection) -> i64 {
    notes::table.count().get_result(conn).unwrap()
}

/// The text of a panic, and the line where it was.
fn panic_of(work: impl FnOnce()) -> (String, u32) {
    thread_local! { static LINE: RefCell<u32> = const { RefCell::new(0) }; }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().filter(|place| place.file() == file!());
        LINE.set(place.map_or(0, std::panic::Location::line));
        before(panic);
    }));
    let panic = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
    (panic.downcast_ref::<String>().unwrap().clone(), LINE.take())
}

#[test]
fn the_panic_is_that_of_the_caller_and_lists_what_was_sent() {
    let conn = &mut connection();
    let before = line!() + 1;
    let (message, line) = panic_of(|| {
        assert_queries!(conn, 1..=2, {
            conn.atomic(|conn| {
                add("a", conn)?;
                Ok::<_, model_runtime::Error>(add("b", conn)?)
            })
            .unwrap();
            for id in 1..=2 {
                notes::table.find(id).load::<(i64, String)>(conn).unwrap();
                count(conn);
            }
        });
    });
    assert_eq!(line, before + 1);
    let expected = "\
assertion failed: sent 6 statements, expected 1..=2
      BEGIN IMMEDIATE
   1. (2 times) INSERT INTO `notes` (`text`) VALUES (?)
      COMMIT
   3. (2 times) SELECT `notes`.`id`, `notes`.`text` FROM `notes` WHERE (`notes`.`id` = ?)
   4. (2 times) SELECT COUNT(*) FROM `notes`
the same statement ran 2 times: INSERT INTO `notes` (`text`) VALUES (?); write rows together: `insert_many`, `save_many`, `delete_many`
the same statement ran 2 times: SELECT `notes`.`id`, `notes`.`text` FROM `notes` WHERE (`notes`.`id` = ?); load related rows together: `.with(..)` or `load_for_all`
the same statement ran 2 times: SELECT COUNT(*) FROM `notes`; load related rows together: `.with(..)` or `load_for_all`";
    assert_eq!(message, expected);
}

#[test]
fn binds_are_shown_where_the_pool_shows_them() {
    for binds in [false, true] {
        let builder = DatabaseBuilder::<SqliteConnection>::new().url("sqlite::memory:");
        let db = builder.echo(Echo::On).echo_binds(binds).connect().unwrap();
        let conn = &mut db.get().unwrap();
        conn.batch_execute(CREATE).unwrap();
        let log = QueryLog::of(conn).unwrap();
        add("bound", conn).unwrap();
        assert_eq!(format!("{log}").ends_with(" -- binds: [\"bound\"]"), binds, "{log}");
        assert!(!log.statements()[0].contains("bound"));
    }
}

#[test]
fn control_of_transactions_is_told_by_the_words() {
    let conn = &mut connection();
    let log = QueryLog::of(conn).unwrap();
    for sql in ["begin", " SAVEPOINT a", "RELEASE a;", "End transaction ;", "BEGIN EXCLUSIVE", "rollback"] {
        conn.batch_execute(sql).unwrap();
    }
    assert_eq!((log.count(), log.transactions(), log.savepoints()), (0, 2, 1), "{log}");
    conn.batch_execute("BEGIN; DELETE FROM notes; COMMIT").unwrap();
    let _ = conn.batch_execute("commits");
    assert_eq!(log.count(), 2, "{log}");
}

#[test]
fn a_statement_that_cannot_be_made_into_sql_is_an_error_of_its_own_only() {
    let db = DatabaseBuilder::<SqliteConnection>::new().url("sqlite::memory:").echo(Echo::On).connect().unwrap();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_test_writer().finish();
    tracing::subscriber::with_default(subscriber, || {
        let conn = &mut db.get().unwrap();
        let log = QueryLog::of(conn).unwrap();
        let nothing = diesel::update(notes::table).set(None::<diesel::dsl::Eq<notes::text, &str>>).execute(conn);
        assert!(matches!(nothing, Err(diesel::result::Error::QueryBuilderError(_))), "{nothing:?}");
        assert_eq!(log.statements(), ["(a statement of unknown form)"]);
    });
}

#[derive(Clone, Default)]
struct Ear(Arc<AtomicUsize>);

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let is_start = matches!(event, InstrumentationEvent::StartQuery { .. });
        self.0.fetch_add(usize::from(is_start), Ordering::Relaxed);
    }
}

#[test]
fn what_diesel_alone_installed_is_not_replaced() {
    let ear = Ear::default();
    let mut conn = connection();
    conn.set_instrumentation(ear.clone());
    let error = QueryLog::of(&mut conn).unwrap_err().to_string();
    assert!(error.contains("`set_instrumentation`") && error.contains("`conn.instrument(..)`"), "{error}");
    assert_eq!(panic_of(|| assert_queries!(conn, 0, {})).0, error);
    count(&mut conn);
    assert_eq!(ear.0.load(Ordering::Relaxed), 1);

    conn.instrument(ear.clone());
    assert_queries!(conn, 1, { count(&mut conn) });
    assert_eq!(ear.0.load(Ordering::Relaxed), 2);
}

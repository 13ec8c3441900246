//! Statement logging: what is logged, at which level, and what is never shown.
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use model_runtime::Error;
use model_runtime::database::{DatabaseBuilder, Echo, SQL_TARGET};
use model_runtime::prelude::*;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::with_default;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

diesel::table! { notes (id) { id -> BigInt, text -> Text, } }

const CREATE: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL CHECK (text <> ' -- binds: '))";

#[derive(Clone)]
struct Logged {
    level: Level,
    fields: BTreeMap<String, String>,
}

impl Logged {
    fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }
}

impl Visit for Logged {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}"));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.to_owned());
    }
}

#[derive(Clone, Default)]
struct Capture(Arc<Mutex<Vec<Logged>>>);

impl<S: Subscriber> Layer<S> for Capture {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == SQL_TARGET {
            let mut logged = Logged { level: *event.metadata().level(), fields: BTreeMap::new() };
            event.record(&mut logged);
            self.0.lock().unwrap().push(logged);
        }
    }
}

/// What is logged, up to a level, while `work` runs on a database with these options.
fn log(level: LevelFilter, echo: Echo, binds: bool, work: impl FnOnce(&mut SqliteConnection)) -> Vec<Logged> {
    let builder = DatabaseBuilder::<SqliteConnection>::new().echo(echo).echo_binds(binds);
    log_of(level, builder, |db| work(&mut db.get().unwrap()))
}

/// The same while `work` takes connections itself.
fn log_of(
    level: LevelFilter,
    options: DatabaseBuilder<SqliteConnection>,
    work: impl FnOnce(Database<SqliteConnection>),
) -> Vec<Logged> {
    let capture = Capture::default();
    let subscriber = tracing_subscriber::registry().with(level).with(capture.clone());
    with_default(subscriber, || work(options.url("sqlite::memory:").connect().unwrap()));
    std::mem::take(&mut capture.0.lock().unwrap())
}

fn add(text: &str, conn: &mut SqliteConnection) -> QueryResult<usize> {
    diesel::insert_into(notes::table).values(notes::text.eq(text)).execute(conn)
}

#[test]
fn statements_are_logged_with_their_time_and_without_their_binds() {
    let secret = "s3cret -- binds: [\"s3cret\"]";
    let logged = log(LevelFilter::DEBUG, Echo::On, false, |conn| {
        conn.batch_execute(CREATE).unwrap();
        add(secret, conn).unwrap();
        let found = notes::table.filter(notes::text.eq(secret)).count().get_result::<i64>(conn).unwrap();
        assert_eq!(found, 1);
    });
    let sql: Vec<&str> = logged.iter().map(|event| event.get("sql")).collect();
    assert_eq!(sql[0], CREATE);
    assert_eq!(sql[1], "INSERT INTO `notes` (`text`) VALUES (?)");
    assert!(sql[2].ends_with("WHERE (`notes`.`text` = ?)"), "{}", sql[2]);
    for event in &logged {
        assert_eq!((event.level, event.get("slow"), event.get("error")), (Level::DEBUG, "false", ""));
        event.get("elapsed").parse::<u64>().unwrap();
        assert!(!event.fields.values().any(|value| value.contains("s3cret")), "{:?}", event.fields);
    }
}

#[test]
fn binds_are_shown_where_they_are_asked_for() {
    let logged = log(LevelFilter::DEBUG, Echo::On, true, |conn| {
        conn.batch_execute(CREATE).unwrap();
        add("shown", conn).unwrap();
    });
    assert_eq!(logged[0].get("binds"), "");
    assert_eq!(logged[1].get("binds"), "[\"shown\"]");
    assert_eq!(logged[1].get("sql"), "INSERT INTO `notes` (`text`) VALUES (?)");
}

#[test]
fn errors_are_logged_with_their_statement() {
    let logged = log(LevelFilter::DEBUG, Echo::On, false, |conn| {
        conn.batch_execute(CREATE).unwrap();
        add(" -- binds: ", conn).unwrap_err();
        conn.batch_execute("SELECT ' -- binds: ' FROM nowhere").unwrap_err();
    });
    assert!(logged[1].get("error").contains("CHECK constraint failed"), "{:?}", logged[1].fields);
    assert!(logged[2].get("error").contains("no such table: nowhere"), "{:?}", logged[2].fields);
    assert_eq!(logged[2].get("sql"), "SELECT ' -- binds: ' FROM nowhere");
}

#[test]
fn transactions_are_logged_with_their_depth() {
    let logged = log(LevelFilter::DEBUG, Echo::On, false, |conn| {
        conn.atomic(|conn| {
            let inner = conn.atomic(|_| Err::<(), _>(Error::NotFound { model: "x", rows: Vec::new() }));
            assert!(inner.is_err());
            Ok::<_, Error>(())
        })
        .unwrap();
    });
    let seen: Vec<_> =
        logged.iter().map(|event| (event.get("message"), event.get("depth"), event.get("sql"))).collect();
    assert_eq!(
        seen,
        [
            ("begin", "1", "BEGIN IMMEDIATE"),
            ("begin", "2", "SAVEPOINT diesel_savepoint_1"),
            ("rollback", "2", "ROLLBACK TO SAVEPOINT diesel_savepoint_1"),
            ("commit", "1", "COMMIT"),
        ]
    );
}

#[test]
fn only_slow_statements_are_warned_about() {
    let slow = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) SELECT sum(x) FROM n";
    let logged = log(LevelFilter::WARN, Echo::Slow(Duration::from_millis(5)), false, |conn| {
        conn.batch_execute("SELECT 1").unwrap();
        conn.batch_execute(slow).unwrap();
    });
    assert_eq!(logged.len(), 1);
    assert_eq!((logged[0].level, logged[0].get("slow"), logged[0].get("sql")), (Level::WARN, "true", slow));
    assert!(logged[0].get("elapsed").parse::<u64>().unwrap() >= 5_000);
}

#[test]
fn nothing_is_logged_when_off_or_below_the_level() {
    let work = |conn: &mut SqliteConnection| conn.batch_execute("SELECT 1").unwrap();
    assert!(log(LevelFilter::TRACE, Echo::Off, true, work).is_empty());
    assert!(log(LevelFilter::INFO, Echo::On, true, work).is_empty());
}

#[test]
fn nothing_is_rendered_that_nobody_reads() {
    use diesel::query_builder::{AstPass, QueryFragment, QueryId};
    use diesel::sqlite::Sqlite;
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Counted(Arc<AtomicU32>);
    impl QueryFragment<Sqlite> for Counted {
        fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
            self.0.fetch_add(1, Ordering::Relaxed);
            pass.push_sql("SELECT 1 WHERE 0");
            Ok(())
        }
    }
    impl QueryId for Counted {
        type QueryId = ();
        const HAS_STATIC_QUERY_ID: bool = false;
    }
    impl<C> RunQueryDsl<C> for Counted {}

    let walks = |level, echo| {
        let walks = Arc::new(AtomicU32::new(0));
        let query = Counted(walks.clone());
        log(level, echo, true, |conn| assert_eq!(query.execute(conn).unwrap(), 0));
        walks.load(Ordering::Relaxed)
    };
    let unlogged = walks(LevelFilter::TRACE, Echo::Off);
    assert_eq!(walks(LevelFilter::INFO, Echo::On), unlogged);
    assert_eq!(walks(LevelFilter::TRACE, Echo::Slow(Duration::from_mins(1))), unlogged);
    assert!(walks(LevelFilter::TRACE, Echo::On) > unlogged);
}

#[test]
fn queries_that_repeat_are_warned_about_when_the_connection_comes_back() {
    let count = |conn: &mut SqliteConnection| notes::table.count().get_result::<i64>(conn).unwrap();
    let builder = DatabaseBuilder::<SqliteConnection>::new().pool_size(1).max_overflow(0);
    let options = builder.clone().warn_repeated(3).on_connect(move |conn| {
        conn.batch_execute(CREATE)?;
        // What a new connection is made ready with does not count.
        (0..9).try_for_each(|_| conn.batch_execute("SELECT text FROM notes"))
    });
    let work = |db: Database<SqliteConnection>| {
        for round in 0..3 {
            let mut conn = db.get().unwrap();
            for n in 0..2 + round {
                count(&mut conn);
                notes::table.find(n).load::<(i64, String)>(&mut conn).unwrap();
            }
            // Neither writes nor what reads no table.
            for n in 0..9 {
                add(&format!("s3cret{n}"), &mut conn).unwrap();
                conn.batch_execute("SELECT 1").unwrap();
            }
        }
    };
    let warned = log_of(LevelFilter::WARN, options.clone(), work);
    let seen: Vec<_> = warned.iter().map(|event| (event.get("times"), event.get("sql").contains("COUNT"))).collect();
    assert_eq!(seen, [("3", true), ("3", false), ("4", true), ("4", false)]);
    for event in &warned {
        assert_eq!((event.level, event.get("database")), (Level::WARN, "sqlite::memory:"));
        let message = format!("the same statement ran {} times", event.get("times"));
        let remedy = "load related rows together: `.with(..)` or `load_for_all`";
        assert_eq!(event.get("message"), format!("{message}; {remedy}"));
        assert!(!event.fields.values().any(|value| value.contains("s3cret")), "{:?}", event.fields);
    }

    // Beside the log, and beside what counts the statements of a test.
    let logged = log_of(LevelFilter::DEBUG, options.echo(Echo::On), |db| {
        let mut conn = db.get().unwrap();
        model_runtime::assert_queries!(conn, 3, {
            for _ in 0..3 {
                count(&mut conn);
            }
        });
    });
    let of_work: Vec<_> = logged.iter().filter(|event| event.get("sql").contains("COUNT")).collect();
    assert_eq!(of_work.iter().filter(|event| event.get("message") == "statement").count(), 3);
    assert_eq!(of_work.last().unwrap().get("times"), "3");
    assert_eq!(of_work.len(), 4);

    let unasked = log_of(LevelFilter::WARN, builder, |db| {
        let mut conn = db.get().unwrap();
        conn.batch_execute(CREATE).unwrap();
        assert_eq!((0..99).map(|_| count(&mut conn)).sum::<i64>(), 0);
    });
    assert!(unasked.is_empty());
}

#[test]
fn warnings_that_would_never_come_are_refused() {
    let told = |builder: DatabaseBuilder<SqliteConnection>| {
        builder.url("sqlite::memory:").connect().map(drop).unwrap_err().to_string()
    };
    let builder = DatabaseBuilder::<SqliteConnection>::new;
    assert!(told(builder().warn_repeated(1)).contains("the option `warn_repeated` is not usable: it is below 2"));
    let deaf = builder().warn_repeated(2).on_connect(|conn| {
        conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
        Ok(())
    });
    assert!(told(deaf).contains("`conn.instrument(..)`"));
}

//! The connection to SQLite, whose work is done on other threads: what it is after work that did not end well, and plain Diesel on it.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use diesel::connection::{CacheSize, InstrumentationEvent};
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel_async::{AsyncConnection, RunQueryDsl, SaveChangesDsl, SimpleAsyncConnection, TransactionManager};
use futures_util::TryStreamExt;
use model_runtime::backend::AsyncSqliteConnection;
use model_runtime::database::{Poolable, Transactional};
use model_runtime::prelude::QueryVerbs;
use tests::db::asynchronous::Kind;
use tracing::{Event, Instrument, Subscriber, info, info_span, instrument::WithSubscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::on_each_runtime;

table! {
    notes (id) {
        id -> BigInt,
        text -> Text,
    }
}

#[derive(Queryable, Selectable, Identifiable, AsChangeset, Insertable, Debug, Clone, PartialEq)]
struct Note {
    id: i64,
    text: String,
}

fn note(id: i64, text: &str) -> Note {
    Note { id, text: text.to_owned() }
}

type Manager = <AsyncSqliteConnection as AsyncConnection>::TransactionManager;

/// A connection to a table of two notes.
async fn connect() -> AsyncSqliteConnection {
    let mut conn = AsyncSqliteConnection::establish(":memory:").await.unwrap();
    conn.batch_execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)").await.unwrap();
    for new in [note(1, "a"), note(2, "b")] {
        assert_eq!(diesel::insert_into(notes::table).values(new).execute(&mut conn).await, Ok(1));
    }
    conn
}

async fn texts(conn: &mut AsyncSqliteConnection) -> QueryResult<Vec<String>> {
    notes::table.order(notes::id).select(notes::text).load(conn).await
}

/// Everything that can be asked of a connection that does not work.
async fn is_refused(conn: &mut AsyncSqliteConnection) {
    assert!(Poolable::is_broken(conn));
    assert!(Manager::is_broken_transaction_manager(conn));
    assert!(matches!(conn.depth(), Err(DieselError::BrokenTransactionManager)));
    let error = notes::table.all::<Note, _>(conn).await.unwrap_err();
    assert!(error.to_string().contains("get another connection"), "{error}");
    conn.instrumentation().on_connection_event(InstrumentationEvent::begin_transaction(NonZeroU32::MIN));
    conn.set_instrumentation(None::<fn(InstrumentationEvent<'_>)>);
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
}

#[test]
fn a_panic_on_the_thread_breaks_the_connection() {
    on_each_runtime(Kind::Memory, async |_, _| {
        let mut conn = connect().await;
        let panicked = conn.spawn_blocking(|conn| -> QueryResult<()> {
            diesel::connection::SimpleConnection::batch_execute(conn, "BEGIN")?;
            panic!("on purpose")
        });
        let error = panicked.await.unwrap_err();
        assert!(error.to_string().contains("on purpose"), "{error}");
        is_refused(&mut conn).await;
        assert!(matches!(texts(&mut conn).await, Err(DieselError::BrokenTransactionManager)));
        let begun = conn.transaction(async |_| Ok::<_, DieselError>(())).await;
        assert!(matches!(begun, Err(DieselError::BrokenTransactionManager)));
    });
}

#[test]
fn a_pool_closes_a_connection_that_was_in_a_panic() {
    on_each_runtime(Kind::File, async |place, _| {
        let options = place.options::<AsyncSqliteConnection>().pool_size(1).max_overflow(0);
        let db = options.connect().await.unwrap();
        db.get()
            .await
            .unwrap()
            .batch_execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
            .await
            .unwrap();
        let opened = db.status().opened;
        let panicked = db.atomic(async |conn| {
            diesel::insert_into(notes::table).values(note(1, "lost")).execute(conn).await?;
            conn.spawn_blocking(|_| -> QueryResult<()> { panic!("on purpose") }).await?;
            Ok::<_, model_runtime::Error>(())
        });
        panicked.await.unwrap_err();
        let mut conn = db.get().await.unwrap();
        assert_eq!(db.status().opened, opened + 1);
        assert_eq!(texts(&mut conn).await.unwrap(), [""; 0]);
    });
}

#[test]
fn a_forgotten_future_keeps_the_connection_until_its_work_ends() {
    on_each_runtime(Kind::Memory, async |_, _| {
        let mut conn = connect().await;
        let (begin, begun) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        std::mem::forget(conn.spawn_blocking(move |_| {
            begin.send(()).unwrap();
            let _ = ended.recv();
            Ok(())
        }));
        begun.recv().unwrap();
        is_refused(&mut conn).await;
        // What does not ask first takes its turn.
        let mut later = Box::pin(texts(&mut conn));
        assert!(futures_util::poll!(&mut later).is_pending());
        drop(end);
        assert_eq!(later.await.unwrap(), ["a", "b"]);
        while Poolable::is_broken(&mut conn) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(notes::table.all::<Note, _>(&mut conn).await.unwrap().len(), 2);
    });
}

/// The names of the spans that each event is in.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Vec<&'static str>>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let scope = context.event_scope(event).into_iter().flatten();
        self.0.lock().unwrap().push(scope.map(|span| span.name()).collect());
    }
}

#[test]
fn what_is_logged_on_the_thread_is_in_the_span_of_the_task() {
    on_each_runtime(Kind::Memory, async |_, _| {
        let spans = Spans::default();
        let mut conn = connect().await;
        let mut log = async |text: &'static str| {
            conn.spawn_blocking(move |_| {
                info!("{text}");
                Ok(())
            })
            .await
        };
        let work = async {
            log("outside").await?;
            log("inside").instrument(info_span!("request")).await
        };
        work.with_subscriber(tracing_subscriber::registry().with(spans.clone())).await.unwrap();
        log("where nobody listens").await.unwrap();
        assert_eq!(*spans.0.lock().unwrap(), [vec![], vec!["request"]]);
    });
}

#[test]
fn plain_diesel_runs_on_it() {
    on_each_runtime(Kind::Memory, async |_, _| {
        let mut conn = connect().await;
        let rows: Vec<Note> = notes::table.load_stream(&mut conn).await.unwrap().try_collect().await.unwrap();
        assert_eq!(rows, [note(1, "a"), note(2, "b")]);
        let changed: Note = note(2, "c").save_changes(&mut conn).await.unwrap();
        assert_eq!(changed, note(2, "c"));
        let missing = notes::table.find(3).first::<Note>(&mut conn).await;
        assert_eq!(missing, Err(DieselError::NotFound));
        let refused = diesel::insert_into(notes::table).values(note(1, "again")).execute(&mut conn).await;
        assert!(matches!(refused, Err(DieselError::DatabaseError(..))), "{refused:?}");
    });
}

#[test]
fn transactions_of_plain_diesel_are_those_of_the_verbs() {
    on_each_runtime(Kind::Memory, async |_, _| {
        let mut conn = connect().await;
        let outer = conn.transaction(async |conn| {
            diesel::insert_into(notes::table).values(note(3, "kept")).execute(conn).await?;
            assert_eq!(conn.depth(), Ok(1));
            let inner = conn.transaction(async |conn| {
                diesel::delete(notes::table).execute(conn).await?;
                assert_eq!(conn.depth(), Ok(2));
                Err::<(), _>(DieselError::RollbackTransaction)
            });
            assert_eq!(inner.await, Err(DieselError::RollbackTransaction));
            Ok::<_, DieselError>(())
        });
        outer.await.unwrap();
        assert_eq!(conn.depth(), Ok(0));
        assert_eq!(texts(&mut conn).await.unwrap(), ["a", "b", "kept"]);
        conn.begin_test_transaction().await.unwrap();
        assert!(!Manager::is_broken_transaction_manager(&mut conn));
    });
}

#[test]
fn it_is_heard_and_has_its_settings() {
    on_each_runtime(Kind::Memory, async |_, _| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let mut conn = AsyncSqliteConnection::new(SqliteConnection::establish(":memory:").unwrap());
        let hearing = Arc::clone(&heard);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                hearing.lock().unwrap().push(query.to_string());
            }
        });
        conn.set_prepared_statement_cache_size(CacheSize::Disabled);
        conn.spawn_blocking(|conn| conn.register_collation("length", |a, b| a.len().cmp(&b.len()))).await.unwrap();
        conn.batch_execute("SELECT 'bb' < 'a' COLLATE length").await.unwrap();
        assert_eq!(heard.lock().unwrap().last().unwrap(), "SELECT 'bb' < 'a' COLLATE length");
        let refused = AsyncSqliteConnection::establish("/nowhere/at/all/test.db").await.err();
        assert!(matches!(refused, Some(ConnectionError::BadConnection(_))), "{refused:?}");
    });
}

//! Pools that tasks share: how many connections there are, what becomes of those that are lost, one configuration for both kinds of
//! pools, several databases by name.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection;
use model_runtime::connection::BlockOn;
use model_runtime::database::{AsyncAnyConnection, AsyncDatabase, Database, DatabaseBuilder, Databases, Transaction};
use model_runtime::prelude::*;
use model_runtime::{ConnectionError, Error, Result};
use tests::db::asynchronous::{Kind, Place};
use tests::models::*;
use tokio::task::JoinSet;

use crate::{Flavor, everywhere, on_each_runtime};

everywhere! {
    many_tasks_share_a_few_connections
    one_that_waits_in_vain_is_told
    a_task_that_no_longer_waits_leaves_nothing
    the_pool_is_as_large_as_it_may_be
    a_connection_that_is_lost_is_replaced
    old_connections_are_replaced
    a_runtime_ends_while_connections_are_lent
    hooks_run_in_their_order
    one_configuration_serves_both_kinds_of_pools
    several_databases_have_names
}

async fn many_tasks_share_a_few_connections(place: &Place, _: Flavor) {
    let db = place.pool_with(8, |options| options.pool_timeout(Duration::from_secs(120))).await;
    let mut tasks = JoinSet::new();
    for task in 0..64 {
        let db = db.clone();
        tasks.spawn(async move {
            for number in 0..20 {
                NewTicket::of(&format!("{task}/{number}")).insert(&mut db.get().await?).await?;
            }
            Ok::<_, Error>(())
        });
    }
    for outcome in tasks.join_all().await {
        outcome.unwrap();
    }
    let status = db.status();
    assert_eq!(Ticket::count(&mut db.get().await.unwrap()).await.unwrap(), 64 * 20);
    assert!(status.open <= 8 && status.opened >= 1, "{status:?}");
    assert_eq!((status.waiting, status.timeouts, status.open), (0, 0, status.idle));
    assert!(status.checkouts >= 64 * 20);
}

async fn one_that_waits_in_vain_is_told(place: &Place, _: Flavor) {
    let db = place.pool_with(1, |options| options.pool_timeout(Duration::from_millis(200))).await;
    let lent = db.get().await.unwrap();
    let begin = Instant::now();
    let error = db.get().await.unwrap_err();
    let waited = begin.elapsed();
    assert!(waited >= Duration::from_millis(190) && waited < Duration::from_secs(5), "{waited:?}");
    assert!(matches!(&error, Error::Connection(error) if matches!(**error, ConnectionError::PoolTimeout { .. })));
    assert!(error.is_retryable() && error.to_string().starts_with("no connection became free in time"), "{error}");
    drop(lent);
    assert_eq!(User::count(&mut db.get().await.unwrap()).await.unwrap(), 0);
    assert_eq!((db.status().timeouts, db.status().waiting), (1, 0));
}

async fn a_task_that_no_longer_waits_leaves_nothing(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let lent = db.get().await.unwrap();
    for _ in 0..20 {
        assert!(tokio::time::timeout(Duration::from_millis(2), db.get()).await.is_err());
    }
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { User::count(&mut db.get().await?).await }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(db.status().waiting, 1);
    drop(lent);
    assert_eq!(waiting.await.unwrap().unwrap(), 0);
    let status = db.status();
    assert_eq!((status.open, status.idle, status.waiting, status.timeouts), (1, 1, 0, 0));
}

async fn the_pool_is_as_large_as_it_may_be(place: &Place, _: Flavor) {
    let timeout = Duration::from_millis(100);
    let db = place.pool_with(2, |options| options.max_overflow(1).pool_timeout(Duration::from_secs(5))).await;
    let lent = [db.get().await.unwrap(), db.get().await.unwrap(), db.get().await.unwrap()];
    assert_eq!((db.status().size, db.status().open, db.status().idle), (3, 3, 0));
    assert!(tokio::time::timeout(timeout, db.get()).await.is_err());
    drop(lent);
    assert_eq!((db.status().open, db.status().idle), (3, 3));
}

async fn a_connection_that_is_lost_is_replaced(place: &Place, _: Flavor) {
    if !place.is_server() {
        return;
    }
    let db = place.pool(1).await;
    NewUser::named("a").insert(&mut db.get().await.unwrap()).await.unwrap();
    for _ in 0..3 {
        // Lent, it fails; idle, it is found out before it is lent.
        let mut conn = db.get().await.unwrap();
        let session = place.session(&mut conn).await;
        place.end_session(session);
        let error = User::count(&mut conn).await.unwrap_err();
        assert!(error.is_connection_lost(), "{error}");
        drop(conn);
        let idle = place.session(&mut db.get().await.unwrap()).await;
        place.end_session(idle);
        assert_eq!(User::count(&mut db.get().await.unwrap()).await.unwrap(), 1);
    }
}

async fn old_connections_are_replaced(place: &Place, _: Flavor) {
    if place.kind() == Kind::Memory {
        return;
    }
    let db = place.pool_with(1, |options| options.pool_recycle(Duration::from_millis(400))).await;
    let opened = db.status().opened;
    let conn = db.get().await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    drop(conn);
    drop(db.get().await.unwrap());
    assert!(db.status().opened > opened);
}

/// A program may keep a connection longer than its runtime.
async fn a_runtime_ends_while_connections_are_lent(place: &Place, flavor: Flavor) {
    let options = place.options::<AsyncAnyConnection>().pool_size(2).max_overflow(0);
    let work = move || {
        let runtime = flavor.runtime();
        let (db, idle, broken) = runtime.block_on(async {
            let db = options.connect().await.unwrap();
            let (idle, mut broken) = (db.get().await.unwrap(), db.get().await.unwrap());
            std::mem::forget(Transaction::begin(&mut broken).await.unwrap());
            (db, idle, broken)
        });
        runtime.spawn({
            let db = db.clone();
            async move {
                let _never = db.get().await;
                std::future::pending::<()>().await;
            }
        });
        drop(runtime);
        drop((idle, broken));
        drop(db);
    };
    let thread = std::thread::spawn(work);
    for _ in 0..1_000 {
        if thread.is_finished() {
            return thread.join().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the runtime does not end");
}

async fn hooks_run_in_their_order(place: &Place, _: Flavor) {
    let seen = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&seen);
    let options = place.options::<AsyncAnyConnection>().pool_size(1).max_overflow(0);
    let (set, get) = match place.kind() {
        Kind::Postgres => ("SET work_mem = '777kB'", "SELECT current_setting('work_mem')"),
        Kind::Mysql => ("SET @hook = '777kB'", "SELECT CAST(@hook AS CHAR)"),
        _ => ("CREATE TEMP TABLE hooks AS SELECT '777kB' AS hook", "SELECT hook FROM hooks"),
    };
    let db = options.on_connect_sql(set).on_connect_async(move |conn| {
        let count = Arc::clone(&count);
        Box::pin(async move {
            let found: String = diesel::dsl::sql::<diesel::sql_types::Text>(get).one(conn).await.unwrap();
            assert_eq!(found, "777kB");
            count.fetch_add(1, Ordering::Relaxed);
            conn.batch_execute("SELECT 1").await
        })
    });
    let db = db.connect().await.unwrap();
    drop(db.get().await.unwrap());
    assert_eq!(u64::from(seen.load(Ordering::Relaxed)), db.status().opened);
    // One that fails says why.
    let failing = place.options::<AsyncAnyConnection>().on_connect_sql("SELECT nonsense FROM nowhere").connect().await;
    assert!(matches!(failing.unwrap_err(), Error::Connection(error) if error.to_string().contains("nowhere")));
}

async fn one_configuration_serves_both_kinds_of_pools(place: &Place, _: Flavor) {
    let options = place.options::<AsyncAnyConnection>().pool_size(2).max_overflow(1);
    let shown = format!("{options:?}");
    let asynchronous: AsyncDatabase = options.clone().connect().await.unwrap();
    let blocking = options.clone().for_connections::<BlockOn<AsyncAnyConnection>>();
    assert_eq!(format!("{blocking:?}"), shown);
    let blocking: Database<BlockOn<AsyncAnyConnection>> = blocking.connect().unwrap();
    assert_eq!((asynchronous.status().size, blocking.status().size), (3, 3));
    // Hooks of SQL come along, so both are at the same place.
    Tables::create_all(&mut asynchronous.get().await.unwrap()).await.unwrap();
    if place.kind() != Kind::Memory {
        NewUser::named("a").insert(&mut blocking.get().unwrap()).unwrap();
        assert_eq!(User::count(&mut asynchronous.get().await.unwrap()).await.unwrap(), 1);
    }
    // Functions take one type of connections.
    let left = options.on_connect_async(|conn| Box::pin(conn.batch_execute("SELECT 1")));
    let left = left.for_connections::<BlockOn<AsyncAnyConnection>>().connect().unwrap_err();
    assert!(left.to_string().contains("`on_connect`") && left.to_string().contains("`for_connections`"), "{left}");
}

async fn several_databases_have_names(place: &Place, _: Flavor) {
    let databases = Databases::new()
        .with("default", place.pool(1).await)
        .with("other", place.pool_without_tables(1, |options| options).await);
    NewUser::named("a").insert(&mut databases.get("default").unwrap().get().await.unwrap()).await.unwrap();
    let copy = databases.clone();
    assert_eq!(User::count(&mut copy.get("default").unwrap().get().await.unwrap()).await.unwrap(), 1);
    assert_eq!(databases.names().collect::<Vec<_>>(), ["default", "other"]);
    let unknown = databases.get("others").unwrap_err().to_string();
    assert_eq!(unknown, "there is no database `others`; those known are `default`, `other`");
    let variables = [
        ("DATABASE_URL", place.url()),
        ("READ_REPLICA_DATABASE_URL", place.url()),
        ("READ_REPLICA_DB_POOL_SIZE", "1"),
        ("BROKEN_DATABASE_URL", place.url()),
        ("BROKEN_DB_POOL_SIZE", "many"),
        ("EMPTY_DATABASE_URL", place.url()),
        ("EMPTY_DB_POOL_SIZE", "0"),
    ];
    let databases = Databases::from_vars_async(["default", "read-replica"], &variables).await.unwrap();
    assert_eq!(databases.get("default").unwrap().status().size, 10);
    assert_eq!(databases.get("read-replica").unwrap().status().size, 6);
    for (name, option) in [("broken", "`DB_POOL_SIZE`"), ("empty", "`pool_size`"), ("logs", "`DATABASE_URL`")] {
        // As it is told of blocking ones.
        let told = Databases::from_vars_async([name], &variables).await.unwrap_err().to_string();
        assert!(told.contains(option) && told.contains(&format!("`{}_` in front", name.to_uppercase())), "{told}");
        if place.kind() == Kind::Memory {
            assert_eq!(told, Databases::from_vars([name], &variables).unwrap_err().to_string());
        }
    }
}

/// How a database cannot be opened, told by both kinds of pools.
async fn refused(url: &str) -> (String, String) {
    let told = |result: Result<()>| {
        let Err(Error::Connection(error)) = result else { panic!("`{url}` should be refused") };
        format!("{error} {error:?}")
    };
    let options = || DatabaseBuilder::<AsyncAnyConnection>::new().url(url).pool_timeout(Duration::from_secs(2));
    let asynchronous = told(options().connect().await.map(drop));
    let blocking = told(Database::<BlockOn<AsyncAnyConnection>>::open(url).map(drop));
    (asynchronous, blocking)
}

async fn urls_that_lead_nowhere_say_why(place: &Place, _: Flavor) {
    let begin = Instant::now();
    let cases: &[(&str, &[&str])] = match place.kind() {
        Kind::Memory => &[
            ("", &["it is empty"]),
            ("http://ann:s3cret@host/db", &["`http` is not a known scheme"]),
            ("sqlite:/no/such/folder/a.db", &["cannot open"]),
            ("sqlite:a.db?mod=ro", &["SQLite has no option `mod`"]),
        ],
        Kind::Postgres => &[
            (
                "postgres://ann:s3cret@127.0.0.1:1/test",
                &["cannot open `postgres://ann:***@127.0.0.1:1/test`", "refused"],
            ),
            (
                "postgres://ann:s3cret@no-such-host.invalid/test",
                &["cannot open `postgres://ann:***@no-such-host.invalid/test`"],
            ),
        ],
        Kind::Mysql => &[
            ("mysql://ann:s3cret@127.0.0.1:1/test", &["cannot open `mysql://ann:***@127.0.0.1:1/test`", "refused"]),
            (
                "mysql://ann:s3cret@no-such-host.invalid/test",
                &["cannot open `mysql://ann:***@no-such-host.invalid/test`"],
            ),
        ],
        Kind::File => &[],
    };
    for (url, expected) in cases {
        let (asynchronous, blocking) = refused(url).await;
        assert!(expected.iter().all(|expected| asynchronous.contains(expected)), "{asynchronous}");
        assert!(!asynchronous.contains("s3cret"), "{asynchronous}");
        assert_eq!(asynchronous, blocking);
    }
    if place.is_server() {
        let (server, _) = place.url().rsplit_once('/').unwrap();
        let (told, _) = refused(&format!("{server}/no_such_database")).await;
        assert!(told.contains("no_such_database"), "{told}");
        let (scheme, rest) = server.split_once("://").unwrap();
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let (told, _) = refused(&format!("{scheme}://no_such_user:s3cret@{host}/test")).await;
        assert!(told.contains("no_such_user") && !told.contains("s3cret"), "{told}");
    }
    assert!(begin.elapsed() < Duration::from_secs(30));
}

#[test]
fn urls_that_lead_nowhere() {
    for kind in [Kind::Memory, Kind::Postgres, Kind::Mysql] {
        on_each_runtime(kind, urls_that_lead_nowhere_say_why);
    }
}

#[test]
fn the_environment_says_what_the_pool_is() {
    let variables = [("DATABASE_URL", "sqlite::memory:"), ("DB_POOL_SIZE", "2"), ("DB_MAX_OVERFLOW", "1")];
    let options = DatabaseBuilder::<AsyncAnyConnection>::from_vars(variables).unwrap();
    Flavor::MultiThread.runtime().block_on(async {
        let db = options.connect().await.unwrap();
        assert_eq!((db.status().size, db.status().open), (3, 1));
    });
    // The variables of this program lead nowhere.
    assert!(DatabaseBuilder::<AsyncAnyConnection>::from_vars([("DB_ECHO", "loud")]).is_err());
}

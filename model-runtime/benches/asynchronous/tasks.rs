//! Many tasks on a pool of a few connections: models on an [`AsyncDatabase`], and diesel-async on a pool of bb8 with the same settings.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection, TransactionManager,
};
use model_runtime::Persist;
use model_runtime::backend::AsyncSqliteConnection;
use model_runtime::connection::{Awaiting, Conn as _};
use model_runtime::database::{AsyncDatabase, Connect, DatabaseBuilder, Transaction, Transactional};
use model_runtime::prelude::{NewVerbs as _, Verbs as _};
use model_runtime::schema::Define;

use crate::by_diesel::insert_returning;
use crate::load::{Operation, compare, header};
use crate::models::{by_hand, model};
use crate::mysql::{self, insert_with_key, last_insert_id};
use crate::{postgres, settings};

/// The connections of a pool.
const CONNECTIONS: u32 = 8;
/// The tasks that use them.
const TASKS: [usize; 3] = [1, 8, 64];
/// How long a task waits for a connection, and a statement for a lock.
const PATIENCE: Duration = Duration::from_secs(60);
/// The number of rows that are looked up and changed.
const ROWS: usize = 1_000;

/// What each task does again and again.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// Looks a row up by its key.
    Find,
    /// Inserts a row.
    Insert,
    /// Looks a row up, inserts one and saves the first, in a transaction.
    Transaction,
}

const WORKS: [Work; 3] = [Work::Find, Work::Insert, Work::Transaction];

/// The connection of diesel-async.
type Wrapper = SyncConnectionWrapper<SqliteConnection>;

/// A key that is there.
fn key(i: usize) -> i64 {
    (i % ROWS) as i64 + 1
}

/// The work of models.
fn by_verbs<C>(work: Work, db: &AsyncDatabase<C>) -> Operation
where
    C: Connect + Awaiting + Transactional,
    model::User: Persist<C>,
{
    let db = db.clone();
    Arc::new(move |i| {
        let db = db.clone();
        Box::pin(async move {
            let mut conn = db.get().await.unwrap();
            match work {
                Work::Find => drop(black_box(C::future(model::User::find(key(i), &mut conn)).await.unwrap())),
                Work::Insert => drop(black_box(C::future(model::user(i).insert(&mut conn)).await.unwrap())),
                Work::Transaction => {
                    let mut transaction = C::future(Transaction::begin(&mut conn)).await.unwrap();
                    let mut user = C::future(model::User::find(key(i), &mut transaction)).await.unwrap();
                    user.name = C::future(model::user(i).insert(&mut transaction)).await.unwrap().name;
                    C::future(user.save(&mut transaction)).await.unwrap();
                    C::future(transaction.commit()).await.unwrap();
                }
            }
        })
    })
}

/// A pool of bb8, as one is made by hand.
struct Manager<C> {
    url: String,
    set_up: &'static str,
    connection: std::marker::PhantomData<fn() -> C>,
}

impl<C: AsyncConnection + 'static> bb8::ManageConnection for Manager<C> {
    type Connection = C;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    async fn connect(&self) -> Result<C, Self::Error> {
        let mut conn = C::establish(&self.url).await?;
        conn.batch_execute(self.set_up).await?;
        Ok(conn)
    }

    async fn is_valid(&self, conn: &mut C) -> Result<(), Self::Error> {
        Ok(conn.batch_execute("SELECT 1").await?)
    }

    fn has_broken(&self, conn: &mut C) -> bool {
        C::TransactionManager::is_broken_transaction_manager(conn)
    }
}

/// The work in diesel-async. What differs between databases is how keys come back, and how a transaction begins.
macro_rules! by_diesel {
    ($C:ty, $insert:ident, $transaction:ident, $work:expr, $pool:expr) => {{
        let (work, pool): (Work, bb8::Pool<Manager<$C>>) = ($work, $pool.clone());
        let operation: Operation = Arc::new(move |i| {
            let pool = pool.clone();
            Box::pin(async move {
                let mut lent = pool.get().await.unwrap();
                let conn: &mut $C = &mut lent;
                let find = by_hand::users::table.find(key(i));
                match work {
                    Work::Find => drop(black_box::<by_hand::User>(find.get_result(conn).await.unwrap())),
                    Work::Insert => {
                        let new = by_hand::user(i);
                        let key: i64 = $insert!(users, new, conn);
                        black_box((key, new));
                    }
                    Work::Transaction => {
                        let done = conn.$transaction(async |conn| {
                            let mut user: by_hand::User = find.get_result(conn).await?;
                            let new = by_hand::user(i);
                            let _key: i64 = $insert!(users, new, conn);
                            user.name = new.name;
                            diesel::update(by_hand::users::table.find(user.id)).set(&user).execute(conn).await
                        });
                        done.await.map_err(|error: diesel::result::Error| error).unwrap();
                    }
                }
            })
        });
        operation
    }};
}

/// Both pools of a database, with rows in the table; the models' one makes it.
async fn pools<C, D>(
    url: String,
    url_by_hand: String,
    set_up: &'static str,
) -> (AsyncDatabase<C>, bb8::Pool<Manager<D>>)
where
    C: Connect<Database = AsyncDatabase<C>> + Awaiting + Transactional + Define,
    D: AsyncConnection + 'static,
    model::User: Persist<C>,
{
    let builder = DatabaseBuilder::<C>::new().url(url).pool_size(CONNECTIONS).max_overflow(0);
    let db = C::future(builder.pool_timeout(PATIENCE).lock_timeout(PATIENCE).connect()).await.unwrap();
    let mut conn = db.get().await.unwrap();
    settings::create_tables(conn.raw()).await;
    C::future(model::User::insert_many((0..ROWS).map(model::user), &mut conn)).await.unwrap();
    let manager = Manager { url: url_by_hand, set_up, connection: std::marker::PhantomData };
    let pool = bb8::Pool::builder().max_size(CONNECTIONS).min_idle(CONNECTIONS).connection_timeout(PATIENCE);
    let pool = pool.queue_strategy(bb8::QueueStrategy::Lifo);
    // A file does not hang up, so the models' pool does not ask it.
    let pool = pool.test_on_check_out(!manager.url.contains(".sqlite")).build(manager).await.unwrap();
    drop(conn);
    (db, pool)
}

/// Compares all works of a database.
macro_rules! compare_all {
    ($backend:literal, $word:expr, $pools:expr, $C:ty, $insert:ident, $transaction:ident) => {
        let (db, pool) = $pools;
        for work in WORKS {
            for tasks in TASKS {
                let name = format!("{}_{work:?}_{tasks}_tasks", $backend).to_lowercase();
                if name.contains($word) {
                    let diesel = by_diesel!($C, $insert, $transaction, work, pool);
                    compare(&name, tasks, by_verbs(work, &db), diesel).await;
                }
            }
        }
    };
}

/// Compares the works that a word chooses.
pub(crate) async fn run(word: &str) {
    header();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bench.sqlite").display().to_string();
    let pragmas =
        "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON";
    let pools_of_sqlite = pools::<AsyncSqliteConnection, Wrapper>(format!("sqlite:{file}"), file, pragmas).await;
    compare_all!("sqlite", word, pools_of_sqlite, Wrapper, insert_returning, immediate_transaction);

    let mut server = AsyncPgConnection::establish(&postgres::url()).await.unwrap();
    server
        .batch_execute("DROP SCHEMA IF EXISTS model_bench_async CASCADE; CREATE SCHEMA model_bench_async")
        .await
        .unwrap();
    let url = format!("{}?sslmode=disable&options=-csearch_path%3Dmodel_bench_async", postgres::url());
    let pools_of_postgres = pools::<AsyncPgConnection, AsyncPgConnection>(url.clone(), url, "").await;
    compare_all!("postgres", word, pools_of_postgres, AsyncPgConnection, insert_returning, transaction);
    server.batch_execute("DROP SCHEMA model_bench_async CASCADE").await.unwrap();

    let mut server = AsyncMysqlConnection::establish(&mysql::url()).await.unwrap();
    server.batch_execute("DROP DATABASE IF EXISTS model_bench_tasks; CREATE DATABASE model_bench_tasks").await.unwrap();
    let url = mysql::url();
    let (address, _) = url.rsplit_once('/').unwrap();
    let url = format!("{address}/model_bench_tasks");
    // By its own choice diesel-async would use a socket, and models TLS.
    let (ours, by_hand) = (format!("{url}?ssl_mode=disabled"), format!("{url}?prefer_socket=false"));
    let pools_of_mysql = pools::<mysql::Connection, AsyncMysqlConnection>(ours, by_hand, "DO 0").await;
    compare_all!("mysql", word, pools_of_mysql, AsyncMysqlConnection, insert_with_key, transaction);
    server.batch_execute("DROP DATABASE model_bench_tasks").await.unwrap();
}

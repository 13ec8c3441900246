//! Places for tests of asynchronous connections: SQLite in memory and in files, PostgreSQL, MariaDB or MySQL, each reached by its URL
//! and without a client library in C.
//!
//! Where no server answers, a test says so and ends as if it had passed; with `MODEL_TEST_SERVERS=required` that is a failure.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use model_runtime::Schema;
use model_runtime::connection::BlockOn;
use model_runtime::database::{AsyncAnyConnection, AsyncDatabase, Connect, DatabaseBuilder, prepare};
use model_runtime::prelude::*;

use super::database::server::{MYSQL, POSTGRES, Server};
use crate::models::Tables;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SQLite in memory.
    Memory,
    /// SQLite in a file.
    File,
    /// A server of PostgreSQL.
    Postgres,
    /// A server of MariaDB or MySQL.
    Mysql,
}

/// A connection beside those that are tested.
type Keeper = BlockOn<AsyncAnyConnection>;

/// A database, or a part of a server, for one test.
pub struct Place {
    kind: Kind,
    url: String,
    /// What connections to a server run to enter the place, and its name there.
    enter: Option<String>,
    name: String,
    /// On servers; it also shows that the place is in use.
    keeper: Option<Mutex<Keeper>>,
    _folder: Option<tempfile::TempDir>,
}

impl Place {
    /// A new one, without tables; `None` where no server answers.
    ///
    /// # Panics
    /// If it cannot be made.
    pub fn new(kind: Kind) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let time = std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
        // Names of databases on MySQL tell others when they were made.
        let name = format!("model_test_{}_{time}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let on_server = |server: &Server, make: String, enter: String| {
            let url = server.url();
            let target = Keeper::target(&url).expect("the URL is one");
            let opened = Keeper::open(&target).into_inner();
            let mut keeper = opened.map_err(|error| server.is_missing(&error)).ok()?;
            keeper.batch_execute(&make).expect("a place can be made");
            let keeper = Some(Mutex::new(keeper));
            Some(Self { kind, url, enter: Some(enter), name: name.clone(), keeper, _folder: None })
        };
        match kind {
            Kind::Memory => {
                Some(Self { kind, url: "sqlite::memory:".to_owned(), enter: None, name, keeper: None, _folder: None })
            }
            Kind::File => {
                let folder = tempfile::tempdir().expect("a folder can be made");
                let url = format!("sqlite:{}", folder.path().join("test.db").display());
                Some(Self { kind, url, enter: None, name, keeper: None, _folder: Some(folder) })
            }
            Kind::Postgres => {
                on_server(&POSTGRES, format!("CREATE SCHEMA {name}"), format!("SET search_path = {name}"))
            }
            Kind::Mysql => on_server(
                &MYSQL,
                format!("SELECT get_lock('{name}', 0); CREATE DATABASE {name}"),
                format!("USE {name}"),
            ),
        }
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is on a server.
    pub fn is_server(&self) -> bool {
        self.keeper.is_some()
    }

    /// The URL of the file or the server.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Options that lead here, for connections of any type.
    pub fn options<C: Connect>(&self) -> DatabaseBuilder<C> {
        let builder = DatabaseBuilder::<C>::new().url(&self.url).application_name(&self.name);
        match &self.enter {
            Some(sql) => builder.on_connect_sql(sql),
            None => builder,
        }
    }

    /// A pool of so many connections, with the tables of the models.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn pool(&self, size: u32) -> AsyncDatabase {
        self.pool_with(size, |builder| builder).await
    }

    /// The same with more options.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn pool_with(
        &self,
        size: u32,
        options: impl FnOnce(DatabaseBuilder<AsyncAnyConnection>) -> DatabaseBuilder<AsyncAnyConnection>,
    ) -> AsyncDatabase {
        let db = self.pool_without_tables(size, options).await;
        Tables::create_all(&mut db.get().await.expect("a connection is free")).await.expect("tables can be made");
        db
    }

    /// The same without tables.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn pool_without_tables(
        &self,
        size: u32,
        options: impl FnOnce(DatabaseBuilder<AsyncAnyConnection>) -> DatabaseBuilder<AsyncAnyConnection>,
    ) -> AsyncDatabase {
        let builder = self.options().pool_size(size).max_overflow(0).pool_timeout(Duration::from_secs(10));
        options(builder).connect().await.expect("the database can be opened")
    }

    /// A connection of no pool.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn connection(&self) -> AsyncAnyConnection {
        let target = AsyncAnyConnection::target(&self.url).expect("the URL is one");
        let mut conn = AsyncAnyConnection::open(&target).await.expect("the database can be opened");
        prepare(&mut conn).await.expect("the connection can be set up");
        if let Some(sql) = &self.enter {
            diesel_async::SimpleAsyncConnection::batch_execute(&mut conn, sql).await.expect("the place is there");
        }
        conn
    }

    /// The server's number of a connection.
    ///
    /// # Panics
    /// If it does not answer.
    pub async fn session(&self, conn: &mut AsyncAnyConnection) -> i64 {
        let sql = match self.kind {
            Kind::Mysql => "SELECT CAST(connection_id() AS SIGNED)",
            _ => "SELECT pg_backend_pid()::bigint",
        };
        diesel::dsl::sql::<BigInt>(sql).one(conn).await.expect("the server answers")
    }

    /// Has the server end a connection.
    ///
    /// # Panics
    /// If the server refuses.
    pub fn end_session(&self, session: i64) {
        self.beside(|keeper| {
            let sql = match self.kind {
                Kind::Mysql => format!("KILL {session}"),
                _ => format!("SELECT pg_terminate_backend({session})"),
            };
            keeper.batch_execute(&sql).expect("the connection can be ended");
        });
    }

    /// How many connections the server has here; 0 if this is none.
    ///
    /// # Panics
    /// If it does not answer.
    pub fn sessions(&self) -> i64 {
        let name = &self.name;
        self.counted(match self.kind {
            Kind::Mysql => format!("SELECT count(*) FROM information_schema.processlist WHERE db = '{name}'"),
            _ => format!("SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"),
        })
    }

    /// How many of them are in a transaction and do nothing, as far as the server tells: MySQL shows what it knew a while ago.
    ///
    /// # Panics
    /// If it does not answer.
    pub fn idle_in_transaction(&self) -> i64 {
        let name = &self.name;
        match self.kind {
            Kind::Postgres => self.counted(format!(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}' AND state LIKE 'idle in transaction%'"
            )),
            _ => 0,
        }
    }

    fn counted(&self, sql: String) -> i64 {
        let count = self.beside(|keeper| diesel::dsl::sql::<BigInt>(&sql).one(keeper));
        count.map_or(0, |count| count.expect("it is counted"))
    }

    /// Works on a connection of its own, if this is a server.
    pub fn beside<T>(&self, work: impl FnOnce(&mut Keeper) -> T) -> Option<T> {
        self.keeper.as_ref().map(|keeper| work(&mut keeper.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let sql = match self.kind {
            Kind::Postgres => format!("DROP SCHEMA {} CASCADE", self.name),
            Kind::Mysql => format!("DROP DATABASE {}", self.name),
            Kind::Memory | Kind::File => return,
        };
        self.beside(|keeper| {
            let _ = keeper.batch_execute(&sql);
        });
    }
}

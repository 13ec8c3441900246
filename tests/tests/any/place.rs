//! Pools on the database that the suite runs on.

use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use model_runtime::database::{Database, DatabaseBuilder, PooledConnection};
use model_runtime::prelude::*;
#[cfg(feature = "mysql")]
use tests::db::mysql;
use tests::db::postgres;
use tests::models::Tables;

use crate::db::VARIABLE;

/// A place of its own for the tables of one test: a database in memory, a file, or a part of a server.
pub(crate) struct Place {
    // Connections go first, for they may hold locks.
    db: Database,
    space: Option<Box<dyn Any>>,
}

impl Place {
    /// With the tables of the models.
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    /// The same, with more options.
    pub(crate) fn with(options: impl FnOnce(DatabaseBuilder) -> DatabaseBuilder) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let builder = options(Database::builder().lock_timeout(Duration::from_millis(100)));
        let enter = |builder: DatabaseBuilder, sql: String| builder.on_connect(move |conn| conn.batch_execute(&sql));
        let (builder, space): (_, Option<Box<dyn Any>>) = match std::env::var(VARIABLE).as_deref() {
            Err(_) => (builder.url("sqlite::memory:"), None),
            Ok("postgres") => {
                let space = postgres::Space::new();
                (enter(builder.url(postgres::url()), space.enter()), Some(Box::new(space)))
            }
            #[cfg(feature = "mysql")]
            Ok("mysql") => {
                let space = mysql::Space::new();
                (enter(builder.url(mysql::url()), space.enter()), Some(Box::new(space)))
            }
            Ok(folder) => {
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                (builder.url(format!("{folder}/pool-{number}.db")), None)
            }
        };
        let db = builder.connect().unwrap();
        Tables::create_all(&mut db.get().unwrap()).unwrap();
        Self { db, space }
    }

    pub(crate) fn db(&self) -> &Database {
        &self.db
    }

    pub(crate) fn get(&self) -> PooledConnection {
        self.db().get().unwrap()
    }

    pub(crate) fn is_server(&self) -> bool {
        self.space.is_some()
    }
}

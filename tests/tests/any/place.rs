//! Pools on the database that the suite runs on.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use model_runtime::database::{Database, DatabaseBuilder, PooledConnection};
use model_runtime::prelude::*;
use tests::models::Tables;

use crate::db::VARIABLE;

/// A place of its own for the tables of one test: a database in memory, a file, or a schema of a server.
pub(crate) struct Place {
    db: Option<Database>,
    schema: Option<String>,
}

impl Place {
    /// With the tables of the models.
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    /// The same, with more options.
    pub(crate) fn with(options: impl FnOnce(DatabaseBuilder) -> DatabaseBuilder) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let builder = options(Database::builder().lock_timeout(Duration::from_millis(100)));
        let (builder, schema) = match std::env::var(VARIABLE) {
            Err(_) => (builder.url("sqlite::memory:"), None),
            Ok(server) if server == "postgres" => {
                let schema = format!("model_any_{}_{number}", std::process::id());
                let create = format!("CREATE SCHEMA {schema}");
                tests::db::postgres::empty().batch_execute(&create).unwrap();
                let path = format!("SET search_path = {schema}");
                let builder = builder.url(tests::db::postgres::url());
                (builder.on_connect(move |conn| conn.batch_execute(&path)), Some(schema))
            }
            Ok(folder) => (builder.url(format!("{folder}/pool-{number}.db")), None),
        };
        let db = builder.connect().unwrap();
        Tables::create_all(&mut db.get().unwrap()).unwrap();
        Self { db: Some(db), schema }
    }

    pub(crate) fn db(&self) -> &Database {
        self.db.as_ref().unwrap()
    }

    pub(crate) fn get(&self) -> PooledConnection {
        self.db().get().unwrap()
    }

    pub(crate) fn is_server(&self) -> bool {
        self.schema.is_some()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Connections first, for they may hold locks.
        self.db = None;
        if let Some(schema) = &self.schema {
            let _ = tests::db::postgres::empty().batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

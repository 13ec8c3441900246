//! Pools on the database that the suite runs on.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use model_runtime::database::{Database, DatabaseBuilder, PooledConnection};
use model_runtime::prelude::*;
use tests::models::Tables;

use crate::db::{Connection, Space};

/// A pool in a place of its own, for one test.
pub(crate) struct Place {
    // Connections go first, for they may hold locks.
    db: Database<Connection>,
    space: Space,
}

impl Place {
    /// With the tables of the models.
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    /// The same, with more options.
    pub(crate) fn with(options: impl FnOnce(DatabaseBuilder<Connection>) -> DatabaseBuilder<Connection>) -> Self {
        let space = Space::new();
        let builder = DatabaseBuilder::new().lock_timeout(Duration::from_millis(100)).url(space.url());
        let builder = match space.enter() {
            Some(sql) => options(builder).on_connect(move |conn| conn.batch_execute(&sql)),
            None => options(builder),
        };
        let db = builder.connect().unwrap();
        Tables::create_all(&mut db.get().unwrap()).unwrap();
        Self { db, space }
    }

    pub(crate) fn db(&self) -> &Database<Connection> {
        &self.db
    }

    pub(crate) fn get(&self) -> PooledConnection<Connection> {
        self.db().get().unwrap()
    }

    pub(crate) fn is_server(&self) -> bool {
        self.space.enter().is_some()
    }
}

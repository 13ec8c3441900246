//! What only a server has: several clients, connections that are lost, locks that are waited for.

mod pool;
#[cfg(unix)]
mod process;
mod restart;
mod transactions;

use std::time::Duration;

use model_runtime::database::{Database, DatabaseBuilder, PooledConnection};
use model_runtime::prelude::*;
use tests::models::*;

use crate::db::{Connection, Space, url};

/// A database of one test, with the tables of the models.
pub(crate) struct Server {
    // Connections go first, for they may hold locks.
    db: Database<Connection>,
    _space: Space,
}

impl Server {
    pub(crate) fn new(lock_timeout: Duration) -> Self {
        let space = Space::new();
        let enter = space.enter();
        let db = DatabaseBuilder::<Connection>::new()
            .url(url())
            .pool_size(2)
            .max_overflow(1)
            .pool_timeout(Duration::from_millis(500))
            .lock_timeout(lock_timeout)
            .on_connect(move |conn| diesel::connection::SimpleConnection::batch_execute(conn, &enter))
            .connect()
            .unwrap();
        Tables::create_all(&mut db.get().unwrap()).unwrap();
        Self { db, _space: space }
    }

    pub(crate) fn get(&self) -> PooledConnection<Connection> {
        self.db.get().unwrap()
    }

    pub(crate) fn db(&self) -> &Database<Connection> {
        &self.db
    }
}

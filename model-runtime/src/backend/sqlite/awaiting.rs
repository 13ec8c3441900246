//! What this crate asks of an asynchronous connection, on SQLite.

use std::sync::mpsc;

use diesel::SqliteConnection;
use diesel::result::{ConnectionResult, Error as DieselError, QueryResult};
use diesel::sqlite::Sqlite;
use diesel_async::AsyncConnection;

use super::threaded::AsyncSqliteConnection;
use super::url::SqliteTarget;
use crate::backend::Dialect;
use crate::backend::awaiting::{self, awaiting_connection};
use crate::connection::{BoxFuture, at_once, stuck};
use crate::database::transaction::unwind;
use crate::database::{AsyncDatabase, Connect, Plan, PoolDefaults, TlsNames, TransactionOptions, Transactional};
use crate::error::{ConnectionError, Error, Result};

awaiting_connection!(AsyncSqliteConnection, Sqlite);
crate::backend::linked::linked_queries!(AsyncSqliteConnection, Sqlite);

/// Runs blocking work on the connection's thread, and waits for it without a runtime.
fn finish(conn: &mut AsyncSqliteConnection, work: impl FnOnce(&mut SqliteConnection) -> bool + Send + 'static) -> bool {
    let (done, answer) = mpsc::channel();
    let hop = conn.spawn_blocking(move |conn| {
        let _ = done.send(work(conn));
        Ok(())
    });
    let answer = answer.recv();
    drop(hop);
    answer.unwrap_or(false)
}

impl Transactional for AsyncSqliteConnection {
    fn begin_outermost(&mut self, options: TransactionOptions) -> BoxFuture<'_, QueryResult<()>> {
        Box::pin(
            self.spawn_blocking(move |conn| at_once(conn.begin_outermost(options)).unwrap_or_else(|| Err(stuck()))),
        )
    }

    fn begin_savepoint(&mut self) -> BoxFuture<'_, QueryResult<()>> {
        Box::pin(self.spawn_blocking(|conn| at_once(conn.begin_savepoint()).unwrap_or_else(|| Err(stuck()))))
    }

    fn commit_innermost(&mut self) -> BoxFuture<'_, QueryResult<()>> {
        Box::pin(self.spawn_blocking(|conn| at_once(conn.commit_innermost()).unwrap_or_else(|| Err(stuck()))))
    }

    fn rollback_innermost(&mut self) -> BoxFuture<'_, QueryResult<()>> {
        Box::pin(self.spawn_blocking(|conn| at_once(conn.rollback_innermost()).unwrap_or_else(|| Err(stuck()))))
    }

    fn depth(&mut self) -> QueryResult<u32> {
        awaiting::depth(self)
    }

    /// The database is on this machine, so that the ROLLBACK can be waited for.
    fn abandon(&mut self, depth: u32) {
        if !finish(self, move |conn| matches!(at_once(unwind(conn, depth)), Some(Ok(())))) {
            awaiting::status(self).set_in_error();
        }
    }

    fn decode(&self, error: DieselError) -> Error {
        Sqlite::decode(error, None)
    }
}

impl Connect for AsyncSqliteConnection {
    type Target = SqliteTarget;

    const SCHEME: Option<&'static str> = <SqliteConnection as Connect>::SCHEME;

    fn target(url: &str) -> Result<SqliteTarget, ConnectionError> {
        <SqliteConnection as Connect>::target(url)
    }

    fn tls_names(url: &str) -> Option<TlsNames> {
        <SqliteConnection as Connect>::tls_names(url)
    }

    fn pool(target: &SqliteTarget) -> PoolDefaults {
        <SqliteConnection as Connect>::pool(target)
    }

    type Database = AsyncDatabase<Self>;

    fn start(plan: Plan<Self>) -> BoxFuture<'static, Result<AsyncDatabase<Self>>> {
        Box::pin(AsyncDatabase::start(plan))
    }

    fn open(target: &SqliteTarget) -> BoxFuture<'_, ConnectionResult<Self>> {
        Box::pin(Self::establish(target.address()))
    }

    fn vanishes(target: &SqliteTarget) -> bool {
        <SqliteConnection as Connect>::vanishes(target)
    }
}

//! What `any.rs` does, on asynchronous connections: everything in memory, in files, on PostgreSQL and on MariaDB.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::async_any::*;
}
mod columns;
mod existing;
mod namespaces;
mod relations;
mod session;
mod tables;
mod validation;
mod verbs;
mod views;

#[path = "any/everything_again.rs"]
mod everything_again;
#[path = "any/place.rs"]
mod place;
#[path = "any/pool.rs"]
mod pool;
#[path = "any/queries.rs"]
mod queries;
#[path = "any/transactions.rs"]
mod transactions;

use model_runtime::database::AsyncAnyConnection;

/// The keys that a query finds by the connection of one backend.
fn ids_of_one_backend(conn: &mut db::Connection) -> model_runtime::Result<Vec<i64>> {
    let ids = match &mut **conn {
        AsyncAnyConnection::Sqlite(conn) => queries::ids(conn),
        AsyncAnyConnection::Postgres(conn) => queries::ids(conn),
        AsyncAnyConnection::Mysql(conn) => queries::ids(conn),
        _ => unreachable!("tests run on no other"),
    };
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(ids)
}

#[test]
fn everything_again_on_mysql() {
    everything_again::on("mysql");
}

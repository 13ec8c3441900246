//! Everything that models do, on a connection whose database is known only when the program runs: SQLite in memory, and then, by
//! programs of their own, SQLite in files, PostgreSQL and, with the feature `mysql`, MariaDB.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::any::*;
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

/// The keys that a query finds by the connection of one backend.
fn ids_of_one_backend(conn: &mut db::Connection) -> model_runtime::Result<Vec<i64>> {
    match conn {
        db::Connection::Sqlite(conn) => queries::ids(conn),
        db::Connection::Postgres(conn) => queries::ids(conn),
        #[cfg(feature = "mysql")]
        db::Connection::Mysql(conn) => queries::ids(conn),
        _ => unreachable!("tests run on no other"),
    }
}

#[cfg(feature = "mysql")]
#[test]
fn everything_again_on_mysql() {
    everything_again::on("mysql");
}

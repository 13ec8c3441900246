//! Everything that models do, on PostgreSQL.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::postgres::*;
}
mod columns;
mod tables;
mod validation;
mod verbs;

#[path = "verbs/plain_diesel.rs"]
mod plain_diesel;
#[path = "postgres/server.rs"]
mod server;
#[path = "postgres/transactions.rs"]
mod transactions;

//! What `mysql.rs` does, on asynchronous connections, which need no C client; without what is plain Diesel's.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::async_mysql::*;
}
mod capabilities;
mod columns;
mod existing;
mod namespaces;
mod relations;
mod server;
mod session;
mod tables;
mod validation;
mod verbs;
mod views;

#[path = "mysql/server.rs"]
mod of_mysql;
#[path = "mysql/types.rs"]
mod types;

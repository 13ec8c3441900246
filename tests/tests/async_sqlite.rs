//! What `sqlite.rs` does, on asynchronous connections; without what is plain Diesel's.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::async_sqlite::*;
}
mod capabilities;
mod columns;
mod existing;
mod namespaces;
mod relations;
mod session;
mod tables;
mod validation;
mod verbs;
mod views;

#[path = "verbs/sqlite.rs"]
mod of_sqlite;
#[path = "verbs/unreadable.rs"]
mod unreadable;

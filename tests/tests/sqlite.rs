//! Everything that models do, on SQLite; and what is SQLite's alone.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::sqlite::*;
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
#[path = "verbs/plain_diesel.rs"]
mod plain_diesel;
#[path = "verbs/returning.rs"]
mod returning;
#[path = "verbs/unreadable.rs"]
mod unreadable;

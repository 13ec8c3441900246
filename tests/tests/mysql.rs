//! Everything that models do, on MariaDB or MySQL.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::mysql::*;
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

#[path = "mysql/details.rs"]
mod details;
#[path = "mysql/indexes.rs"]
mod indexes;
#[path = "server/lost_session.rs"]
mod lost_session;
#[path = "mysql/server.rs"]
mod of_mysql;
#[path = "mysql/partitions.rs"]
mod partitions;
#[path = "verbs/plain_diesel.rs"]
mod plain_diesel;
#[path = "mysql/types.rs"]
mod types;
#[path = "mysql/words.rs"]
mod words;

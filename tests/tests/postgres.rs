//! Everything that models do, on PostgreSQL.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::postgres::*;
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

#[path = "postgres/arrays.rs"]
mod arrays;
#[path = "postgres/copy.rs"]
mod copy;
#[path = "postgres/details.rs"]
mod details;
#[path = "postgres/indexes.rs"]
mod indexes;
#[path = "server/lost_session.rs"]
mod lost_session;
#[path = "postgres/server.rs"]
mod of_postgres;
#[path = "postgres/other_columns.rs"]
mod other_columns;
#[path = "postgres/partitions.rs"]
mod partitions;
#[path = "verbs/plain_diesel.rs"]
mod plain_diesel;
#[path = "verbs/returning.rs"]
mod returning;
#[path = "postgres/types/mod.rs"]
mod types;
#[path = "postgres/words.rs"]
mod words;

//! What `postgres.rs` does, on asynchronous connections; without what is plain Diesel's, and without COPY, which they lack.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::async_postgres::*;
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
#[path = "postgres/server.rs"]
mod of_postgres;
#[path = "postgres/types/mod.rs"]
mod types;
#[path = "postgres/words.rs"]
mod words;

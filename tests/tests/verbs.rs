//! What the verbs do, on a real database.
#![allow(missing_docs)]

#[path = "verbs/batches.rs"]
mod batches;
#[path = "verbs/change.rs"]
mod change;
#[path = "verbs/insert.rs"]
mod insert;
#[path = "verbs/plain_diesel.rs"]
mod plain_diesel;
#[path = "verbs/read.rs"]
mod read;
#[path = "verbs/refused.rs"]
mod refused;
#[path = "verbs/set_based.rs"]
mod set_based;
#[path = "verbs/sqlite.rs"]
mod sqlite;
#[path = "verbs/statements.rs"]
mod statements;
#[path = "verbs/unreadable.rs"]
mod unreadable;
#[path = "verbs/upsert.rs"]
mod upsert;

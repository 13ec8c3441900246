//! Models on asynchronous connections against hand-written diesel-async, and against models on blocking connections: `cargo bench -p
//! model-runtime --features async-sqlite,async-postgres,async-mysql,postgres,mysql --bench asynchronous`. A word after `--` chooses the
//! cases with this word in their names: `sqlite`, `postgres_users`, `insert`, `tasks`.
//!
//! The servers are those of `MODEL_TEST_POSTGRES_URL` and `MODEL_TEST_MYSQL_URL`, or the usual local ones.

// Figures are cast to be printed, and cases written as they read best.
#![allow(clippy::pedantic)]

mod by_diesel;
mod by_verbs;
mod cases;
mod hops;
mod load;
#[path = "../shared/measure.rs"]
mod measure;
#[path = "../shared/models.rs"]
mod models;
mod mysql;
mod postgres;
mod settings;
mod sqlite;
mod tasks;

fn main() {
    measure::run(&sqlite::cases());
    measure::run(&postgres::cases());
    measure::run(&mysql::cases());
    mysql::clean_up();
    let word = std::env::args().skip(1).find(|argument| argument != "--bench").unwrap_or_default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(tasks::run(&word));
}

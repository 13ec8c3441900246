//! A session on users and their posts, from the first row to the last. Run it with `cargo run -p examples --bin session_tour`, and with
//! `--features async` and `-- --async` for an asynchronous session on an asynchronous connection.
//!
//! The database is that of `DATABASE_URL`, or one in memory; what is printed is the same. Tables that it made are dropped at the end.

// The walk is compiled for each kind of connection.
#![allow(clippy::duplicate_mod)]

#[cfg(feature = "async")]
mod awaited;
mod blocking;
mod models;

use model_runtime::prelude::*;
use model_runtime::schema::Table;
use models::Blog;

/// What the program ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".into());
    match std::env::args().nth(1).as_deref() {
        None => blocking::tour(url),
        Some("--async") => asynchronous(url),
        Some(other) => Err(format!("`{other}` is not known; there is `--async`").into()),
    }
}

#[cfg(feature = "async")]
fn asynchronous(url: String) -> Outcome {
    awaited::tour(url)
}

#[cfg(not(feature = "async"))]
fn asynchronous(_url: String) -> Outcome {
    Err("this program was built without asynchronous connections; add `--features async`".into())
}

/// Tables that are there already are somebody's.
fn refuse_occupied(tables: &[Table]) -> Outcome {
    let taken = |table: &&Table| Blog::TABLES.iter().any(|own| own.name == table.name);
    match tables.iter().find(taken) {
        Some(table) => Err(format!("the database has a table `{}` already; choose an empty one", table.name).into()),
        None => Ok(()),
    }
}

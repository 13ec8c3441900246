//! From models to tables: what the derive declares is what the database has, keeps and refuses.
#![allow(missing_docs)]

mod actions;
mod declared;
mod details;
mod drift;
mod indexes;
mod joins;
mod migrated;
mod models;
mod triggers;

use model_runtime::database::PooledConnection;
use model_runtime::prelude::*;

type Conn = PooledConnection<SqliteConnection>;

/// An empty database in memory, foreign keys enforced.
fn empty() -> Conn {
    Database::<SqliteConnection>::open("sqlite::memory:").unwrap().get().unwrap()
}

/// A database with the tables of the shop.
fn shop() -> Conn {
    let mut conn = empty();
    models::Shop::create_all(&mut conn).unwrap();
    conn
}

/// What the database makes of a statement written by hand.
fn run(sql: &str, conn: &mut Conn) -> model_runtime::Result<usize> {
    Ok(diesel::sql_query(sql).execute(conn)?)
}

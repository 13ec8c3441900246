//! Tables as data: DDL, reflection, comparison, `create_all` and `drop_all` on SQLite.

mod ddl;
mod differences;
mod lifecycle;
mod reflection;
mod storage;
mod tables;

use diesel::SqliteConnection;
use diesel::connection::{Connection, SimpleConnection};

/// An empty database in memory, with foreign keys enforced.
fn database() -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute("PRAGMA foreign_keys = ON").unwrap();
    conn
}

//! Whatever `MODEL_TEST_ANY` says: SQLite in memory if it is not set, `postgres`, `mysql`, or a folder for files of SQLite.
//!
//! A program that is built once tests each of them so; see `tests/any.rs`.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use model_runtime::Schema;
use model_runtime::backend::Capabilities;
use model_runtime::database::{AnyConnection, Connect, prepare};
use model_runtime::schema::{Difference, Table};

pub use super::Watch;
#[cfg(feature = "mysql")]
use super::mysql;
use super::{postgres, sqlite};
use crate::models::Tables;

/// The connection that tests run on.
pub type Connection = AnyConnection;

/// The variable that chooses the database.
pub const VARIABLE: &str = "MODEL_TEST_ANY";

/// What the backend can do.
pub fn capabilities() -> Capabilities {
    empty().capabilities()
}

/// How many rows go into one INSERT at most.
pub fn rows_of_an_insert() -> usize {
    match empty() {
        AnyConnection::Postgres(_) => postgres::rows_of_an_insert(),
        _ => sqlite::rows_of_an_insert(),
    }
}

/// Whether texts may have NUL characters.
pub fn has_nul() -> bool {
    match empty() {
        AnyConnection::Postgres(_) => postgres::has_nul(),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => mysql::has_nul(),
        _ => sqlite::has_nul(),
    }
}

/// How a table differs from what was expected.
///
/// # Panics
/// On a backend that is not tested here.
pub fn diff(expected: &Table, found: &Table, conn: &Connection) -> Vec<Difference> {
    match conn {
        AnyConnection::Sqlite(conn) => sqlite::diff(expected, found, conn),
        AnyConnection::Postgres(conn) => postgres::diff(expected, found, conn),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(conn) => mysql::diff(expected, found, conn),
        _ => unreachable!("`empty` makes no other"),
    }
}

/// A connection to an empty database or schema; the program ends where no server answers.
///
/// # Panics
/// If the database cannot be opened: a test cannot go on then.
pub fn empty() -> Connection {
    match std::env::var(VARIABLE) {
        Err(_) => sqlite::empty().into(),
        Ok(server) if server == "postgres" => postgres::empty().into(),
        #[cfg(feature = "mysql")]
        Ok(server) if server == "mysql" => mysql::empty().into(),
        Ok(folder) => file(&folder),
    }
}

/// A new file.
fn file(folder: &str) -> Connection {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let url = format!("sqlite:{folder}/{}.db", COUNT.fetch_add(1, Ordering::Relaxed));
    let target = AnyConnection::target(&url).expect("the folder has a plain name");
    let mut conn = AnyConnection::open(&target).into_inner().expect("files can be made");
    prepare(&mut conn).expect("the connection can be set up");
    conn
}

/// A connection to a database with the tables of [`models`](crate::models), without rows.
///
/// # Panics
/// If the tables cannot be created: a test cannot go on then.
pub fn connect() -> Connection {
    let mut conn = empty();
    Tables::create_all(&mut conn).expect("the tables can be created");
    let triggers = match conn {
        AnyConnection::Postgres(_) => &[postgres::TRIGGERS][..],
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => &mysql::TRIGGERS,
        _ => &[sqlite::TRIGGERS],
    };
    for trigger in triggers {
        conn.batch_execute(trigger).expect("the triggers can be created");
    }
    conn
}

/// Lets rows that break a CHECK in.
///
/// # Panics
/// If the database refuses.
pub fn without_checks(conn: &mut Connection, tables: &[&str]) {
    match conn {
        AnyConnection::Sqlite(conn) => sqlite::without_checks(conn, tables),
        AnyConnection::Postgres(conn) => postgres::without_checks(conn, tables),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(conn) => mysql::without_checks(conn, tables),
        _ => unreachable!("`empty` makes no other"),
    }
}

/// Makes every value of a column one that cannot be read as a time.
///
/// # Panics
/// If the database refuses.
pub fn spoil_a_time(table: &str, column: &str, conn: &mut Connection) {
    match conn {
        AnyConnection::Sqlite(conn) => sqlite::spoil_a_time(table, column, conn),
        AnyConnection::Postgres(conn) => postgres::spoil_a_time(table, column, conn),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(conn) => mysql::spoil_a_time(table, column, conn),
        _ => unreachable!("`empty` makes no other"),
    }
}

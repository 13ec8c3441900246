//! SQLite in memory.

use diesel::connection::{Connection as _, SimpleConnection};
use model_runtime::Schema;
use model_runtime::backend::{Capabilities, Dialect};
use model_runtime::schema::{self, Difference, Table};

pub use super::Watch;
use crate::models::Tables;

/// The connection that tests run on.
pub type Connection = diesel::SqliteConnection;

/// What the backend can do.
pub const fn capabilities() -> Capabilities {
    <diesel::sqlite::Sqlite as Dialect>::CAPABILITIES
}

/// Whether the places of values in a statement have numbers.
pub const fn numbered() -> bool {
    false
}

/// How many rows go into one INSERT at most.
pub const fn rows_of_an_insert() -> usize {
    128
}

/// Whether texts may have NUL characters.
pub const fn has_nul() -> bool {
    true
}

/// How a table differs from what was expected.
pub fn diff(expected: &Table, found: &Table, _conn: &Connection) -> Vec<Difference> {
    schema::diff::<diesel::sqlite::Sqlite>(expected, found)
}

/// A connection to an empty database.
///
/// # Panics
/// If the database cannot be opened: a test cannot go on then.
pub fn empty() -> Connection {
    let mut conn = Connection::establish(":memory:").expect("a database in memory opens");
    conn.batch_execute("PRAGMA foreign_keys = ON").expect("foreign keys can be switched on");
    conn
}

/// A connection to a database with the tables of [`models`](crate::models), without rows.
///
/// # Panics
/// If the tables cannot be created: a test cannot go on then.
pub fn connect() -> Connection {
    let mut conn = empty();
    Tables::create_all(&mut conn).expect("the tables can be created");
    conn.batch_execute(TRIGGERS).expect("the triggers can be created");
    conn
}

/// Lets rows that break a CHECK in.
///
/// # Panics
/// If the database refuses.
pub fn without_checks(conn: &mut Connection, _tables: &[&str]) {
    conn.batch_execute("PRAGMA ignore_check_constraints = ON").expect("checks can be switched off");
}

/// Makes every value of a column one that cannot be read as a time.
///
/// # Panics
/// If the database refuses.
pub fn spoil_a_time(table: &str, column: &str, conn: &mut Connection) {
    conn.batch_execute(&format!("UPDATE {table} SET {column} = 'yesterday'")).expect("columns take anything");
}

/// The triggers of the tables.
pub(super) const TRIGGERS: &str = "
    CREATE TRIGGER documents_inserted AFTER INSERT ON documents
        BEGIN UPDATE documents SET changes = 1 WHERE id = NEW.id; END;
    CREATE TRIGGER documents_changed AFTER UPDATE OF name ON documents
        BEGIN UPDATE documents SET changes = changes + 1 WHERE id = NEW.id; END;
";

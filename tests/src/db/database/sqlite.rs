//! SQLite in memory.

use model_runtime::backend::{Capabilities, Dialect};
use model_runtime::schema::{self, Difference, Table, TableSchema};

use crate::db::tested::{Tested, with_tables};

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

/// How a table differs from that of a model.
pub fn diff(expected: &TableSchema, found: &Table) -> Vec<Difference> {
    schema::diff::<diesel::sqlite::Sqlite>(&Table::of::<diesel::sqlite::Sqlite>(expected), found)
}

/// A query, and the answer of a connection that is set up.
pub const SET_UP: (&str, &str) = ("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys", "1");

pub(in crate::db) fn empty<C: Tested>() -> C {
    let mut conn = C::to(":memory:").expect("a database in memory opens");
    conn.batch_execute("PRAGMA foreign_keys = ON").expect("foreign keys can be switched on");
    conn
}

pub(in crate::db) fn connect<C: Tested>() -> C {
    with_tables(empty(), TRIGGERS)
}

/// Lets rows that break a CHECK in.
///
/// # Panics
/// If the database refuses.
pub fn without_checks<C: Tested>(conn: &mut C, _tables: &[&str]) {
    conn.batch_execute("PRAGMA ignore_check_constraints = ON").expect("checks can be switched off");
}

/// Makes every value of a column one that cannot be read as a time.
///
/// # Panics
/// If the database refuses.
pub fn spoil_a_time<C: Tested>(table: &str, column: &str, conn: &mut C) {
    conn.batch_execute(&format!("UPDATE {table} SET {column} = 'yesterday'")).expect("columns take anything");
}

/// The triggers of the tables.
pub(super) const TRIGGERS: &[&str] = &["
    CREATE TRIGGER documents_inserted AFTER INSERT ON documents
        BEGIN UPDATE documents SET changes = 1 WHERE id = NEW.id; END;
    CREATE TRIGGER documents_changed AFTER UPDATE OF name ON documents
        BEGIN UPDATE documents SET changes = changes + 1 WHERE id = NEW.id; END;
"];

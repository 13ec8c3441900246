//! A server of MariaDB or MySQL: that of `MODEL_TEST_MYSQL_URL`, or the usual local one.
//!
//! Each connection has a database of its own. Those of connections that ended are dropped when another is made. Where no server
//! answers, the program says so and ends, as if its tests had passed; with `MODEL_TEST_SERVERS=required` that is a failure.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model_runtime::backend::{Capabilities, Dialect};
use model_runtime::schema::{self, Difference, Table, TableSchema};

use super::server::MYSQL as SERVER;
use crate::db::tested::{Tested, with_tables};

/// What the backend can do.
pub const fn capabilities() -> Capabilities {
    <diesel::mysql::Mysql as Dialect>::CAPABILITIES
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
    schema::diff::<diesel::mysql::Mysql>(&Table::of::<diesel::mysql::Mysql>(expected), found)
}

/// The server's URL.
pub fn url() -> String {
    SERVER.url()
}

#[allow(clippy::exit)] // the tests of the program are about the server that is not there
pub(in crate::db) fn empty<C: Tested>() -> C {
    answering().unwrap_or_else(|| std::process::exit(0))
}

pub(in crate::db) fn answering<C: Tested>() -> Option<C> {
    let mut conn: C = SERVER.answering()?;
    C::now(model_runtime::database::prepare(&mut conn)).expect("the connection can be set up");
    drop_abandoned(&mut conn);
    let name = own_name();
    // Held as long as the connection, which shows that the database is in use.
    let sql = format!("SELECT get_lock('{name}', 0); CREATE DATABASE {name}; USE {name}");
    conn.batch_execute(&sql).expect("a database can be created");
    Some(conn)
}

pub(in crate::db) fn connect<C: Tested>() -> C {
    with_tables(empty(), TRIGGERS)
}

/// A name that no other connection has.
fn own_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let time = std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
    format!("model_test_{}_{time}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Drops the databases that nobody is connected to any more.
fn drop_abandoned<C: Tested>(conn: &mut C) {
    let sql = "SELECT schema_name FROM information_schema.schemata \
               WHERE schema_name LIKE 'model\\_test\\_%' ESCAPE '\\' AND is_free_lock(schema_name) = 1";
    // One that was made this moment has no lock yet, so the youngest are left alone.
    for name in conn.texts(sql).iter().filter(|name| is_old(name)) {
        // Another test may do the same at this moment.
        let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name}"));
    }
}

/// Whether the time in a name is a while ago.
fn is_old(name: &str) -> bool {
    let made = name.split('_').nth(3).and_then(|time| time.parse::<u128>().ok());
    let now = std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
    made.is_none_or(|made| now.saturating_sub(made) > 2_000_000_000)
}

/// The scheme of URLs.
pub const SCHEME: &str = "mysql";
/// The port where no other is said.
pub const PORT: &str = "3306";
/// A query, and the answer of a connection that is set up.
pub const SET_UP: (&str, &str) = ("SELECT @@session.time_zone", "+00:00");
/// A query of the name of the database.
pub const DATABASE: &str = "SELECT database()";
/// A short time to wait for locks: the server counts seconds.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(1);

/// A place for the tables of one test, which goes with it, that several connections can enter.
pub struct Space<C: Tested> {
    name: String,
    // Holds the lock that shows that the database is in use.
    keeper: Mutex<C>,
}

impl<C: Tested> Space<C> {
    /// A new place; the program ends where no server answers.
    ///
    /// # Panics
    /// If the server refuses.
    #[allow(clippy::new_without_default)] // it takes a server
    pub fn new() -> Self {
        let mut keeper: C = empty();
        let name = keeper.texts(DATABASE).remove(0);
        Self { name, keeper: Mutex::new(keeper) }
    }

    /// What a connection runs to enter.
    pub fn enter(&self) -> String {
        format!("USE {}", self.name)
    }
}

impl<C: Tested> Drop for Space<C> {
    fn drop(&mut self) {
        let keeper = self.keeper.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = keeper.batch_execute(&format!("DROP DATABASE {}", self.name));
    }
}

pub(in crate::db) fn session_id<C: Tested>(conn: &mut C) -> String {
    conn.texts("SELECT CAST(connection_id() AS CHAR)").remove(0)
}

pub(in crate::db) fn end_session<C: Tested>(id: &str) {
    empty::<C>().batch_execute(&format!("KILL {id}")).expect("the connection can be ended");
}

/// Lets rows that break a CHECK in, or are too long for a text.
///
/// # Panics
/// If the database refuses.
pub fn without_checks<C: Tested>(conn: &mut C, tables: &[&str]) {
    for table in tables {
        let sql = format!(
            "SELECT concat('`', column_name, '` VARCHAR(700)', if(is_nullable = 'NO', ' NOT NULL', '')) \
             FROM information_schema.columns \
             WHERE table_schema = database() AND table_name = '{table}' AND data_type = 'varchar'"
        );
        for name in conn.texts(&sql) {
            conn.batch_execute(&format!("ALTER TABLE {table} MODIFY {name}")).expect("columns can be made longer");
        }
    }
    // MariaDB has a switch, MySQL one for each check.
    if conn.batch_execute("SET check_constraint_checks = 0").is_ok() {
        return;
    }
    for table in tables {
        let sql = format!(
            "SELECT constraint_name FROM information_schema.table_constraints \
             WHERE table_schema = database() AND table_name = '{table}' AND constraint_type = 'CHECK'"
        );
        for name in conn.texts(&sql) {
            let sql = format!("ALTER TABLE {table} ALTER CHECK {name} NOT ENFORCED");
            conn.batch_execute(&sql).expect("checks can be switched off");
        }
    }
}

/// Makes every value of a column one that cannot be read as a time: the server knows a day 0.
///
/// # Panics
/// If the database refuses.
pub fn spoil_a_time<C: Tested>(table: &str, column: &str, conn: &mut C) {
    let sql = format!("SET sql_mode = ''; UPDATE {table} SET {column} = '0000-00-00'");
    conn.batch_execute(&sql).expect("there is such a day");
}

/// The triggers of the tables.
pub(super) const TRIGGERS: &[&str] = &[
    "CREATE TRIGGER documents_inserted BEFORE INSERT ON documents FOR EACH ROW SET NEW.changes = 1",
    "CREATE TRIGGER documents_changed BEFORE UPDATE ON documents FOR EACH ROW SET NEW.changes = OLD.changes + 1",
];

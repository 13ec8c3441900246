//! A server of MariaDB or MySQL: that of `MODEL_TEST_MYSQL_URL`, or the usual local one.
//!
//! Each connection has a database of its own. Those of connections that ended are dropped when another is made. Where no server
//! answers, the program says so and ends, as if its tests had passed; with `MODEL_TEST_SERVERS=required` that is a failure.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use model_runtime::Schema;
use model_runtime::backend::{Capabilities, Dialect};
use model_runtime::schema::{self, Difference, Table};

pub use super::Watch;
use super::server::MYSQL as SERVER;
use crate::models::Tables;

/// The connection that tests run on.
pub type Connection = MysqlConnection;

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

/// How a table differs from what was expected.
pub fn diff(expected: &Table, found: &Table, _conn: &Connection) -> Vec<Difference> {
    schema::diff::<diesel::mysql::Mysql>(expected, found)
}

/// The server's URL.
pub fn url() -> String {
    SERVER.url()
}

/// A connection to an empty database; the program ends where no server answers.
///
/// # Panics
/// If there is a server and it refuses, or if one is required.
#[allow(clippy::exit)] // the tests of the program are about the server that is not there
pub fn empty() -> Connection {
    answering().unwrap_or_else(|| std::process::exit(0))
}

/// A connection to an empty database, or `None` and a line that says so where no server answers.
///
/// # Panics
/// If there is a server and it refuses, or if one is required.
pub fn answering() -> Option<Connection> {
    let mut conn: Connection = SERVER.answering()?;
    model_runtime::database::prepare(&mut conn).expect("the connection can be set up");
    drop_abandoned(&mut conn);
    let name = own_name();
    // Held as long as the connection, which shows that the database is in use.
    let sql = format!("SELECT get_lock('{name}', 0); CREATE DATABASE {name}; USE {name}");
    conn.batch_execute(&sql).expect("a database can be created");
    Some(conn)
}

/// A name that no other connection has.
fn own_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let time = std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
    format!("model_test_{}_{time}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Drops the databases that nobody is connected to any more.
fn drop_abandoned(conn: &mut Connection) {
    let sql = "SELECT schema_name AS name FROM information_schema.schemata \
               WHERE schema_name LIKE 'model\\_test\\_%' ESCAPE '\\' AND is_free_lock(schema_name) = 1";
    let names: Vec<Name> = diesel::sql_query(sql).load(conn).expect("databases are listed");
    // One that was made this moment has no lock yet, so the youngest are left alone.
    for Name { name } in names.iter().filter(|name| is_old(&name.name)) {
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

/// A connection to a database with the tables of [`models`](crate::models), without rows.
///
/// # Panics
/// If the tables cannot be created: a test cannot go on then.
pub fn connect() -> Connection {
    let mut conn = empty();
    Tables::create_all(&mut conn).expect("the tables can be created");
    for trigger in TRIGGERS {
        conn.batch_execute(trigger).expect("the triggers can be created");
    }
    conn
}

/// The scheme of URLs.
pub const SCHEME: &str = "mysql";
/// The port where no other is said.
pub const PORT: &str = "3306";
/// A query of the time zone, and the answer of a connection that is set up.
pub const ZONE: (&str, &str) = ("SELECT @@session.time_zone", "+00:00");
/// A query of the name of the database.
pub const DATABASE: &str = "SELECT database()";
/// A short time to wait for locks: the server counts seconds.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(1);

/// A place for the tables of one test, which goes with it, that several connections can enter.
pub struct Space {
    name: String,
    // Holds the lock that shows that the database is in use.
    keeper: Mutex<Connection>,
}

impl Space {
    /// A new place; the program ends where no server answers.
    ///
    /// # Panics
    /// If the server refuses.
    #[allow(clippy::new_without_default)] // it takes a server
    pub fn new() -> Self {
        let mut keeper = empty();
        let name = diesel::dsl::sql::<Text>(DATABASE).get_result(&mut keeper).expect("the database has a name");
        Self { name, keeper: Mutex::new(keeper) }
    }

    /// What a connection runs to enter.
    pub fn enter(&self) -> String {
        format!("USE {}", self.name)
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        let keeper = self.keeper.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = keeper.batch_execute(&format!("DROP DATABASE {}", self.name));
    }
}

/// The server's number of a connection.
///
/// # Panics
/// If the connection does not answer.
pub fn session_id(conn: &mut Connection) -> i64 {
    diesel::dsl::sql::<BigInt>("SELECT CAST(connection_id() AS SIGNED)").get_result(conn).expect("the server answers")
}

/// Has the server end a connection.
///
/// # Panics
/// If the server refuses.
pub fn end_session(id: i64) {
    empty().batch_execute(&format!("KILL {id}")).expect("the connection can be ended");
}

/// Lets rows that break a CHECK in, or are too long for a text.
///
/// # Panics
/// If the database refuses.
pub fn without_checks(conn: &mut Connection, tables: &[&str]) {
    for table in tables {
        let sql = format!(
            "SELECT concat('`', column_name, '` VARCHAR(700)', if(is_nullable = 'NO', ' NOT NULL', '')) AS name \
             FROM information_schema.columns \
             WHERE table_schema = database() AND table_name = '{table}' AND data_type = 'varchar'"
        );
        for Name { name } in diesel::sql_query(sql).load::<Name>(conn).expect("columns are listed") {
            conn.batch_execute(&format!("ALTER TABLE {table} MODIFY {name}")).expect("columns can be made longer");
        }
    }
    // MariaDB has a switch, MySQL one for each check.
    if conn.batch_execute("SET check_constraint_checks = 0").is_ok() {
        return;
    }
    for table in tables {
        let sql = format!(
            "SELECT constraint_name AS name FROM information_schema.table_constraints \
             WHERE table_schema = database() AND table_name = '{table}' AND constraint_type = 'CHECK'"
        );
        for Name { name } in diesel::sql_query(sql).load::<Name>(conn).expect("checks are listed") {
            let sql = format!("ALTER TABLE {table} ALTER CHECK {name} NOT ENFORCED");
            conn.batch_execute(&sql).expect("checks can be switched off");
        }
    }
}

/// Makes every value of a column one that cannot be read as a time: the server knows a day 0.
///
/// # Panics
/// If the database refuses.
pub fn spoil_a_time(table: &str, column: &str, conn: &mut Connection) {
    let sql = format!("SET sql_mode = ''; UPDATE {table} SET {column} = '0000-00-00'");
    conn.batch_execute(&sql).expect("there is such a day");
}

/// The triggers of the tables.
pub(super) const TRIGGERS: [&str; 2] = [
    "CREATE TRIGGER documents_inserted BEFORE INSERT ON documents FOR EACH ROW SET NEW.changes = 1",
    "CREATE TRIGGER documents_changed BEFORE UPDATE ON documents FOR EACH ROW SET NEW.changes = OLD.changes + 1",
];

//! A PostgreSQL server: that of `MODEL_TEST_POSTGRES_URL`, or the usual local one.
//!
//! Each connection has tables of its own, in the schema for temporary ones, which end with it. Where no server answers, the
//! program says so and ends, as if its tests had passed; with `MODEL_TEST_SERVERS=required` that is a failure.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use model_runtime::backend::{Capabilities, Dialect};
use model_runtime::schema::{self, Difference, Table, TableSchema};

use super::server::POSTGRES as SERVER;
use crate::db::tested::{Tested, with_tables};

/// What the backend can do.
pub const fn capabilities() -> Capabilities {
    <diesel::pg::Pg as Dialect>::CAPABILITIES
}

/// Whether the places of values in a statement have numbers.
pub const fn numbered() -> bool {
    true
}

/// How many rows go into one INSERT at most; they are bound as arrays.
pub const fn rows_of_an_insert() -> usize {
    2_000
}

/// Whether texts may have NUL characters.
pub const fn has_nul() -> bool {
    false
}

/// How a table differs from that of a model.
pub fn diff(expected: &TableSchema, found: &Table) -> Vec<Difference> {
    schema::diff::<diesel::pg::Pg>(&Table::of::<diesel::pg::Pg>(expected), found)
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
    conn.batch_execute("SET search_path = pg_temp; SET TIME ZONE 'UTC'; SET client_min_messages = warning")
        .expect("the session can be set up");
    Some(conn)
}

pub(in crate::db) fn connect<C: Tested>() -> C {
    with_tables(empty(), TRIGGERS)
}

/// The scheme of URLs, and the usual port.
pub const SCHEME: &str = "postgres";
/// The port where no other is said.
pub const PORT: &str = "5432";
/// A query, and the answer of a connection that is set up.
pub const SET_UP: (&str, &str) = ("SELECT current_setting('TimeZone')", "UTC");
/// A query of the name of the database.
pub const DATABASE: &str = "SELECT current_database()::text";
/// A short time to wait for locks.
pub const LOCK_TIMEOUT: Duration = Duration::from_millis(50);

/// A place for the tables of one test, which goes with it, that several connections can enter.
pub struct Space<C: Tested>(String, PhantomData<fn() -> C>);

impl<C: Tested> Space<C> {
    /// A new place; the program ends where no server answers.
    ///
    /// # Panics
    /// If the server refuses.
    #[allow(clippy::new_without_default)] // it takes a server
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("model_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        empty::<C>().batch_execute(&format!("CREATE SCHEMA {name}")).expect("a schema can be created");
        Self(name, PhantomData)
    }

    /// What a connection runs to enter.
    pub fn enter(&self) -> String {
        format!("SET search_path = {}", self.0)
    }
}

impl<C: Tested> Drop for Space<C> {
    fn drop(&mut self) {
        let _ = empty::<C>().batch_execute(&format!("DROP SCHEMA {} CASCADE", self.0));
    }
}

pub(in crate::db) fn session_id<C: Tested>(conn: &mut C) -> String {
    conn.texts("SELECT pg_backend_pid()::text").remove(0)
}

pub(in crate::db) fn end_session<C: Tested>(id: &str) {
    empty::<C>().batch_execute(&format!("SELECT pg_terminate_backend({id})")).expect("the connection can be ended");
}

/// Lets rows that break a CHECK in.
///
/// # Panics
/// If the database refuses.
pub fn without_checks<C: Tested>(conn: &mut C, tables: &[&str]) {
    for table in tables {
        let sql = format!(
            "DO $$ DECLARE name text; BEGIN
                FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'c' LOOP
                    EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', name);
                END LOOP;
            END $$"
        );
        conn.batch_execute(&sql).expect("checks can be dropped");
    }
}

/// Makes every value of a column one that cannot be read as a time: the server has years that no Rust type has.
///
/// # Panics
/// If the database refuses.
pub fn spoil_a_time<C: Tested>(table: &str, column: &str, conn: &mut C) {
    conn.batch_execute(&format!("UPDATE {table} SET {column} = '290000-01-01'")).expect("there is such a year");
}

/// The triggers of the tables. Functions cannot be found in the schema for temporary objects, so this one is named with it.
pub(super) const TRIGGERS: &[&str] = &["
    CREATE FUNCTION pg_temp.count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN NEW.changes := 1; ELSE NEW.changes := OLD.changes + 1; END IF;
            RETURN NEW;
        END $$;
    CREATE TRIGGER documents_written BEFORE INSERT OR UPDATE OF name ON documents
        FOR EACH ROW EXECUTE FUNCTION pg_temp.count_changes();
"];

//! Whatever `MODEL_TEST_ANY` says: SQLite in memory if it is not set, `postgres`, `mysql`, or a folder for files of SQLite.
//!
//! A program that is built once tests each of them so; see `tests/any.rs`.

use std::sync::atomic::{AtomicU32, Ordering};

use model_runtime::database::prepare;
use model_runtime::schema::{Difference, Table, TableSchema};

#[cfg(any(feature = "mysql", feature = "async"))]
use super::mysql;
use super::{postgres, sqlite};
use crate::db::tested::{Tested, with_tables};

/// The variable that chooses the database.
pub const VARIABLE: &str = "MODEL_TEST_ANY";

/// The same code for the module of whatever database was chosen.
macro_rules! chosen {
    ($database:ident => $code:expr) => {
        match std::env::var(VARIABLE).as_deref() {
            Ok("postgres") => {
                use postgres as $database;
                $code
            }
            #[cfg(any(feature = "mysql", feature = "async"))]
            Ok("mysql") => {
                use mysql as $database;
                $code
            }
            _ => {
                use sqlite as $database;
                $code
            }
        }
    };
}

/// How many rows go into one INSERT at most.
pub fn rows_of_an_insert() -> usize {
    chosen!(database => database::rows_of_an_insert())
}

/// Whether texts may have NUL characters.
pub fn has_nul() -> bool {
    chosen!(database => database::has_nul())
}

/// A query, and the answer of a connection that is set up.
pub fn set_up() -> (&'static str, &'static str) {
    chosen!(database => database::SET_UP)
}

/// How a table differs from that of a model.
pub fn diff(expected: &TableSchema, found: &Table) -> Vec<Difference> {
    chosen!(database => database::diff(expected, found))
}

/// The URL of a new file of SQLite; `None` where no folder was chosen.
fn new_file() -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::var(VARIABLE).ok().filter(|chosen| !["postgres", "mysql"].contains(&&**chosen))?;
    Some(format!("sqlite:{folder}/{}.db", COUNT.fetch_add(1, Ordering::Relaxed)))
}

pub(in crate::db) fn empty<C: Tested>() -> C {
    let Some(url) = new_file() else { return chosen!(database => database::empty()) };
    let mut conn = C::to(&url).expect("files can be made");
    C::now(prepare(&mut conn)).expect("the connection can be set up");
    conn
}

pub(in crate::db) fn connect<C: Tested>() -> C {
    with_tables(empty(), chosen!(database => database::TRIGGERS))
}

/// Lets rows that break a CHECK in.
///
/// # Panics
/// If the database refuses.
pub fn without_checks<C: Tested>(conn: &mut C, tables: &[&str]) {
    chosen!(database => database::without_checks(conn, tables));
}

/// Makes every value of a column one that cannot be read as a time.
///
/// # Panics
/// If the database refuses.
pub fn spoil_a_time<C: Tested>(table: &str, column: &str, conn: &mut C) {
    chosen!(database => database::spoil_a_time(table, column, conn));
}

/// A place for the tables of one test, that several connections can enter: a database in memory, a file, or a part of a server.
pub enum Space<C: Tested> {
    /// SQLite, at this URL.
    Sqlite(String),
    /// A schema.
    Postgres(postgres::Space<C>),
    /// A database.
    #[cfg(any(feature = "mysql", feature = "async"))]
    Mysql(mysql::Space<C>),
}

impl<C: Tested> Space<C> {
    /// A new place; the program ends where no server answers.
    ///
    /// # Panics
    /// If the server refuses.
    #[allow(clippy::new_without_default)] // it may take a server
    pub fn new() -> Self {
        match std::env::var(VARIABLE).as_deref() {
            Ok("postgres") => Self::Postgres(postgres::Space::new()),
            #[cfg(any(feature = "mysql", feature = "async"))]
            Ok("mysql") => Self::Mysql(mysql::Space::new()),
            _ => Self::Sqlite(new_file().unwrap_or_else(|| "sqlite::memory:".to_owned())),
        }
    }

    /// The URL of the place, or of its server.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(url) => url.clone(),
            Self::Postgres(_) => postgres::url(),
            #[cfg(any(feature = "mysql", feature = "async"))]
            Self::Mysql(_) => mysql::url(),
        }
    }

    /// What a connection to the server runs to enter; `None` where there is no server.
    pub fn enter(&self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(space) => Some(space.enter()),
            #[cfg(any(feature = "mysql", feature = "async"))]
            Self::Mysql(space) => Some(space.enter()),
        }
    }
}

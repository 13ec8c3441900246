//! Everything that models do, on a connection whose database is known only when the program runs: SQLite in memory, and then, by
//! programs of their own, SQLite in files, PostgreSQL and, with the feature `mysql`, MariaDB.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::any::*;
}
mod columns;
mod relations;
mod tables;
mod validation;
mod verbs;

#[path = "any/place.rs"]
mod place;
#[path = "any/pool.rs"]
mod pool;
#[path = "any/queries.rs"]
mod queries;
#[path = "any/transactions.rs"]
mod transactions;

use std::ffi::OsStr;
use std::process::Command;

/// Runs the suite of this program again, on another database.
fn all_tests_pass_on(database: &OsStr) {
    if std::env::var_os(db::VARIABLE).is_some() {
        return;
    }
    let program = std::env::current_exe().unwrap();
    let run = Command::new(program).args(["--skip", "everything_again"]).env(db::VARIABLE, database).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "on {}:\n{told}\n{}", database.display(), String::from_utf8_lossy(&run.stderr));
}

#[test]
fn everything_again_in_files() {
    let folder = tempfile::tempdir().unwrap();
    all_tests_pass_on(folder.path().as_os_str());
}

#[test]
fn everything_again_on_postgres() {
    all_tests_pass_on(OsStr::new("postgres"));
}

#[cfg(feature = "mysql")]
#[test]
fn everything_again_on_mysql() {
    all_tests_pass_on(OsStr::new("mysql"));
}

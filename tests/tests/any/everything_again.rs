//! The suite of a program once more, on other databases: by programs of their own, which are the same one.

use std::ffi::OsStr;
use std::process::Command;

use crate::db::VARIABLE;

/// Runs all other tests of this program on another database.
pub(crate) fn on(database: impl AsRef<OsStr>) {
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let database = database.as_ref();
    let program = std::env::current_exe().unwrap();
    let run = Command::new(program).args(["--skip", "everything_again"]).env(VARIABLE, database).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "on {}:\n{told}\n{}", database.display(), String::from_utf8_lossy(&run.stderr));
}

#[test]
fn in_files() {
    on(tempfile::tempdir().unwrap().path());
}

#[test]
fn on_postgres() {
    on("postgres");
}

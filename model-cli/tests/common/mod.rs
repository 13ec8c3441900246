//! The program as it is called, and databases and migrations in folders that go with the test.
#![allow(dead_code)] // not every program uses everything

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use model_cli::Cli;
use model_runtime::prelude::*;

/// The exit code, and what goes to standard output and to standard error.
pub(crate) type Ran = (u8, String, String);

/// The program `model`.
pub(crate) fn model(arguments: &[&str]) -> Ran {
    called(&Cli::new(), "model", arguments)
}

/// A program by its name.
pub(crate) fn called(cli: &Cli, name: &str, arguments: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli.run(std::iter::once(name).chain(arguments.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// A database in a file of the folder, in which this has run; its URL.
pub(crate) fn database(folder: &Path, name: &str, sql: &str) -> String {
    let url = format!("sqlite:{}", folder.join(name).display());
    let mut conn = Database::<SqliteConnection>::open(&url).unwrap().get().unwrap();
    conn.batch_execute(sql).unwrap();
    url
}

/// A folder of migrations: their names, and what they do and undo.
pub(crate) fn migrations(folder: &Path, all: &[(&str, &str, &str)]) -> PathBuf {
    let path = folder.join("migrations");
    for (name, up, down) in all {
        let one = path.join(name);
        std::fs::create_dir_all(&one).unwrap();
        std::fs::write(one.join("up.sql"), up).unwrap();
        std::fs::write(one.join("down.sql"), down).unwrap();
    }
    path
}

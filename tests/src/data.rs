//! The data of real databases, which is not part of the project.
//!
//! It is looked for in the folder `MODEL_TEST_DATA` names, or in `shared/data` beside the project; tests that need it say that it is not there, and
//! pass.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder with the data of all.
pub fn folder() -> PathBuf {
    std::env::var_os("MODEL_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from)
}

/// A file of it, as text, or `None` where it is not there.
pub fn script(file: &str) -> Option<String> {
    let file = folder().join(file);
    let sql = std::fs::read_to_string(&file).ok();
    if sql.is_none() {
        // Written past the test harness, which would keep the line of a test that passes to itself.
        let line = format!("skipped: no `{}`; set `MODEL_TEST_DATA` to the folder with the data\n", file.display());
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    sql
}

/// Chinook on PostgreSQL or MariaDB, without what makes a database for it.
pub fn chinook(server: &str) -> Option<String> {
    let sql = script(&format!("chinook/{server}.sql"))?;
    let start = sql.find("CREATE TABLE").unwrap_or_default();
    Some(sql.get(start..)?.to_owned())
}

/// Sakila on PostgreSQL, without what servers have given up.
pub fn sakila_on_postgres() -> Option<String> {
    Some(script("sakila/pg_schema.sql")?.replace("SET default_with_oids = false;", ""))
}

/// The schema of crates.io, without the lines that are for the server's shell.
pub fn crates_io() -> Option<String> {
    let sql = script("crates-io/pg.sql")?;
    Some(sql.lines().filter(|line| !line.starts_with('\\')).collect::<Vec<_>>().join("\n"))
}

/// Sakila on MariaDB, without a database of its own, and without triggers and functions, which are written in a way that is for the server's shell.
pub fn sakila_on_mysql() -> Option<String> {
    let sql = script("sakila/mysql_schema.sql")?;
    let (_, mut rest) = sql.split_once("USE sakila;")?;
    let mut plain = "SET FOREIGN_KEY_CHECKS = 0;".to_owned();
    while let Some((before, after)) = rest.split_once("DELIMITER") {
        plain.push_str(before);
        rest = after.split_once("DELIMITER ;").map_or("", |(_, after)| after);
    }
    plain.push_str(rest.split("SET SQL_MODE=").next().unwrap_or_default());
    Some(plain.replace("sakila.", ""))
}

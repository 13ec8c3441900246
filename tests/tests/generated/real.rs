//! Models of real databases.

use std::io::Write;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use model_runtime::schema::{Reflection, reflect};

use crate::place::{Place, drop_all};
use crate::{Places, on_sqlite};

/// A script, or `None` where it is not there.
fn data(file: &str) -> Option<String> {
    let folder = std::env::var_os("MODEL_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let file = folder.join(file);
    let sql = std::fs::read_to_string(&file).ok();
    if sql.is_none() {
        // Written past the test harness, which would keep the line of a test that passes to itself.
        let line = format!("skipped: no `{}`; set `MODEL_TEST_DATA` to the folder with the data\n", file.display());
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    sql
}

#[test]
fn on_sqlite_databases() {
    let files = [
        ("chinook", "chinook/sqlite.sql"),
        ("northwind", "northwind/sqlite.sql"),
        ("sakila", "sakila/sqlite_schema.sql"),
    ];
    let folders = files.map(|(name, file)| (name, file, tempfile::tempdir().unwrap()));
    let cases = trybuild::TestCases::new();
    for (name, file, folder) in &folders {
        let Some(sql) = data(file) else { continue };
        cases.pass(on_sqlite(name, &sql, folder.path()).0);
    }
}

#[test]
fn on_postgres_databases() {
    let folder = tempfile::tempdir().unwrap();
    // Databases go when everything that was compiled has run.
    let mut places = Vec::new();
    let cases = trybuild::TestCases::new();
    for (name, file) in [("sakila_pg", "sakila/pg_schema.sql"), ("crates_io", "crates-io/pg.sql")] {
        let (Some(sql), Some(mut place), Some(mut copy)) = (data(file), Place::new(), Place::new()) else { continue };
        // What is for the server's shell, and what servers have given up.
        let sql = sql.replace("SET default_with_oids = false;", "");
        let sql: Vec<&str> = sql.lines().filter(|line| !line.starts_with('\\')).collect();
        for place in [&mut place, &mut copy] {
            place.conn().batch_execute(&sql.join("\n")).unwrap();
            place.conn().batch_execute("SET search_path = public").unwrap();
        }
        // Functions and extensions stay.
        let everything = Reflection::new().views().read(copy.conn()).unwrap();
        copy.conn().batch_execute(&drop_all(&everything, false)).unwrap();
        let tables = reflect(place.conn()).unwrap();
        let (url, copied) = (place.url().to_owned(), copy.url().to_owned());
        let (connection, backend) = ("diesel::PgConnection", "diesel::pg::Pg");
        let of = Places { connection, backend, url, copy: copied };
        cases.pass(of.program::<Pg>(name, &tables, folder.path()).0);
        places.extend([place, copy]);
    }
    drop(cases);
    drop(places);
}

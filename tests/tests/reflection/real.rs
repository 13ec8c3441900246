//! Real schemas: read, made again from what was read, and read the same.
//!
//! They are not part of the project. They are looked for in the folder `MODEL_TEST_DATA` names, or in `shared/data` beside the project;
//! without them these tests say so and pass.

use std::io::Write;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use model_runtime::schema::{Reflection, Table};

use crate::place::{Place, drop_all};
use crate::{read, round_trip};

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

/// How many tables and views there are.
fn counts(found: &[Table]) -> (usize, usize) {
    let views = found.iter().filter(|table| table.view.is_some()).count();
    (found.len() - views, views)
}

fn on_sqlite(file: &str, expected: (usize, usize)) {
    let Some(sql) = data(file) else { return };
    let mut conn = crate::sqlite::empty();
    conn.batch_execute(&sql).unwrap();
    let found = read(&mut conn);
    assert_eq!(counts(&found), expected);
    round_trip::<Sqlite, _>(&found, Reflection::new().views(), &mut crate::sqlite::empty());
}

#[test]
fn chinook_on_sqlite() {
    on_sqlite("chinook/sqlite.sql", (11, 0));
}

#[test]
fn northwind_on_sqlite() {
    on_sqlite("northwind/sqlite.sql", (13, 16));
}

#[test]
fn sakila_on_sqlite() {
    on_sqlite("sakila/sqlite_schema.sql", (16, 5));
}

fn on_postgres(sql: &str, expected: (usize, usize)) {
    let (Some(mut place), Some(mut copy)) = (Place::new(), Place::new()) else { return };
    for place in [&mut place, &mut copy] {
        place.conn().batch_execute(sql).unwrap();
        place.conn().batch_execute("SET search_path = public; SET check_function_bodies = false").unwrap();
    }
    let found = read(place.conn());
    assert_eq!(counts(&found), expected);
    copy.conn().batch_execute(&drop_all(&found, true)).unwrap();
    assert_eq!(counts(&read(copy.conn())), (0, 0));
    round_trip::<Pg, _>(&found, Reflection::new().views(), copy.conn());
}

#[test]
fn chinook_on_postgres() {
    let Some(sql) = data("chinook/pg.sql") else { return };
    on_postgres(&sql[sql.find("CREATE TABLE").unwrap()..], (11, 0));
}

#[test]
fn sakila_on_postgres() {
    let Some(sql) = data("sakila/pg_schema.sql") else { return };
    // What servers have given up.
    on_postgres(&sql.replace("SET default_with_oids = false;", ""), (21, 7));
}

#[test]
fn crates_io_on_postgres() {
    let Some(sql) = data("crates-io/pg.sql") else { return };
    // Lines that are for the server's shell.
    let sql: Vec<&str> = sql.lines().filter(|line| !line.starts_with('\\')).collect();
    on_postgres(&sql.join("\n"), (35, 1));
}

#[cfg(feature = "mysql")]
mod on_mysql {
    use diesel::mysql::Mysql;
    use tests::db::mysql::answering;

    use super::*;

    fn on_mysql(sql: &str, expected: (usize, usize)) {
        let (Some(mut conn), Some(mut copy)) = (answering(), answering()) else { return };
        conn.batch_execute(sql).unwrap();
        let found = read(&mut conn);
        assert_eq!(counts(&found), expected);
        round_trip::<Mysql, _>(&found, Reflection::new().views(), &mut copy);
    }

    #[test]
    fn chinook() {
        let Some(sql) = data("chinook/mysql.sql") else { return };
        on_mysql(&sql[sql.find("CREATE TABLE").unwrap()..], (11, 0));
    }

    #[test]
    fn sakila() {
        let Some(sql) = data("sakila/mysql_schema.sql") else { return };
        let start = sql.find("USE sakila;").unwrap() + "USE sakila;".len();
        // Triggers and functions are written in a way that is for the server's shell.
        let mut rest = &sql[start..];
        let mut plain = "SET FOREIGN_KEY_CHECKS = 0;".to_owned();
        while let Some((before, after)) = rest.split_once("DELIMITER") {
            plain.push_str(before);
            rest = after.split_once("DELIMITER ;").map_or("", |(_, after)| after);
        }
        plain.push_str(rest.split("SET SQL_MODE=").next().unwrap());
        on_mysql(&plain.replace("sakila.", ""), (16, 7));
    }
}

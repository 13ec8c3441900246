//! Real schemas: read, made again from what was read, and read the same.
//!
//! They are not part of the project. They are looked for in the folder `MODEL_TEST_DATA` names, or in `shared/data` beside the project;
//! without them these tests say so and pass.

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use model_runtime::schema::{Reflection, Table};

use tests::data::{chinook, script};

use crate::place::{Place, drop_all};
use crate::{read, round_trip};

/// How many tables and views there are.
fn counts(found: &[Table]) -> (usize, usize) {
    let views = found.iter().filter(|table| table.view.is_some()).count();
    (found.len() - views, views)
}

fn on_sqlite(file: &str, expected: (usize, usize)) {
    let Some(sql) = script(file) else { return };
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
    let Some(sql) = chinook("pg") else { return };
    on_postgres(&sql, (11, 0));
}

#[test]
fn sakila_on_postgres() {
    let Some(sql) = tests::data::sakila_on_postgres() else { return };
    on_postgres(&sql, (21, 7));
}

#[test]
fn crates_io_on_postgres() {
    let Some(sql) = tests::data::crates_io() else { return };
    on_postgres(&sql, (35, 1));
}

#[cfg(feature = "mysql")]
mod on_mysql {
    use diesel::mysql::Mysql;
    use tests::data::sakila_on_mysql;
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
        let Some(sql) = super::chinook("mysql") else { return };
        on_mysql(&sql, (11, 0));
    }

    #[test]
    fn sakila() {
        let Some(sql) = sakila_on_mysql() else { return };
        on_mysql(&sql, (16, 7));
    }
}

//! From one real schema to another, and back.
//!
//! They are not part of the project. They are looked for in the folder `MODEL_TEST_DATA` names, or in `shared/data` beside the project;
//! without them these tests say so and pass.

use model_cli::migrate::{self, Hints};
use model_runtime::schema::{Table, script};
use tests::data;

use crate::{Lab, assert_is, destructive, down, read, run, up};

/// Tables are all that is led from one to the other; what functions there are stays.
fn between<L: Lab>(lab: &mut L, from: &[Table], to: &[Table]) {
    run(lab, &script::<L::Backend>(from.to_vec()));
    let plan = migrate::plan::<L::Backend>(from, to, &Hints::default(), &destructive()).unwrap();
    up(lab, &plan);
    assert_is(lab, to, "");
    down(lab, &plan);
    assert_is(lab, from, "");
    // And to nothing.
    let away = migrate::plan::<L::Backend>(from, &[], &Hints::default(), &destructive()).unwrap();
    up(lab, &away);
    assert_eq!(read(lab), []);
    down(lab, &away);
    assert_is(lab, from, "");
}

#[test]
fn on_sqlite() {
    let mut lab = crate::sqlite::OnSqlite::new();
    let mut tables = Vec::new();
    for file in ["chinook/sqlite.sql", "northwind/sqlite.sql", "sakila/sqlite_schema.sql"] {
        let Some(sql) = data::script(file) else { return };
        lab.clear();
        run(&mut lab, &sql);
        tables.push(read(&mut lab));
    }
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        lab.clear();
        between(&mut lab, &tables[from], &tables[to]);
    }
}

#[test]
fn on_postgres() {
    let (Some(sakila), Some(crates_io)) = (data::sakila_on_postgres(), data::crates_io()) else { return };
    let Some(mut lab) = crate::postgres::OnPostgres::new() else { return };
    let set = "SET search_path = public; SET check_function_bodies = false; SET client_min_messages = warning";
    let mut tables = Vec::new();
    for sql in [sakila, crates_io] {
        run(&mut lab, &sql);
        run(&mut lab, set);
        let found = read(&mut lab);
        run(&mut lab, &crate::place::drop_all(&found, true));
        tables.push(found);
    }
    between(&mut lab, &tables[0], &tables[1]);
    run(&mut lab, &crate::place::drop_all(&tables[0], true));
    between(&mut lab, &tables[1], &tables[0]);
}

#[cfg(feature = "mysql")]
#[test]
fn on_mysql() {
    let (Some(sakila), Some(chinook)) = (data::sakila_on_mysql(), data::chinook("mysql")) else { return };
    let Some(mut lab) = crate::mysql::OnMysql::new() else { return };
    let mut tables = Vec::new();
    for sql in [sakila, chinook] {
        lab.clear();
        run(&mut lab, &sql);
        tables.push(read(&mut lab));
    }
    for (from, to) in [(0, 1), (1, 0)] {
        lab.clear();
        between(&mut lab, &tables[from], &tables[to]);
    }
}

//! Random pairs of lists of tables, with rows: up, and down again.

use model_cli::migrate;
use model_runtime::schema::{DataType, Ddl};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use crate::spec::{COLUMNS, NUMBERS, Spec, TABLES};
use crate::{Lab, assert_is, destructive, down, made, read, run, up};

const ROWS: usize = 3;

/// The values of a column by its table and its place there.
type Values = Vec<((usize, usize), Vec<Option<String>>)>;

/// Rows that use all keys. `other` is what the tables become: rows have to fit into that, too.
fn insert<L: Lab>(lab: &mut L, spec: &Spec<'_>, other: &Spec<'_>) {
    let quote = <L::Backend as Ddl>::quote;
    let (mut rows, mut links) = (String::new(), String::new());
    for (table, name) in (0..TABLES).filter_map(|table| Some((table, spec.table(table)?))) {
        let (key, columns, name) = (spec.key(table), spec.columns(table), quote(name));
        let keys: Vec<&str> = std::iter::once(key.id).chain(key.part.as_ref().map(|(part, _)| *part)).collect();
        let names = keys.iter().copied().chain(columns.iter().map(|column| column.name));
        let names: Vec<String> = names.map(quote).collect();
        for row in 1..=ROWS {
            let key = spec.key_values(other, table, row);
            let values = key.iter().cloned().chain(columns.iter().map(|column| column.value(row)));
            let values: Vec<String> = values.collect();
            rows += &format!("INSERT INTO {name} ({}) VALUES ({});", names.join(", "), values.join(", "));
            // Rows refer to the next one, the last to the first, also where they are in one table.
            let set: Vec<String> = spec
                .links(table)
                .iter()
                .flat_map(|link| link.columns.iter().zip(spec.link_values(other, link, row % ROWS + 1)))
                .map(|((column, _), value)| format!("{} = {value}", quote(column)))
                .collect();
            if !set.is_empty() {
                let row: Vec<String> =
                    keys.iter().zip(key).map(|(name, value)| format!("{} = {value}", quote(name))).collect();
                links += &format!("UPDATE {name} SET {} WHERE {};", set.join(", "), row.join(" AND "));
            }
        }
    }
    run(lab, &(rows + &links));
}

/// The values of all columns, as they are called in one spec, that both have, in the order of the keys that both have; those whose type is the same in both.
fn values<L: Lab>(lab: &mut L, here: &Spec<'_>, other: &Spec<'_>) -> Values {
    let quote = <L::Backend as Ddl>::quote;
    let mut all = Vec::new();
    for table in 0..TABLES {
        let (Some(name), Some(_)) = (here.table(table), other.table(table)) else { continue };
        let names: Vec<Option<&str>> = here
            .names(table)
            .into_iter()
            .zip(other.names(table))
            .map(|(own, twin)| own.filter(|_| twin.is_some()))
            .collect();
        let key: Vec<String> = names.iter().take(2).flatten().copied().map(quote).collect();
        for (place, column) in names.iter().enumerate() {
            let time = |spec: &Spec<'_>| {
                let column = place.checked_sub(2).filter(|column| *column < COLUMNS)?;
                Some(spec.column(table, column)?.ty).filter(|ty| matches!(ty, DataType::Timestamp(_) | DataType::Date))
            };
            let Some(column) = column.filter(|_| time(here) == time(other)) else { continue };
            let (column, table_name) = (quote(column), quote(name));
            let sql =
                format!("SELECT CAST({column} AS {}) AS value FROM {table_name} ORDER BY {}", L::TEXT, key.join(", "));
            all.push(((table, place), lab.texts(&sql)));
        }
    }
    // As a number, whichever type it has.
    for (_, values) in &mut all {
        for value in values.iter_mut().flatten() {
            if let Ok(number) = value.parse::<f64>() {
                *value = number.to_string();
            }
        }
    }
    all
}

fn there_and_back<L: Lab>(lab: &mut L, from: &[u8], to: &[u8]) {
    let (from, to) = (Spec::new(from), Spec::new(to));
    let wanted = made(lab, &to.tables::<L>());
    let start = made(lab, &from.tables::<L>());
    insert(lab, &from, &to);
    let before = values(lab, &from, &to);

    let mut options = destructive();
    options.online = to.is_online();
    let plan = migrate::plan::<L::Backend>(&start, &wanted, &from.hints(&to), &options).unwrap();
    let sql: String =
        plan.migrations.iter().map(|migration| format!("{}\n-- down\n{}", migration.up, migration.down)).collect();
    // What is done can be undone, and the other way round; a constraint that was looked at needs nothing.
    for migration in plan.migrations.iter().filter(|_| !options.online) {
        assert!(!migration.up.contains("SELECT 1") && !migration.down.contains("SELECT 1"), "{sql}");
    }
    up(lab, &plan);
    assert_is(lab, &wanted, &sql);
    assert_eq!(values(lab, &to, &from), before, "rows after\n{sql}");
    down(lab, &plan);
    assert_is(lab, &start, &sql);
    assert_eq!(values(lab, &from, &to), before, "rows after down\n{sql}");
    // What leads nowhere does nothing.
    let again = migrate::plan::<L::Backend>(&start, &read(lab), &from.hints(&from), &destructive()).unwrap();
    assert!(again.migrations.is_empty(), "{again:?}");
}

/// As many pairs as `PROPTEST_CASES` says, or so many.
fn random_pairs<L: Lab>(lab: &mut L, cases: u32) {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let numbers = prop::collection::vec(any::<u8>(), NUMBERS);
    let changes = prop::collection::vec((0..NUMBERS, any::<u8>()), 1..20);
    let lab = std::cell::RefCell::new(lab);
    let result = TestRunner::new(config).run(&(numbers, changes), |(from, changes)| {
        let mut to = from.clone();
        changes.into_iter().for_each(|(at, number)| to[at] = number);
        prop_assume!(Spec::new(&from).can_follow(&Spec::new(&to)));
        there_and_back(&mut **lab.borrow_mut(), &from, &to);
        Ok(())
    });
    match result {
        Ok(()) => {}
        // The numbers say nothing to a reader; the statements do.
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn on_sqlite() {
    random_pairs(&mut crate::sqlite::OnSqlite::new(), 400);
}

#[test]
fn on_postgres() {
    if let Some(mut lab) = crate::postgres::OnPostgres::new() {
        random_pairs(&mut lab, 60);
    }
}

#[cfg(feature = "mysql")]
#[test]
fn on_mysql() {
    if let Some(mut lab) = crate::mysql::OnMysql::new() {
        random_pairs(&mut lab, 60);
    }
}

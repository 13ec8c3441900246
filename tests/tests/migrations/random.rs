//! Random pairs of lists of tables, with rows: up, and down again.

use model_cli::migrate;
use model_runtime::schema::{DataType, Ddl};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use crate::spec::{NUMBERS, Spec};
use crate::{Lab, assert_is, destructive, down, made, read, run, up};

const ROWS: usize = 3;

/// The values of a column by its table, its row and its place.
type Values = Vec<((usize, &'static str), Vec<Option<String>>)>;

fn insert<L: Lab>(lab: &mut L, spec: &Spec<'_>) {
    let quote = <L::Backend as Ddl>::quote;
    let mut links = String::new();
    for (table, name) in (0..4).filter_map(|table| Some((table, spec.table(table)?))) {
        let columns = spec.columns(table);
        let names: Vec<String> =
            std::iter::once("id").chain(columns.iter().map(|column| column.name)).map(quote).collect();
        for row in 1..=ROWS {
            let values: Vec<String> =
                std::iter::once(row.to_string()).chain(columns.iter().map(|column| column.value(row))).collect();
            run(lab, &format!("INSERT INTO {} ({}) VALUES ({})", quote(name), names.join(", "), values.join(", ")));
        }
        for (column, _) in spec.parents(table) {
            links += &format!("UPDATE {} SET {} = {};", quote(name), quote(column), quote("id"));
        }
    }
    if !links.is_empty() {
        run(lab, &links);
    }
}

/// The values of all columns, as they are called in one spec, of the tables that both have; those whose type is the same in both.
fn values<L: Lab>(lab: &mut L, here: &Spec<'_>, other: &Spec<'_>) -> Values {
    let quote = <L::Backend as Ddl>::quote;
    let mut all = Vec::new();
    for table in 0..4 {
        let (Some(name), Some(_)) = (here.table(table), other.table(table)) else { continue };
        let mut read = |of: &'static str, column: &str| {
            let sql = format!(
                "SELECT CAST({} AS {}) AS value FROM {} ORDER BY {}",
                quote(column),
                L::TEXT,
                quote(name),
                quote("id")
            );
            all.push(((table, of), lab.texts(&sql)));
        };
        read("id", "id");
        for place in 0..4 {
            let (Some(own), Some(twin)) = (here.column(table, place), other.column(table, place)) else { continue };
            let as_number = |ty: &DataType| !matches!(ty, DataType::Timestamp(_) | DataType::Date);
            if own.ty == twin.ty || as_number(&own.ty) {
                read(["n", "rank", "text", "at"][place], own.name);
            }
        }
        for (column, _) in here.parents(table) {
            if other.parents(table).iter().any(|(other, _)| *other == column) {
                read(column, column);
            }
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
    let wanted = made(lab, &to.tables::<L::Backend>());
    let start = made(lab, &from.tables::<L::Backend>());
    insert(lab, &from);
    let before = values(lab, &from, &to);

    let plan = migrate::plan::<L::Backend>(&start, &wanted, &from.hints(&to), &destructive()).unwrap();
    let sql: String =
        plan.migrations.iter().map(|migration| format!("{}\n-- down\n{}", migration.up, migration.down)).collect();
    // What is done can be undone, and the other way round.
    for migration in &plan.migrations {
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

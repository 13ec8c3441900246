//! Migrations that are made from two lists of tables: what they do to real databases and their rows.
#![allow(missing_docs)]

#[cfg(feature = "mysql")]
mod mysql;
mod partitions;
#[path = "../server/place.rs"]
mod place;
mod postgres;
mod random;
mod real;
mod spec;
mod sqlite;

use diesel::QueryableByName;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Nullable, Text};
use model_cli::migrate::{self, Hints, Migrate, Migration, Options, Plan};
use model_runtime::backend::Dialect;
use model_runtime::connection::{Blocking, Conn};
use model_runtime::schema::{Define, Partition, Reflection, Table, compare, script};

/// A database whose tables can be all dropped.
pub(crate) trait Lab {
    type Backend: Migrate;
    type Conn: Conn<Raw = Self::Conn> + Define + Blocking + SimpleConnection;

    fn conn(&mut self) -> &mut Self::Conn;

    /// Drops everything.
    fn clear(&mut self);

    /// Whether foreign keys are on, and no transaction is open: what a script has to leave.
    fn assert_clean(&mut self) {}

    /// A value as text, in SQL.
    const TEXT: &'static str;

    /// Whether a foreign key may name the columns of a key in another order than the key.
    const KEYS_IN_ANY_ORDER: bool = true;

    /// How tables may be stored that are not stored as usual: for servers in one way for all, as foreign keys do not lead from one collation to another.
    const OPTIONS: Option<&'static str> = None;

    /// A partition of a table, of which there are so many, by the hash of a column; `None` where tables have none.
    fn partition(_table: &str, _at: usize, _of: usize) -> Option<Partition> {
        None
    }

    /// Whether a table with partitions may have foreign keys, and others to it.
    const PARTITIONS_ARE_REFERRED_TO: bool = true;

    /// Whether an index may be over an expression.
    const EXPRESSION_INDEXES: bool = true;

    /// The texts that a query finds, row by row.
    fn texts(&mut self, sql: &str) -> Vec<Option<String>>;
}

#[derive(QueryableByName)]
pub(crate) struct Found {
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) value: Option<String>,
}

/// The tables and views of a database.
pub(crate) fn read<L: Lab>(lab: &mut L) -> Vec<Table> {
    <L::Conn as Blocking>::now(Reflection::new().views().read(lab.conn())).unwrap()
}

/// Runs SQL that has to succeed.
pub(crate) fn run<L: Lab>(lab: &mut L, sql: &str) {
    // libmariadb looks at the first byte, which an empty text has not.
    if sql.is_empty() {
        return;
    }
    lab.conn().batch_execute(sql).unwrap_or_else(|error| panic!("{error}:\n{sql}"));
}

/// Makes tables, and reads them back in the words of the database.
pub(crate) fn made<L: Lab>(lab: &mut L, tables: &[Table]) -> Vec<Table> {
    lab.clear();
    run(lab, &script::<L::Backend>(tables.to_vec()));
    read(lab)
}

/// The plan from what a script makes to what another one does, both read.
pub(crate) fn plan_between<L: Lab>(lab: &mut L, from: &str, to: &str, hints: &Hints, options: &Options) -> Plan {
    lab.clear();
    run(lab, to);
    let to = read(lab);
    lab.clear();
    run(lab, from);
    let from = read(lab);
    migrate::plan::<L::Backend>(&from, &to, hints, options).unwrap()
}

/// The plan between two scripts; the database has what the first one makes, and some rows.
pub(crate) fn between<L: Lab>(mut lab: L, from: &str, to: &str, rows: &str, hints: &Hints) -> (L, Plan) {
    let plan = plan_between(&mut lab, from, to, hints, &destructive());
    run(&mut lab, rows);
    (lab, plan)
}

/// Everything may be lost.
pub(crate) fn destructive() -> Options {
    let mut options = Options::default();
    options.allow_destructive = true;
    options
}

/// Runs one migration, as a tool would: in a transaction where it can be.
pub(crate) fn apply<L: Lab>(lab: &mut L, migration: &Migration, up: bool) -> Result<(), diesel::result::Error> {
    let sql = if up { &migration.up } else { &migration.down };
    if !migration.in_transaction {
        return lab.conn().batch_execute(sql);
    }
    lab.conn().batch_execute("BEGIN")?;
    let done = lab.conn().batch_execute(sql);
    lab.conn().batch_execute(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

/// Runs all migrations, and undoes them.
pub(crate) fn up<L: Lab>(lab: &mut L, plan: &Plan) {
    for migration in &plan.migrations {
        apply(lab, migration, true).unwrap_or_else(|error| panic!("{error}:\n{}", migration.up));
        lab.assert_clean();
    }
}

pub(crate) fn down<L: Lab>(lab: &mut L, plan: &Plan) {
    for migration in plan.migrations.iter().rev() {
        apply(lab, migration, false).unwrap_or_else(|error| panic!("{error}:\n{}", migration.down));
        lab.assert_clean();
    }
}

/// Runs a plan, and undoes it; the database is then as it was.
pub(crate) fn there_and_back<L: Lab>(lab: &mut L, plan: &Plan, look: impl Fn(&mut L)) {
    let before = read(lab);
    assert!(L::Backend::CAPABILITIES.transactional_ddl || plan.migrations.iter().all(|one| !one.in_transaction));
    up(lab, plan);
    look(lab);
    down(lab, plan);
    assert_is(lab, &before, &plan.migrations[0].down);
}

/// Values that are there.
pub(crate) fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

/// Asserts that a database has these tables.
pub(crate) fn assert_is<L: Lab>(lab: &mut L, tables: &[Table], sql: &str) {
    let found = read(lab);
    let differences = compare::<L::Backend>(tables, &found);
    assert!(
        differences.is_empty(),
        "{}\nafter\n{sql}",
        differences.iter().map(|d| format!("{d}\n")).collect::<String>()
    );
}

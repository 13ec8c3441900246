//! Migrations: the SQL that leads from one list of tables to another, and back again.
//!
//! Nothing here asks a database. Both lists are in the words of one backend, and what differs is what
//! [`compare`](model_runtime::schema::compare) tells, so a migration does no more than it has to. Servers are led there by ALTER TABLE; on SQLite, whose ALTER
//! TABLE can do little, a table is built anew beside the old one.

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod alter;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod columns;
mod folder;
mod hints;
mod items;
mod loss;
#[cfg(feature = "mysql")]
mod mysql;
mod online;
mod pairs;
mod partitions;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod rebuild;
mod renames;
mod step;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod types;

use std::fmt;

use model_runtime::schema::{Column, Ddl, Table, in_order};

pub use hints::Hints;
pub(crate) use hints::adopt_one;
pub use loss::Loss;
use pairs::Work;
use renames::Renames;
use step::Steps;

use crate::migrations::TABLE;

/// A script that does nothing.
const NOTHING: &str = "-- There is nothing to do.\nSELECT 1;\n";

/// A backend that migrations are written for.
pub trait Migrate: Ddl {
    /// What is done to lead from the tables of the work to the others.
    #[doc(hidden)]
    fn steps(work: &Work<'_>) -> Steps;

    /// Whether two tables may have names that differ only in capitals, where names are compared without.
    #[doc(hidden)]
    const CAPITALS_COUNT: bool = false;

    /// Bytes of which there are none, as a literal.
    #[doc(hidden)]
    const NO_BYTES: &'static str = "''";

    /// A script that cannot be run in a transaction, with what it needs around it.
    #[doc(hidden)]
    fn alone(script: String) -> String {
        script
    }

    /// Whether what is created concurrently, or without looking at the rows, is done by migrations of its own.
    #[doc(hidden)]
    const ONLINE: bool = false;
}

/// How a migration is made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// Whether values may be lost.
    pub allow_destructive: bool,
    /// Tables (`users`) and columns (`users.nickname`) whose values may be lost.
    pub drop_ok: Vec<String>,
    /// Whether tables that are not wanted are left alone, because others may need them: those of a database in use.
    pub keep_unknown: bool,
    /// Whether nothing may keep others from writing for long, where the database has ways: PostgreSQL. It takes more migrations.
    pub online: bool,
}

/// What a migration would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Plan {
    /// The migrations, in order; usually one, and none if nothing differs.
    pub migrations: Vec<Migration>,
    /// The values that are lost.
    pub losses: Vec<Loss>,
    /// What may fail, or take long, because of the rows.
    pub warnings: Vec<String>,
}

/// A migration: two scripts, and how they are run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migration {
    /// What it does, where there are several: a part of a name of a folder.
    pub part: Option<String>,
    /// The script that does it.
    pub up: String,
    /// The script that undoes it.
    pub down: String,
    /// Whether both can be run in a transaction.
    pub in_transaction: bool,
}

/// A migration is refused, because values would be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Those that nobody has said may be lost.
    pub losses: Vec<Loss>,
}

/// The migrations that lead from the tables of the first list to those of the second.
///
/// Both lists are in the words of one database: both read from it, or both made of models.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::sqlite::Sqlite;
/// use model_cli::migrate::{self, Hints, Options};
/// use model_runtime::prelude::*;
/// use model_runtime::schema::Table;
///
/// #[derive(Model, Debug)]
/// pub struct Tag { pub id: i64, #[model(index)] pub name: String }
///
/// let to = [Table::of::<Sqlite>(Tag::SCHEMA)];
/// let mut from = to.clone();
/// from[0].indexes.clear();
/// let plan = migrate::plan::<Sqlite>(&from, &to, &Hints::default(), &Options::default()).unwrap();
/// assert_eq!(plan.migrations[0].up, "CREATE INDEX \"ix_tags_name\" ON \"tags\" (\"name\");\n");
/// assert_eq!(plan.migrations[0].down, "DROP INDEX \"ix_tags_name\";\n");
/// # }
/// ```
///
/// # Errors
/// [`Refused`] if values would be lost, and neither the options nor the models say that they may be.
pub fn plan<DB: Migrate>(from: &[Table], to: &[Table], hints: &Hints, options: &Options) -> Result<Plan, Refused> {
    let (mut from, mut to) = (prepared::<DB>(from), prepared::<DB>(to));
    let renames = Renames::found::<DB>(hints, &from, &to);
    if options.keep_unknown {
        let is_known = |table: &Table| {
            let named = |name: &str| DB::same_name(name, &table.name);
            to.iter().any(|other| other.is_same::<DB>(table))
                || renames.tables.iter().any(|(old, _)| named(old))
                || options.drop_ok.iter().any(|name| named(name))
        };
        from.retain(is_known);
    }
    if hints.of_models {
        hints::adopt::<DB>(hints, &mut to, &renames.applied::<DB>(&from));
        to = in_order::<DB>(to);
    }
    let stages = if options.online && DB::ONLINE { online::stages::<DB>(&from, to, &renames) } else { vec![to.into()] };

    let mut plan = Plan::default();
    for (at, stage) in stages.into_iter().enumerate() {
        let renames = if at == 0 { renames.clone() } else { Renames::default() };
        let filled = |table: &Table, column: &Column| hints.backfill::<DB>(table, column);
        let mut up = one_way::<DB>(&from, &stage.to, &renames, options.online && DB::ONLINE, &filled);
        // What rows get in a column that comes back, and whose values are lost.
        let neutral = |_: &Table, column: &Column| loss::neutral::<DB>(column);
        let mut down = one_way::<DB>(&stage.to, &from, &renames.reversed(), false, &neutral);
        if !up.is_empty() || !down.is_empty() {
            plan.losses.extend(up.losses());
            plan.warnings.extend(up.warnings());
            if stage.concurrently {
                up.concurrently();
                down.concurrently();
            }
            let in_transaction = up.in_transaction && down.in_transaction && DB::CAPABILITIES.transactional_ddl;
            let script = |steps: &Steps| match steps.script() {
                // `diesel_migrations` takes no empty scripts.
                empty if empty.is_empty() => NOTHING.to_owned(),
                script if in_transaction => script,
                script => DB::alone(script),
            };
            plan.migrations.push(Migration { in_transaction, part: stage.part, up: script(&up), down: script(&down) });
            plan.migrations.extend(online::validation(&up));
        }
        from = stage.to;
    }
    let agreed = |loss: &Loss| options.allow_destructive || hints.agrees(loss) || loss.is_in(&options.drop_ok);
    let refused: Vec<Loss> = plan.losses.iter().filter(|loss| !agreed(loss)).cloned().collect();
    if refused.is_empty() { Ok(plan) } else { Err(Refused { losses: refused }) }
}

/// Tables in the order in which they are created, without that of the migrations themselves, compared to the letter.
fn prepared<DB: Ddl>(tables: &[Table]) -> Vec<Table> {
    let kept = tables.iter().filter(|table| table.name != TABLE);
    // Both sides are in the same words, so what they say can be compared as if both had been read.
    in_order::<DB>(kept.map(|table| Table { reflected: true, ..table.clone() }).collect())
}

fn one_way<DB: Migrate>(
    from: &[Table],
    to: &[Table],
    renames: &Renames,
    online: bool,
    fill: &dyn Fn(&Table, &Column) -> Option<String>,
) -> Steps {
    let as_wanted = in_order::<DB>(renames.applied::<DB>(from));
    DB::steps(&Work { before: from, from: &as_wanted, to, renames, online, fill })
}

/// What is said where rows need a value, and nobody has said which.
fn without_value(table: &str, column: &str) -> String {
    format!("`{table}.{column}` becomes NOT NULL: this fails if a row has no value there; say one with `backfill`")
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values would be lost, and nobody has said that they may be:")?;
        for loss in &self.losses {
            write!(f, "\n  {loss}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

//! Rows that are divided in another way.
//!
//! No row is lost by it: those of a partition that goes are put into what is there then, and where none takes them the database refuses the migration.

#[cfg(any(feature = "postgres", feature = "mysql"))]
use model_runtime::schema::Table;
use model_runtime::schema::{Ddl, Partition};
#[cfg(feature = "postgres")]
use {
    super::step::{Steps, text},
    diesel::pg::Pg,
    model_runtime::schema::{Identity, create_partition, create_table},
};

/// Partitions as models say them, among the further ones that a database has, in the order that they have there.
pub(super) fn with_others<DB: Ddl>(said: &[Partition], old: &[Partition]) -> Vec<Partition> {
    let mut all = old.to_vec();
    let mut at = all.len();
    for one in said.iter().rev() {
        match all.iter().position(|other| DB::same_name(&other.name, &one.name)) {
            Some(place) => {
                let other = &mut all[place];
                let partitions = with_others::<DB>(&one.partitions, &other.partitions);
                *other = Partition { partitions, ..one.clone() };
                at = place;
            }
            None => all.insert(at, one.clone()),
        }
    }
    all
}

/// All that says how the rows of a table are divided, by the partitions too.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn divisions(table: &Table) -> Vec<&str> {
    let inside = Partition::all(&table.partitions).into_iter().filter_map(|(one, _)| one.partition_by.as_deref());
    table.partition_by.as_deref().into_iter().chain(inside).collect()
}

/// What happens to the partitions of a table that stays divided as it is: each with the name of what it is in.
#[cfg(feature = "postgres")]
#[derive(Default)]
pub(super) struct Moves<'t> {
    pub(super) gone: Vec<&'t Partition>,
    come: Vec<(&'t str, &'t Partition)>,
}

#[cfg(feature = "postgres")]
impl<'t> Moves<'t> {
    pub(super) fn of(old: &'t Table, new: &'t Table) -> Self {
        let mut moves = Self::default();
        moves.find(&old.partitions, &new.partitions, &new.name);
        moves
    }

    fn find(&mut self, old: &'t [Partition], new: &'t [Partition], within: &'t str) {
        let stays = |one: &Partition, other: &Partition| {
            one.name == other.name && one.bound == other.bound && one.partition_by == other.partition_by
        };
        let comes = |new: &&Partition| !old.iter().any(|old| stays(old, new));
        let grows = new.iter().any(|new| comes(&new));
        // What another partition takes from now on may be among the rows of one that takes all others.
        let waits = |one: &Partition| grows && one.bound == "DEFAULT";
        for one in old {
            match new.iter().find(|new| stays(one, new)) {
                Some(other) if !waits(one) => self.find(&one.partitions, &other.partitions, &one.name),
                _ => self.gone.push(one),
            }
        }
        self.come.extend(new.iter().filter(|new| comes(new) || waits(new)).map(|new| (within, new)));
    }

    /// Does it: rows step aside while partitions go and come.
    pub(super) fn steps(&self, table: &Table, steps: &mut Steps) {
        for partition in &self.gone {
            let one = Table { name: partition.name.clone(), ..table.clone() };
            let aside = put_aside(&one, steps);
            let name = one.quoted::<Pg>();
            steps.statement(format!("DROP TABLE {name}")).warns(format!(
                "nobody reads or writes `{}` while the rows of its partition `{}`, which step into `{aside}`, are written anew",
                table.name, partition.name
            ));
        }
        for (within, partition) in &self.come {
            steps.statements(create_partition::<Pg>(table, within, partition));
        }
        for partition in &self.gone {
            put_back(table, &partition.name, steps);
        }
    }
}

/// A table is made anew, as it is given here, with the rows that it has. Its foreign keys are left out, and there are none to it.
#[cfg(feature = "postgres")]
pub(super) fn write_anew(table: &Table, steps: &mut Steps) {
    let name = table.quoted::<Pg>();
    put_aside(table, steps);
    let counted = table.columns.iter().filter(|column| column.identity.is_some());
    let counts: Vec<(String, &str)> =
        counted.enumerate().map(|(at, column)| (format!("__count_{at}"), &*column.name)).collect();
    let sequence = |column: &str| format!("pg_get_serial_sequence({}, {})", text(&name), text(column));
    for (count, column) in &counts {
        // The count goes on, also past rows that are gone.
        let last = format!("pg_sequence_last_value({}::regclass)", sequence(column));
        steps.statement(format!("CREATE TEMP TABLE {} AS SELECT {last} AS last", Pg::quote(count)));
    }
    steps.statement(format!("DROP TABLE {name}")).warns(format!(
        "nobody reads or writes `{}` while it is written anew, because its rows are divided in another way; triggers, policies and rights that it has do not come along",
        table.name
    ));
    steps.statements(create_table::<Pg>(&Table { foreign_keys: Vec::new(), ..table.clone() }));
    put_back(table, &table.name, steps);
    for (count, column) in &counts {
        let next = format!("coalesce(last, 0) + 1, false) FROM {}", Pg::quote(count));
        steps.statement(format!("SELECT setval({}, {next}", sequence(column)));
        steps.statement(format!("DROP TABLE {}", Pg::quote(count)));
    }
}

/// Keeps the rows of a table in another, which goes when the connection does. Its name.
#[cfg(feature = "postgres")]
fn put_aside(table: &Table, steps: &mut Steps) -> String {
    let aside = aside(&table.name);
    let columns = values_of(table).join(", ");
    let from = table.quoted::<Pg>();
    steps.statement(format!("CREATE TEMP TABLE {} AS SELECT {columns} FROM {from}", Pg::quote(&aside)));
    aside
}

/// Puts the rows back that were kept under a name.
#[cfg(feature = "postgres")]
fn put_back(table: &Table, name: &str, steps: &mut Steps) {
    let (into, from, columns) = (table.quoted::<Pg>(), Pg::quote(&aside(name)), values_of(table).join(", "));
    let always = table.columns.iter().any(|column| column.identity == Some(Identity::Always));
    let overriding = if always { " OVERRIDING SYSTEM VALUE" } else { "" };
    steps.statement(format!("INSERT INTO {into} ({columns}){overriding} SELECT {columns} FROM {from}"));
    steps.statement(format!("DROP TABLE {from}"));
}

#[cfg(feature = "postgres")]
fn aside(name: &str) -> String {
    format!("__rows_of_{name}")
}

/// The columns that rows have values of their own in.
#[cfg(feature = "postgres")]
fn values_of(table: &Table) -> Vec<String> {
    let own = table.columns.iter().filter(|column| column.generated.is_none());
    own.map(|column| Pg::quote(&column.name)).collect()
}

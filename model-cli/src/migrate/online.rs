//! Migrations that let others go on writing: indexes that are built concurrently, constraints whose rows are looked at later.

use model_runtime::schema::{Ddl, Table};

use super::Migration;
use super::items::all_of;
use super::renames::Renames;
use super::step::Steps;

/// A part of the way.
pub(super) struct Stage {
    pub(super) to: Vec<Table>,
    pub(super) part: Option<String>,
    /// Whether its statement lets others write, and has to be alone.
    pub(super) concurrently: bool,
}

impl From<Vec<Table>> for Stage {
    fn from(to: Vec<Table>) -> Self {
        Self { to, part: None, concurrently: false }
    }
}

/// Everything but the new indexes of tables that have rows; then these, one by one; then the foreign keys that need one of them.
pub(super) fn stages<DB: Ddl>(from: &[Table], to: Vec<Table>, renames: &Renames) -> Vec<Stage> {
    let from = renames.applied::<DB>(from);
    let mut without = to.clone();
    let mut later = Vec::new();
    // An index of a table with partitions is built on all of them at once.
    let is_plain = |table: &Table| table.view.is_none() && table.partition_by.is_none();
    for (at, table) in without.iter_mut().enumerate().filter(|(_, table)| is_plain(table)) {
        let Some(old) = from.iter().find(|old| old.is_same::<DB>(table)) else { continue };
        let known = |name: &str| old.indexes.iter().any(|index| DB::same_name(&index.name, name));
        let (stay, new) = std::mem::take(&mut table.indexes).into_iter().partition(|index| known(&index.name));
        table.indexes = stay;
        later.extend(Vec::into_iter(new).map(|index| (at, index)));
    }
    let parents = without.clone();
    let mut waits = false;
    for table in &mut without {
        table.foreign_keys.retain(|key| {
            let parent = parents.iter().find(|other| key.refers_to::<DB>(other));
            let is_kept =
                parent.is_none_or(|table| all_of(table).iter().any(|item| item.is_key_of::<DB>(&key.references)));
            waits |= !is_kept;
            is_kept
        });
    }
    let mut stages = vec![Stage::from(without.clone())];
    for (at, index) in later {
        let part = Some(index.name.clone());
        if let Some(table) = without.get_mut(at) {
            table.indexes.push(index);
        }
        stages.push(Stage { to: without.clone(), part, concurrently: true });
    }
    if waits {
        stages.push(Stage { to, part: Some("foreign_keys".to_owned()), concurrently: false });
    }
    stages
}

/// The migration that looks at the rows of constraints that were added without.
pub(super) fn validation(up: &Steps) -> Option<Migration> {
    let statements: Vec<String> = up
        .unvalidated()
        .iter()
        .map(|(table, constraint)| format!("ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};\n"))
        .collect();
    (!statements.is_empty()).then(|| Migration {
        part: Some("validate".to_owned()),
        up: statements.concat(),
        down: super::NOTHING.to_owned(),
        in_transaction: true,
    })
}

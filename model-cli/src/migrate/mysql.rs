//! How MariaDB and MySQL change tables.

use diesel::mysql::Mysql;
use model_runtime::schema::{Column, Comment, Ddl, Part, Table, create_index, partition_clause, partition_list};

use super::alter::{self, Alter, drop_constraint, is_covered};
use super::items::{Item, all_of};
use super::pairs::{self, Pair, Work};
use super::step::Steps;
use super::{Loss, Migrate, columns};

impl Migrate for Mysql {
    // Tables are files. Where the file system does not care, the server makes all names small.
    const CAPITALS_COUNT: bool = true;

    fn steps(work: &Work<'_>) -> Steps {
        alter::steps::<Self>(work)
    }
}

impl Alter for Mysql {
    const KEYS_NEED_INDEXES: bool = true;

    /// A CHECK keeps the old name of a column, and the server then knows no such column: CHECKs come off before and are put on again after.
    fn rename(work: &Work<'_>, steps: &mut Steps) {
        let checks = |table: &Table| {
            let olds: Vec<&str> = work.renames.of::<Self>(&table.name).map(|rename| &*rename.old).collect();
            let items = all_of(table).into_iter();
            let names = items.filter(|item| matches!(item, Item::Check(_)) && item.computes_with::<Self>(&olds));
            names.filter_map(|item| item.name().map(str::to_owned)).collect::<Vec<String>>()
        };
        let off: Vec<(&Table, Vec<String>)> = work.before.iter().map(|table| (table, checks(table))).collect();
        for (table, names) in &off {
            for name in names {
                drop_constraint::<Self>(table, name, steps);
            }
        }
        pairs::rename::<Self>(work, steps);
        for ((_, names), table) in off.iter().zip(work.renames.applied::<Self>(work.before)) {
            for check in
                table.checks.iter().filter(|check| check.name.as_ref().is_some_and(|name| names.contains(name)))
            {
                steps.alter(&table.quoted::<Self>(), format!("ADD {}", check.sql::<Self>()));
            }
        }
        steps.phase();
    }

    fn rename_item(table: &Table, old: &Item<'_>, new: &Item<'_>, steps: &mut Steps) -> bool {
        let (Some(from), Some(to)) = (old.name(), new.name()) else { return false };
        let is_index = matches!(old, Item::Index(_) | Item::Unique(_));
        if is_index {
            let clause = format!("RENAME INDEX {} TO {}", Self::quote(from), Self::quote(to));
            steps.alter(&table.quoted::<Self>(), clause);
        }
        is_index
    }

    fn drop_item(table: &Table, item: &Item<'_>, steps: &mut Steps) {
        let quoted = table.quoted::<Self>();
        match (item, item.name()) {
            (Item::PrimaryKey(_), _) => {
                // The server wants a counted column to be a key at all times.
                if let Some(counted) = table.columns.iter().find(|column| column.identity.is_some()) {
                    let plain = Column { identity: None, ..counted.clone() };
                    modify(table, &plain, steps);
                }
                steps.alter(&quoted, "DROP PRIMARY KEY");
            }
            (Item::Index(_) | Item::Unique(_), Some(name)) => {
                steps.alter(&quoted, format!("DROP INDEX {}", Self::quote(name)));
            }
            (Item::ForeignKey(key), Some(name)) => {
                let name = Self::quote(name);
                steps.alter(&quoted, format!("DROP FOREIGN KEY {name}"));
                // The server made an index for a foreign key that had none, and leaves it.
                if !is_covered::<Self>(table, &key.columns) {
                    steps.alter(&quoted, format!("DROP INDEX {name}"));
                }
            }
            (_, Some(name)) => drop_constraint::<Self>(table, name, steps),
            (_, None) => {}
        }
    }

    fn add_item(table: &Table, item: &Item<'_>, _online: bool, steps: &mut Steps) {
        let clause = match item {
            Item::Index(index) => {
                steps.statement(create_index::<Self>(table, index));
                return;
            }
            Item::PrimaryKey(key) => {
                let mut clause = key.sql::<Self>();
                if let Some(counted) = table.columns.iter().find(|column| column.identity.is_some()) {
                    clause = format!("{clause}, {}", modification(counted));
                }
                clause
            }
            Item::Unique(unique) => unique.sql::<Self>(),
            Item::Check(check) => check.sql::<Self>(),
            Item::Exclusion(_) => return,
            Item::ForeignKey(key) => key.sql::<Self>(),
        };
        steps.alter(&table.quoted::<Self>(), format!("ADD {clause}"));
    }

    fn change_column(pair: &Pair<'_>, old: &Column, new: &Column, parts: &[&Part], steps: &mut Steps) {
        let step = modify(pair.new, &as_counted(pair, new), steps);
        if parts.iter().any(|part| matches!(part, Part::Type(_))) {
            step.loses(Loss::of_type::<Mysql>(pair.new, old, new));
            step.warns(format!("writes to `{}` wait while it is written anew with the new type", pair.new.name));
        }
    }

    fn set_not_null(table: &Table, column: &Column, steps: &mut Steps) {
        modify(table, column, steps);
    }

    fn count(pair: &Pair<'_>, _old: &Column, new: &Column, steps: &mut Steps) {
        let now = as_counted(pair, new);
        // What differs otherwise has been changed by now.
        if now.identity == new.identity && pair.parts_of::<Self>(&new.name).is_empty() {
            modify(pair.new, new, steps);
        }
    }

    fn set_options(pair: &Pair<'_>, steps: &mut Steps) {
        let usual = Self::TABLE_OPTIONS.trim();
        let options = pair.new.options.as_deref().unwrap_or(usual);
        steps.alter(&pair.new.quoted::<Self>(), options);
    }

    fn unite(table: &Table, steps: &mut Steps) {
        steps.alter(&table.quoted::<Self>(), "REMOVE PARTITIONING");
        steps.phase();
    }

    fn divide(table: &Table, steps: &mut Steps) {
        if let Some(clause) = partition_clause::<Self>(table) {
            let step = steps.alter(&table.quoted::<Self>(), clause);
            step.warns(format!("writes to `{}` wait while its rows are divided", table.name));
        }
    }

    fn moves_rows(_old: &Table, _new: &Table) -> bool {
        false
    }

    /// Those that come behind the others are added; anything else looks at all rows.
    fn change_partitions(old: &Table, new: &Table, steps: &mut Steps) {
        let by_value = new.partition_by.as_ref().is_some_and(|by| by.starts_with("RANGE") || by.starts_with("LIST"));
        match new.partitions.strip_prefix(&*old.partitions) {
            Some(added) if by_value => {
                let clause = format!("ADD PARTITION ({})", partition_list::<Self>(added));
                steps.alter(&new.quoted::<Self>(), clause);
            }
            _ => Self::divide(new, steps),
        }
    }

    fn set_comment(table: &Table, column: Option<&Column>, steps: &mut Steps) {
        // That of a column is a part of its definition.
        if column.is_none() {
            let text = table.comment.as_deref().unwrap_or_default();
            if let Some(Comment::Inline(clause)) = Self::comment(text) {
                steps.alter(&table.quoted::<Self>(), clause);
            }
        }
    }
}

/// Gives a column the definition that it has in the table.
fn modify<'s>(table: &Table, column: &Column, steps: &'s mut Steps) -> &'s mut super::step::Step {
    steps.alter(&table.quoted::<Mysql>(), modification(column))
}

/// A column while others change: where the primary key changes, what it counts is counted when the key is there.
fn as_counted(pair: &Pair<'_>, column: &Column) -> Column {
    let key = |table: &Table| table.primary_key.as_ref().map(|key| key.columns.clone());
    let identity = column.identity.filter(|_| key(pair.old) == key(pair.new));
    Column { identity, ..column.clone() }
}

/// The part of ALTER TABLE that defines a column anew.
fn modification(column: &Column) -> String {
    format!("MODIFY COLUMN {} {}", Mysql::quote(&column.name), columns::definition::<Mysql>(column))
}

//! What models say of the way to them, beyond what they are.

use model_runtime::schema::{Column, Ddl, Table, TableSchema, Trigger};

use super::Loss;
use super::partitions::with_others;

/// What is meant by a difference: names that were others, values for rows that have none, values that may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// The old name of a table, and the new one.
    pub(super) tables: Vec<(String, String)>,
    /// The new name of a table; of a column the old name, and the new one.
    pub(super) columns: Vec<(String, String, String)>,
    /// A table, a column, and an expression in SQL.
    backfills: Vec<(String, String, String)>,
    /// Tables, and columns as `table.column`.
    drop_ok: Vec<String>,
    /// Tables that are left alone: those of models that know some of the columns.
    partial: Vec<String>,
    /// Whether the tables that are wanted are those of models, which do not say everything that a table has.
    pub(super) of_models: bool,
}

impl Hints {
    /// What models say by `renamed_from`, `backfill` and `drop_ok`. What they do not say is left to the database: views, triggers, collations,
    /// options and partitions of tables, and the tables of `partial` models.
    #[must_use]
    pub fn of(models: &[&TableSchema]) -> Self {
        let mut hints = Self { of_models: true, ..Self::default() };
        for model in models {
            if let Some(old) = model.renamed_from {
                hints = hints.table_renamed(old, model.name);
            }
            if model.is_partial {
                hints.partial.push(model.name.to_owned());
            }
            for column in model.drop_ok {
                hints = hints.drop_ok(format!("{}.{column}", model.name));
            }
            for column in model.columns {
                if let Some(old) = column.renamed_from {
                    hints = hints.column_renamed(model.name, old, column.name);
                }
                if let Some(sql) = column.backfill {
                    hints = hints.fill(model.name, column.name, sql);
                }
            }
        }
        hints
    }

    /// A table that had another name.
    #[must_use]
    pub fn table_renamed(mut self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.tables.push((old.into(), new.into()));
        self
    }

    /// A column that had another name, of a table, which is called as it is to be called.
    #[must_use]
    pub fn column_renamed(mut self, table: impl Into<String>, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.columns.push((table.into(), old.into(), new.into()));
        self
    }

    /// What rows get that have no value in a column, as an expression in SQL over the columns of the row.
    #[must_use]
    pub fn fill(mut self, table: impl Into<String>, column: impl Into<String>, sql: impl Into<String>) -> Self {
        self.backfills.push((table.into(), column.into(), sql.into()));
        self
    }

    /// A table, or a column as `table.column`, whose values may be lost.
    #[must_use]
    pub fn drop_ok(mut self, name: impl Into<String>) -> Self {
        self.drop_ok.push(name.into());
        self
    }

    pub(super) fn agrees(&self, loss: &Loss) -> bool {
        loss.is_in(&self.drop_ok)
    }

    pub(super) fn backfill<DB: Ddl>(&self, table: &Table, column: &Column) -> Option<String> {
        let mut fitting = self
            .backfills
            .iter()
            .filter(|(of, name, _)| DB::same_name(of, &table.name) && DB::same_name(name, &column.name));
        fitting.next().map(|(_, _, sql)| sql.clone())
    }
}

/// Gives the tables of models what models have no words for, as the tables have it now, and lets what is not theirs be.
pub(super) fn adopt<DB: Ddl>(hints: &Hints, to: &mut Vec<Table>, from: &[Table]) {
    for table in to.iter_mut() {
        if let Some(old) = from.iter().find(|old| old.is_same::<DB>(table)) {
            adopt_one::<DB>(table, old);
        }
    }
    let is_partial = |table: &Table| hints.partial.iter().any(|name| DB::same_name(name, &table.name));
    for old in from.iter().filter(|old| old.view.is_some() || is_partial(old)) {
        if !to.iter().any(|table| table.is_same::<DB>(old)) {
            to.push(old.clone());
        }
    }
}

/// The same for one table.
pub(crate) fn adopt_one<DB: Ddl>(table: &mut Table, old: &Table) {
    if table.options.is_none() {
        table.options.clone_from(&old.options);
    }
    if table.partition_by.is_none() {
        table.partition_by.clone_from(&old.partition_by);
    }
    if table.partition_by == old.partition_by {
        table.partitions = with_others::<DB>(&table.partitions, &old.partitions);
    }
    let is_said = |old: &&Trigger| table.triggers.iter().any(|own| DB::same_name(&own.name, &old.name));
    let others: Vec<Trigger> = old.triggers.iter().filter(|old| !is_said(old)).cloned().collect();
    table.triggers.splice(0..0, others);
    if table.comment.is_none() {
        table.comment.clone_from(&old.comment);
    }
    for column in &mut table.columns {
        let Some(old) = old.columns.iter().find(|old| DB::same_name(&old.name, &column.name)) else { continue };
        let left = [
            (&mut column.collation, &old.collation),
            (&mut column.on_update, &old.on_update),
            (&mut column.comment, &old.comment),
        ];
        for (own, old) in left {
            if own.is_none() {
                own.clone_from(old);
            }
        }
    }
}

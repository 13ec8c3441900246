//! The table of a model, as const data.

use std::borrow::Cow;

use super::{Action, ColumnSchema, ForeignKeySchema, IndexSchema, PartitionSchema};
use crate::model::TableName;
use crate::rule::RowRule;

/// The table of a model: columns, keys, constraints and indexes, known at compile time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct TableSchema {
    /// The struct's name.
    pub model: &'static str,
    /// The table's name in SQL.
    pub name: &'static str,
    /// The schema of the database that it is in, where the model says one; otherwise it is the connection's.
    pub namespace: Option<&'static str>,
    /// The columns, in the order of the struct.
    pub columns: &'static [ColumnSchema],
    /// The columns that the model has no field for.
    pub other_columns: &'static [ColumnSchema],
    /// The columns of the primary key.
    pub primary_key: &'static [&'static str],
    /// The name of the primary key's constraint, where the model gives one.
    pub key_name: Option<&'static str>,
    /// Unique constraints.
    pub uniques: &'static [UniqueSchema],
    /// Foreign keys.
    pub foreign_keys: &'static [ForeignKeySchema],
    /// CHECK constraints; those that column types bring along are not listed here.
    pub checks: &'static [CheckSchema],
    /// Exclusion constraints.
    pub exclusions: &'static [ExclusionSchema],
    /// Triggers, of SQLite.
    pub triggers: &'static [TriggerSchema],
    /// Indexes.
    pub indexes: &'static [IndexSchema],
    /// Rules over several columns, which no database knows.
    pub row_rules: &'static [RowRule],
    /// Whether the table has further columns, so that it cannot be created from this.
    pub is_partial: bool,
    /// Whether it is a view, which is read only.
    pub is_view: bool,
    /// What the database is to say of it.
    pub comment: Option<&'static str>,
    /// What follows the columns and constraints where it is created, in SQL, if the model says it.
    pub options: Option<&'static str>,
    /// How its rows are divided, if the model says it: what follows PARTITION BY.
    pub partition_by: Option<&'static str>,
    /// What its rows are in, as far as the model says it.
    pub partitions: &'static [PartitionSchema],
    /// The name it had, so that a migration renames it.
    pub renamed_from: Option<&'static str>,
    /// The columns, by their names in SQL, whose values a migration may drop, or make narrower.
    pub drop_ok: &'static [&'static str],
}

/// A unique constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniqueSchema {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// Whether NULL counts as a value, so that it is there once.
    pub nulls_not_distinct: bool,
    /// What follows the columns, in SQL, if the model says it.
    pub options: Option<&'static str>,
}

/// A CHECK constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckSchema {
    /// Its name.
    pub name: &'static str,
    /// Its condition, in SQL.
    pub sql: &'static str,
}

/// An exclusion constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExclusionSchema {
    /// Its name.
    pub name: &'static str,
    /// What follows EXCLUDE, in SQL: `USING gist (room WITH =, during WITH &&)`.
    pub sql: &'static str,
}

/// A trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TriggerSchema {
    /// Its name.
    pub name: &'static str,
    /// The statement that creates it.
    pub sql: &'static str,
}

impl TableSchema {
    /// The name of the primary key's constraint: that which the model gives, or `pk_<table>`.
    pub(crate) fn primary_key_name(&self) -> Cow<'static, str> {
        self.key_name.map_or_else(|| format!("pk_{}", self.name).into(), Cow::Borrowed)
    }

    /// What is unique besides the primary key: names and columns of constraints, then of indexes. An index of expressions is left out: rows
    /// with the same columns may differ in it.
    pub(crate) fn unique_keys(&self) -> impl Iterator<Item = (&'static str, &'static [&'static str])> + use<> {
        let constraints = self.uniques.iter().map(|unique| (unique.name, unique.columns));
        let indexes = self.indexes.iter().filter(|index| index.unique && !index.has_expressions());
        let indexes = indexes.map(|index| (index.name, index.columns));
        constraints.chain(indexes)
    }

    /// The foreign keys that are no relations: the database alone follows them.
    pub(crate) fn other_keys(&self) -> impl Iterator<Item = &'static ForeignKeySchema> + use<> {
        self.foreign_keys.iter().filter(|key| !key.is_relation)
    }

    /// Whether an action of a foreign key writes to a column: gives it another key, NULL, or its default.
    pub(crate) fn is_written_by_action(&self, column: &str) -> bool {
        let writes = |action| matches!(action, Action::SetNull | Action::SetDefault);
        let moves = |key: &&ForeignKeySchema| {
            writes(key.on_delete) || writes(key.on_update) || key.on_update == Action::Cascade
        };
        self.foreign_keys.iter().filter(moves).any(|key| key.columns.contains(&column))
    }

    /// The positions of columns that are given by name.
    pub(crate) fn positions<'n>(&self, names: &'n [&'n str]) -> impl Iterator<Item = usize> + use<'n> {
        let columns = self.columns;
        names.iter().filter_map(move |name| columns.iter().position(|column| column.name == *name))
    }

    /// A table with nothing but columns and a primary key; the other parts are added field by field.
    pub const fn new(
        model: &'static str,
        name: &'static str,
        columns: &'static [ColumnSchema],
        primary_key: &'static [&'static str],
    ) -> Self {
        Self {
            model,
            name,
            namespace: None,
            columns,
            other_columns: &[],
            primary_key,
            key_name: None,
            uniques: &[],
            foreign_keys: &[],
            checks: &[],
            exclusions: &[],
            triggers: &[],
            indexes: &[],
            row_rules: &[],
            is_partial: false,
            is_view: false,
            comment: None,
            options: None,
            partition_by: None,
            partitions: &[],
            renamed_from: None,
            drop_ok: &[],
        }
    }

    /// The table in a schema of the database.
    #[must_use]
    pub const fn namespace(self, name: &'static str) -> Self {
        Self { namespace: Some(name), ..self }
    }

    /// What it is called in statements.
    pub(crate) const fn table_name(&self) -> TableName {
        TableName { namespace: self.namespace, name: self.name }
    }

    /// The table, of which the model has some of the columns only.
    #[must_use]
    pub const fn partial(self) -> Self {
        Self { is_partial: true, ..self }
    }

    /// The same as a view, which is read only.
    #[must_use]
    pub const fn view(self) -> Self {
        Self { is_view: true, ..self }
    }

    /// Whether the model says all of the table, so that it can be created from it.
    pub(super) const fn is_whole(&self) -> bool {
        !self.is_partial && !self.is_view
    }

    /// The table, whose primary key's constraint has this name.
    #[must_use]
    pub const fn key_name(self, name: &'static str) -> Self {
        Self { key_name: Some(name), ..self }
    }

    /// The table, of which the database says this.
    #[must_use]
    pub const fn comment(self, text: &'static str) -> Self {
        Self { comment: Some(text), ..self }
    }

    /// The table, which had this name.
    #[must_use]
    pub const fn renamed_from(self, name: &'static str) -> Self {
        Self { renamed_from: Some(name), ..self }
    }

    /// The table, of which a migration may drop the values of these columns.
    #[must_use]
    pub const fn drop_ok(self, columns: &'static [&'static str]) -> Self {
        Self { drop_ok: columns, ..self }
    }

    /// The table with these columns, too, which the model has no field for.
    #[must_use]
    pub const fn other_columns(self, columns: &'static [ColumnSchema]) -> Self {
        Self { other_columns: columns, ..self }
    }

    /// The table with these unique constraints.
    #[must_use]
    pub const fn uniques(self, uniques: &'static [UniqueSchema]) -> Self {
        Self { uniques, ..self }
    }

    /// The table with these foreign keys.
    #[must_use]
    pub const fn foreign_keys(self, foreign_keys: &'static [ForeignKeySchema]) -> Self {
        Self { foreign_keys, ..self }
    }

    /// The table with these CHECK constraints.
    #[must_use]
    pub const fn checks(self, checks: &'static [CheckSchema]) -> Self {
        Self { checks, ..self }
    }

    /// The table with these exclusion constraints.
    #[must_use]
    pub const fn exclusions(self, exclusions: &'static [ExclusionSchema]) -> Self {
        Self { exclusions, ..self }
    }

    /// The table with these triggers.
    #[must_use]
    pub const fn triggers(self, triggers: &'static [TriggerSchema]) -> Self {
        Self { triggers, ..self }
    }

    /// The table, whose columns and constraints this follows where it is created, in SQL.
    #[must_use]
    pub const fn options(self, sql: &'static str) -> Self {
        Self { options: Some(sql), ..self }
    }

    /// The table, whose rows are divided by this, in SQL, among these.
    #[must_use]
    pub const fn partitioned(self, by: Option<&'static str>, partitions: &'static [PartitionSchema]) -> Self {
        Self { partition_by: by, partitions, ..self }
    }

    /// The table with these indexes.
    #[must_use]
    pub const fn indexes(self, indexes: &'static [IndexSchema]) -> Self {
        Self { indexes, ..self }
    }

    /// The table with these rules over several columns.
    #[must_use]
    pub const fn row_rules(self, row_rules: &'static [RowRule]) -> Self {
        Self { row_rules, ..self }
    }
}

/// The table of a model with these columns.
#[doc(hidden)]
pub const fn table_of<M: crate::model::Model>(columns: &'static [ColumnSchema]) -> TableSchema {
    TableSchema { namespace: M::NAMESPACE, ..TableSchema::new(M::NAME, M::TABLE, columns, M::KEY_NAMES) }
}

/// A unique constraint.
#[doc(hidden)]
pub const fn unique(name: &'static str, columns: &'static [&'static str]) -> UniqueSchema {
    UniqueSchema { name, columns, nulls_not_distinct: false, options: None }
}

impl UniqueSchema {
    /// The unique constraint, for which NULL is a value.
    #[must_use]
    pub const fn nulls_not_distinct(self) -> Self {
        Self { nulls_not_distinct: true, ..self }
    }

    /// The unique constraint, whose columns this follows, in SQL.
    #[must_use]
    pub const fn options(self, sql: &'static str) -> Self {
        Self { options: Some(sql), ..self }
    }
}

/// A CHECK constraint.
#[doc(hidden)]
pub const fn check(name: &'static str, sql: &'static str) -> CheckSchema {
    CheckSchema { name, sql }
}

/// A trigger.
#[doc(hidden)]
pub const fn trigger(name: &'static str, sql: &'static str) -> TriggerSchema {
    TriggerSchema { name, sql }
}

/// An exclusion constraint.
#[doc(hidden)]
pub const fn exclusion(name: &'static str, sql: &'static str) -> ExclusionSchema {
    ExclusionSchema { name, sql }
}

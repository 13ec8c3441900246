//! The table of a model, as const data.

use std::borrow::Cow;

use super::{ColumnType, IndexSchema};
use crate::model::TableName;
use crate::rule::{RowRule, Rule, RuleKind};

/// The longest text, in characters, that is a VARCHAR everywhere.
const MAX_VARCHAR: usize = 16_383;

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
    /// The name it had, so that a migration renames it.
    pub renamed_from: Option<&'static str>,
    /// The columns, by their names in SQL, whose values a migration may drop, or make narrower.
    pub drop_ok: &'static [&'static str],
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct ColumnSchema {
    /// The field of the struct.
    pub field: &'static str,
    /// Its name in SQL.
    pub name: &'static str,
    /// Its type.
    pub ty: ColumnType,
    /// Whether it can be NULL.
    pub nullable: bool,
    /// The type's name in SQL, where the model gives one.
    pub db_type: Option<&'static str>,
    /// The expression of its DEFAULT, in SQL.
    pub default: Option<&'static str>,
    /// The expression it is generated from, in SQL.
    pub generated: Option<&'static str>,
    /// The values an enum may take, in SQL.
    pub one_of: Option<&'static [&'static str]>,
    /// How the runtime writes it.
    pub role: Role,
    /// The rules its values follow.
    pub rules: &'static [Rule],
    /// What the database is to say of it.
    pub comment: Option<&'static str>,
    /// The name it had, so that a migration renames it.
    pub renamed_from: Option<&'static str>,
    /// The expression, in SQL, with which a migration fills rows that have no value of it.
    pub backfill: Option<&'static str>,
}

/// How the runtime writes a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// An ordinary column.
    Plain,
    /// A key that the database makes.
    GeneratedKey,
    /// A key, or part of one, that is given.
    Key,
    /// Set once, when the row is inserted.
    CreatedAt,
    /// Set by every write.
    UpdatedAt,
    /// Counted by every write.
    Version,
    /// Only the database writes it.
    ReadOnly,
}

/// A unique constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniqueSchema {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
}

/// A foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKeySchema {
    /// Its name.
    pub name: &'static str,
    /// The columns of this table.
    pub columns: &'static [&'static str],
    /// The model it refers to.
    pub parent: &'static str,
    /// The table it refers to.
    pub table: &'static str,
    /// The schema of the database that this table is in, where the model says one.
    pub namespace: Option<&'static str>,
    /// The columns it refers to.
    pub references: &'static [&'static str],
    /// What happens to this row when the parent is deleted.
    pub on_delete: Action,
    /// What happens to this row when the parent's key changes.
    pub on_update: Action,
    /// Whether it is checked when the transaction commits, rather than with each statement, where the database can.
    pub deferred: bool,
}

/// What happens to a row when the one it refers to changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Action {
    /// The change is refused, at the end of the statement or transaction.
    #[default]
    NoAction,
    /// The change is refused at once.
    Restrict,
    /// The row follows.
    Cascade,
    /// The key becomes NULL.
    SetNull,
    /// The key becomes its default.
    SetDefault,
}

/// A CHECK constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckSchema {
    /// Its name.
    pub name: &'static str,
    /// Its condition, in SQL.
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
            primary_key,
            key_name: None,
            uniques: &[],
            foreign_keys: &[],
            checks: &[],
            indexes: &[],
            row_rules: &[],
            is_partial: false,
            is_view: false,
            comment: None,
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

impl ColumnSchema {
    /// The column `name` of a field of type `T`, stored as the SQL type `ST`.
    pub const fn new<T: super::ColumnValue<ST>, ST: super::ColumnSqlType>(name: &'static str) -> Self {
        Self::of::<ST>(name)
    }

    pub(super) const fn of<ST: super::ColumnSqlType>(name: &'static str) -> Self {
        Self {
            field: name,
            name,
            ty: ST::TYPE,
            nullable: ST::NULLABLE,
            db_type: None,
            default: None,
            generated: None,
            one_of: ST::ONE_OF,
            role: Role::Plain,
            rules: &[],
            comment: None,
            renamed_from: None,
            backfill: None,
        }
    }

    /// The column of a field that is called otherwise.
    #[must_use]
    pub const fn field(self, field: &'static str) -> Self {
        Self { field, ..self }
    }

    /// The column with this role.
    #[must_use]
    pub const fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The column of a key that is given.
    #[must_use]
    pub const fn key(self) -> Self {
        self.role(Role::Key)
    }

    /// The column with the time the row was inserted.
    #[must_use]
    pub const fn created_at(self) -> Self {
        self.role(Role::CreatedAt)
    }

    /// The column with the time of the last write.
    #[must_use]
    pub const fn updated_at(self) -> Self {
        self.role(Role::UpdatedAt)
    }

    /// The column that counts writes.
    #[must_use]
    pub const fn version(self) -> Self {
        self.role(Role::Version)
    }

    /// The column, written by the database only.
    #[must_use]
    pub const fn read_only(self) -> Self {
        self.role(Role::ReadOnly)
    }

    /// The column with this DEFAULT, in SQL.
    #[must_use]
    pub const fn default(self, sql: &'static str) -> Self {
        Self { default: Some(sql), ..self }
    }

    /// The column, generated from this expression, in SQL.
    #[must_use]
    pub const fn generated(self, sql: &'static str) -> Self {
        Self { generated: Some(sql), role: Role::ReadOnly, ..self }
    }

    /// The column with this name of its type in SQL.
    #[must_use]
    pub const fn db_type(self, name: &'static str) -> Self {
        Self { db_type: Some(name), ..self }
    }

    /// The column, of which the database says this.
    #[must_use]
    pub const fn comment(self, text: &'static str) -> Self {
        Self { comment: Some(text), ..self }
    }

    /// The column, which had this name.
    #[must_use]
    pub const fn renamed_from(self, name: &'static str) -> Self {
        Self { renamed_from: Some(name), ..self }
    }

    /// The column, which a migration fills from this expression, in SQL, where rows have no value of it.
    #[must_use]
    pub const fn backfill(self, sql: &'static str) -> Self {
        Self { backfill: Some(sql), ..self }
    }

    /// The column, its text or binary type limited to so many characters or bytes.
    #[must_use]
    pub const fn max_length(self, length: u32) -> Self {
        Self { ty: self.ty.max_length(length), ..self }
    }

    /// The column, whose values follow these rules. A greatest length of text is that of its type too.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        let mut ty = self.ty;
        let mut rest = rules;
        while let [rule, others @ ..] = rest {
            if let (RuleKind::Length { max: Some(max), .. }, ColumnType::Text { .. }) = (rule.kind(), ty)
                && max <= MAX_VARCHAR
            {
                // It is small enough, as was just seen.
                #[allow(clippy::cast_possible_truncation)]
                let length = max as u32;
                ty = ty.max_length(length);
            }
            rest = others;
        }
        Self { ty, rules, ..self }
    }
}

/// The table of a model with these columns.
#[doc(hidden)]
pub const fn table_of<M: crate::model::Model>(columns: &'static [ColumnSchema]) -> TableSchema {
    TableSchema { namespace: M::NAMESPACE, ..TableSchema::new(M::NAME, M::TABLE, columns, M::KEY_NAMES) }
}

/// The column of a field that cannot be NULL.
#[doc(hidden)]
pub const fn column<T: super::ColumnValue<ST>, ST: super::ColumnSqlType>(name: &'static str) -> ColumnSchema {
    ColumnSchema::new::<T, ST>(name)
}

/// The column of a key that the database makes.
#[doc(hidden)]
pub const fn generated_key<T, ST>(name: &'static str) -> ColumnSchema
where
    T: super::ColumnValue<ST> + crate::model::GeneratedKey,
    ST: super::ColumnSqlType,
{
    ColumnSchema::new::<T, ST>(name).role(Role::GeneratedKey)
}

/// The column of a field that can be NULL.
#[doc(hidden)]
pub const fn nullable<T: super::ColumnValue<ST>, ST: super::ColumnSqlType>(name: &'static str) -> ColumnSchema {
    ColumnSchema { nullable: true, ..ColumnSchema::new::<T, ST>(name) }
}

/// The foreign key of a column to the model `P`; a const function of its own, because the parent is known by its type.
#[doc(hidden)]
pub const fn foreign_key<P: crate::model::Model>(
    name: &'static str,
    columns: &'static [&'static str],
) -> ForeignKeySchema {
    ForeignKeySchema {
        name,
        columns,
        parent: P::NAME,
        table: P::TABLE,
        namespace: P::NAMESPACE,
        references: P::KEY_NAMES,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        deferred: false,
    }
}

impl ForeignKeySchema {
    /// The foreign key, with what happens when the parent is deleted.
    #[must_use]
    pub const fn on_delete(self, action: Action) -> Self {
        Self { on_delete: action, ..self }
    }

    /// The foreign key, checked when the transaction commits.
    #[must_use]
    pub const fn deferrable(self) -> Self {
        Self { deferred: true, ..self }
    }

    /// The foreign key, with what happens when the parent's key changes.
    #[must_use]
    pub const fn on_update(self, action: Action) -> Self {
        Self { on_update: action, ..self }
    }
}

/// A unique constraint.
#[doc(hidden)]
pub const fn unique(name: &'static str, columns: &'static [&'static str]) -> UniqueSchema {
    UniqueSchema { name, columns }
}

/// A CHECK constraint.
#[doc(hidden)]
pub const fn check(name: &'static str, sql: &'static str) -> CheckSchema {
    CheckSchema { name, sql }
}

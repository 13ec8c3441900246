//! Tables as owned data: what DDL is written from, what is read from a database, and what is compared.

use super::{Action, ColumnType, Role, TableSchema};
use crate::rule::RuleKind;

/// A table, whether a model declares it or a database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key, if it has one.
    pub primary_key: Option<PrimaryKey>,
    /// Its unique constraints.
    pub uniques: Vec<Unique>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its CHECK constraints.
    pub checks: Vec<Check>,
    /// Its indexes, apart from those that serve a constraint.
    pub indexes: Vec<Index>,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it can be NULL.
    pub nullable: bool,
    /// The expression of its DEFAULT, in SQL.
    pub default: Option<String>,
    /// How it is generated, if the database computes it.
    pub generated: Option<Generated>,
}

/// The type of a [`Column`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// A type of the models, which each backend spells in its own way.
    Model(ColumnType),
    /// An enum type of the database.
    Enum {
        /// Its name.
        name: String,
        /// Its values, as SQL literals.
        values: Vec<String>,
    },
    /// A type known by its name in SQL; empty where the database has a column without one.
    Named(String),
}

/// How a column is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The expression, in SQL.
    pub expression: String,
    /// Whether the value is stored, rather than computed when it is read.
    pub stored: bool,
}

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Whether the database makes the key: an integer that counts up.
    pub generated: bool,
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The columns of this table.
    pub columns: Vec<String>,
    /// The table it refers to.
    pub table: String,
    /// The columns it refers to; empty if the table or its key is not there to tell.
    pub references: Vec<String>,
    /// What happens to this row when the parent is deleted.
    pub on_delete: Action,
    /// What happens to this row when the parent's key changes.
    pub on_update: Action,
    /// Whether it is checked when the transaction commits, rather than with each statement.
    pub deferred: bool,
}

/// A CHECK constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// What it demands.
    pub condition: Condition,
}

/// What a [`Check`] demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A condition, in SQL.
    Sql(String),
    /// One of these values, each in SQL; kept apart from SQL because backends quote the column differently.
    OneOf {
        /// The column.
        column: String,
        /// The values, in SQL.
        values: Vec<String>,
    },
    /// The same of a column whose type says it where the backend has types of enums, so that no CHECK is needed there.
    Enum {
        /// The column.
        column: String,
        /// The values, in SQL.
        values: Vec<String>,
    },
    /// A rule of a column, as far as the backend can express it.
    Rule {
        /// The column.
        column: String,
        /// What the rule asks of its values.
        kind: RuleKind,
        /// The column's type.
        ty: ColumnType,
        /// Whether an action of a foreign key may write the column.
        moves: bool,
    },
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it orders by.
    pub columns: Vec<IndexColumn>,
    /// Whether it allows each value once.
    pub unique: bool,
    /// The condition of a partial index, in SQL.
    pub filter: Option<String>,
}

/// What an [`Index`] orders by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexColumn {
    /// A column, ascending.
    Column(String),
    /// Anything else, in SQL: an expression, a descending column, one with a collation.
    Expression(String),
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl From<&TableSchema> for Table {
    /// The table of a model; types restricted to some values bring a CHECK `ck_<table>_<column>`, placed first, then come the
    /// rules of the columns, whether the backend can express them or not.
    fn from(schema: &TableSchema) -> Self {
        let generated =
            |name: &str| schema.columns.iter().any(|column| column.name == name && column.role == Role::GeneratedKey);
        let one_of = schema.columns.iter().filter_map(|column| {
            let (name, values) = (column.name.to_owned(), owned(column.one_of?));
            let condition = match column.ty {
                ColumnType::Enum { .. } if column.db_type.is_none() => Condition::Enum { column: name, values },
                _ => Condition::OneOf { column: name, values },
            };
            Some(Check { name: Some(format!("ck_{}_{}", schema.name, column.name)), condition })
        });
        let rules = schema.columns.iter().flat_map(|column| column.rules.iter().map(move |rule| (column, rule)));
        let rules = rules.map(|(column, rule)| {
            let (name, moves) = (column.name.to_owned(), schema.is_written_by_action(column.name));
            let condition = Condition::Rule { column: name, kind: rule.kind(), ty: column.ty, moves };
            Check { name: Some(rule.constraint().to_owned()), condition }
        });
        let checks = schema
            .checks
            .iter()
            .map(|check| Check { name: Some(check.name.to_owned()), condition: Condition::Sql(check.sql.to_owned()) });
        Self {
            name: schema.name.to_owned(),
            columns: schema.columns.iter().map(column).collect(),
            primary_key: (!schema.primary_key.is_empty()).then(|| PrimaryKey {
                name: Some(format!("pk_{}", schema.name)),
                columns: owned(schema.primary_key),
                generated: matches!(schema.primary_key, [only] if generated(only)),
            }),
            uniques: schema
                .uniques
                .iter()
                .map(|unique| Unique { name: Some(unique.name.to_owned()), columns: owned(unique.columns) })
                .collect(),
            foreign_keys: schema
                .foreign_keys
                .iter()
                .map(|key| ForeignKey {
                    name: Some(key.name.to_owned()),
                    columns: owned(key.columns),
                    table: key.table.to_owned(),
                    references: owned(key.references),
                    on_delete: key.on_delete,
                    on_update: key.on_update,
                    deferred: key.deferred,
                })
                .collect(),
            checks: one_of.chain(rules).chain(checks).collect(),
            indexes: schema
                .indexes
                .iter()
                .map(|index| Index {
                    name: index.name.to_owned(),
                    columns: owned(index.columns).into_iter().map(IndexColumn::Column).collect(),
                    unique: index.unique,
                    filter: index.filter.map(str::to_owned),
                })
                .collect(),
        }
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn column(schema: &super::ColumnSchema) -> Column {
    let ty = match (schema.db_type, schema.ty) {
        (Some(name), _) | (None, ColumnType::Named(name)) => Type::Named(name.to_owned()),
        (None, ty) => Type::Model(ty),
    };
    Column {
        name: schema.name.to_owned(),
        ty,
        nullable: schema.nullable,
        default: schema.default.map(str::to_owned),
        // Stored is the kind that every backend has.
        generated: schema.generated.map(|sql| Generated { expression: sql.to_owned(), stored: true }),
    }
}

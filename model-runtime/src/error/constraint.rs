//! A constraint that refused a write.

use std::error::Error as StdError;
use std::fmt;

use diesel::result::Error as DieselError;

use crate::backend::decode::column_of;
use crate::model::Model;
use crate::schema::{ColumnSchema, TableSchema};

/// What kind of constraint refused a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// The primary key.
    PrimaryKey,
    /// A unique constraint or index.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// A CHECK.
    Check,
    /// NOT NULL.
    NotNull,
    /// An exclusion constraint.
    Exclusion,
    /// The partitions of the table, of which none takes the row.
    Partition,
}

/// A write that a constraint refused, with what the database tells of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConstraintViolation {
    /// What kind of constraint it was.
    pub kind: ConstraintKind,
    /// The table, if it is known.
    pub table: Option<String>,
    /// The constraint's name, if it is known.
    pub name: Option<String>,
    /// Its columns, as far as they are known.
    pub columns: Vec<String>,
    /// The table's description, where the model is known.
    pub(crate) schema: Option<&'static TableSchema>,
    /// Whether it is a foreign key of other rows, to the one that was to be deleted.
    pub(crate) is_of_child: bool,
    pub(crate) source: DieselError,
}

/// A constraint of a model's table. Derived: an enum `UserConstraint` for the model `User`.
pub trait Constraint: Copy + fmt::Display + 'static {
    /// The model.
    type Model: Model;
    /// Every constraint of the table.
    const ALL: &'static [Self];

    /// What kind of constraint it is.
    fn kind(self) -> ConstraintKind;

    /// Its name in SQL. NOT NULL has none in most databases; its name here is `<table>_<column>_not_null`.
    fn name(self) -> &'static str;

    /// Its columns; none for a CHECK that no rule of a field stands for, and for a unique index of expressions.
    fn columns(self) -> &'static [&'static str];
}

/// The columns of a constraint, as the table's description has them.
#[doc(hidden)]
pub fn columns_of<M: Model>(kind: ConstraintKind, name: &str) -> &'static [&'static str] {
    let schema = M::SCHEMA;
    let column = |is: &dyn Fn(&ColumnSchema) -> bool| {
        let column = schema.columns.iter().find(|column| is(column));
        column.map(|column| std::slice::from_ref(&column.name))
    };
    let found = match kind {
        ConstraintKind::PrimaryKey => Some(schema.primary_key),
        ConstraintKind::Unique => schema.unique_keys().find(|(other, _)| *other == name).map(|(_, columns)| columns),
        ConstraintKind::ForeignKey => schema.foreign_keys.iter().find(|key| key.name == name).map(|key| key.columns),
        ConstraintKind::Check => column(&|column| column.rules.iter().any(|rule| rule.constraint() == name))
            .or_else(|| column_of(name, schema).map(|column| std::slice::from_ref(&column.name))),
        ConstraintKind::NotNull => {
            let of = name.strip_prefix(schema.name).and_then(|rest| rest.strip_prefix('_'));
            let of = of.and_then(|rest| rest.strip_suffix("_not_null")).unwrap_or_default();
            column(&|column| column.name == of)
        }
        ConstraintKind::Exclusion | ConstraintKind::Partition => None,
    };
    found.unwrap_or_default()
}

/// expands to: the enum of a model's constraints, each given as its kind, its variant and its name, or the column of NOT NULL.
#[doc(hidden)]
#[macro_export]
macro_rules! __constraints {
    ($vis:vis $name:ident $model:ident $table:literal $($kind:ident $variant:ident $constraint:literal,)*) => {
        #[doc = concat!("The constraints of the table of [`", stringify!($model), "`]; each is shown by its name.")]
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::hash::Hash,
        )]
        #[non_exhaustive]
        $vis enum $name {
            $(#[doc = concat!("`", $crate::__constraint_name!($kind $table $constraint), "`.")] $variant,)*
        }
        impl $crate::Constraint for $name {
            type Model = $model;
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            fn kind(self) -> $crate::ConstraintKind {
                match self { $(Self::$variant => $crate::ConstraintKind::$kind,)* }
            }
            fn name(self) -> &'static ::core::primitive::str {
                match self { $(Self::$variant => $crate::__constraint_name!($kind $table $constraint),)* }
            }
            fn columns(self) -> &'static [&'static ::core::primitive::str] {
                $crate::__private::columns_of::<$model>($crate::Constraint::kind(self), $crate::Constraint::name(self))
            }
        }
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str($crate::Constraint::name(*self))
            }
        }
    };
}

/// The name of a constraint. NOT NULL has the one that PostgreSQL 18 gives it; elsewhere it has none.
#[doc(hidden)]
#[macro_export]
macro_rules! __constraint_name {
    (NotNull $table:literal $column:literal) => {
        concat!($table, "_", $column, "_not_null")
    };
    ($kind:ident $table:literal $name:literal) => {
        $name
    };
}

impl ConstraintViolation {
    /// Whether it was this constraint.
    pub fn is<C: Constraint>(&self, constraint: C) -> bool {
        let (kind, schema) = (constraint.kind(), C::Model::SCHEMA);
        if self.kind != kind || self.table.as_deref().is_some_and(|table| table != schema.name) {
            return false;
        }
        match &self.name {
            Some(name) if kind != ConstraintKind::NotNull => name == constraint.name(),
            // Without a name, what it is about tells it from others, if the database told the table.
            _ => self.table.is_some() && !self.columns.is_empty() && self.columns == constraint.columns(),
        }
    }

    /// The fields of its columns; where the model is not known, the columns.
    pub(crate) fn fields(&self) -> impl Iterator<Item = String> {
        let columns = self.schema.map(|schema| schema.columns).unwrap_or_default();
        self.columns.iter().map(move |name| {
            let column = columns.iter().find(|column| column.name == name);
            column.map_or_else(|| name.clone(), |column| column.field.to_owned())
        })
    }

    /// The database's own message.
    pub fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

impl fmt::Display for ConstraintKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::NotNull => "not-null constraint",
            Self::Exclusion => "exclusion constraint",
            Self::Partition => "partition",
        })
    }
}

impl fmt::Display for ConstraintViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == ConstraintKind::Partition {
            let table = self.table.as_ref().map(|table| format!(" of table `{table}`")).unwrap_or_default();
            return write!(f, "no partition{table} takes the row");
        }
        write!(f, "the {}", self.kind)?;
        if let Some(name) = &self.name {
            write!(f, " `{name}`")?;
        }
        match &self.columns[..] {
            [] => {}
            [column] => write!(f, " on column `{column}`")?,
            columns => write!(f, " on columns `{}`", columns.join("`, `"))?,
        }
        if let Some(table) = &self.table {
            write!(f, " of table `{table}`")?;
        }
        f.write_str(" refused the write")
    }
}

//! A constraint that refused a write.

use std::error::Error as StdError;
use std::fmt;

use diesel::result::Error as DieselError;

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
    pub(crate) source: DieselError,
}

impl ConstraintViolation {
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
        })
    }
}

impl fmt::Display for ConstraintViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

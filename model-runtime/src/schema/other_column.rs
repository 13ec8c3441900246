//! Columns that a model has no field for, because Rust has no type for them: they are in its table, and nothing reads or writes them.

use super::{Column, Generated, Type};

/// A column without a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherColumnSchema {
    /// Its name.
    pub name: &'static str,
    /// Its type in SQL; empty for none, which SQLite allows.
    pub db_type: &'static str,
    /// Whether it cannot be NULL.
    pub not_null: bool,
    /// Its DEFAULT, in SQL.
    pub default: Option<&'static str>,
    /// The expression that the database computes it by.
    pub generated: Option<&'static str>,
    /// How its texts are compared, in SQL.
    pub collation: Option<&'static str>,
    /// What the database is to say of it.
    pub comment: Option<&'static str>,
}

/// A column without a field.
#[doc(hidden)]
pub const fn other_column(name: &'static str, db_type: &'static str) -> OtherColumnSchema {
    OtherColumnSchema { name, db_type, not_null: false, default: None, generated: None, collation: None, comment: None }
}

impl OtherColumnSchema {
    /// The column, which cannot be NULL.
    #[must_use]
    pub const fn not_null(self) -> Self {
        Self { not_null: true, ..self }
    }

    /// The column with a DEFAULT, in SQL.
    #[must_use]
    pub const fn default(self, sql: &'static str) -> Self {
        Self { default: Some(sql), ..self }
    }

    /// The column, computed by the database.
    #[must_use]
    pub const fn generated(self, sql: &'static str) -> Self {
        Self { generated: Some(sql), ..self }
    }

    /// The column, whose texts are compared by this.
    #[must_use]
    pub const fn collation(self, sql: &'static str) -> Self {
        Self { collation: Some(sql), ..self }
    }

    /// The column, of which the database says this.
    #[must_use]
    pub const fn comment(self, text: &'static str) -> Self {
        Self { comment: Some(text), ..self }
    }
}

impl From<&OtherColumnSchema> for Column {
    fn from(declared: &OtherColumnSchema) -> Self {
        Self {
            nullable: !declared.not_null,
            default: declared.default.map(str::to_owned),
            // Stored is the kind that every backend has.
            generated: declared.generated.map(|sql| Generated { expression: sql.to_owned(), stored: true }),
            collation: declared.collation.map(str::to_owned),
            comment: declared.comment.map(str::to_owned),
            ..Self::new(declared.name, Type::named(declared.db_type))
        }
    }
}

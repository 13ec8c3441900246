//! A column of the table of a model, as const data.

use super::ColumnType;
use crate::rule::{Rule, RuleKind};

/// The longest text, in characters, that is a VARCHAR everywhere.
const MAX_VARCHAR: usize = 16_383;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct ColumnSchema {
    /// The field of the struct; of a column without one, its name.
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
    /// How its texts are compared, in SQL, where the model says so.
    pub collation: Option<&'static str>,
    /// What an UPDATE of the row that does not say otherwise sets it to, in SQL.
    pub on_update: Option<&'static str>,
    /// Whether the database counts it, where it is not the key that the database makes.
    pub autoincrement: bool,
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
            collation: None,
            on_update: None,
            autoincrement: false,
            generated: None,
            one_of: ST::ONE_OF,
            role: Role::Plain,
            rules: &[],
            comment: None,
            renamed_from: None,
            backfill: None,
        }
    }

    /// The column, which cannot be NULL.
    #[must_use]
    pub const fn not_null(self) -> Self {
        Self { nullable: false, ..self }
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

    /// The column, whose texts are compared by this collation, in SQL.
    #[must_use]
    pub const fn collation(self, sql: &'static str) -> Self {
        Self { collation: Some(sql), ..self }
    }

    /// The column, which an UPDATE of the row that does not say otherwise sets to this expression, in SQL.
    #[must_use]
    pub const fn on_update(self, sql: &'static str) -> Self {
        Self { on_update: Some(sql), ..self }
    }

    /// The column, counted by the database.
    #[must_use]
    pub const fn autoincrement(self) -> Self {
        Self { autoincrement: true, ..self }
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

/// A column that the model has no field for, because Rust has no type for it: it is in the table, and nothing reads or writes it.
#[doc(hidden)]
pub const fn other_column(name: &'static str, db_type: &'static str) -> ColumnSchema {
    let ty = ColumnType::Named(db_type);
    ColumnSchema { ty, nullable: true, ..ColumnSchema::of::<diesel::sql_types::Text>(name).read_only() }
}

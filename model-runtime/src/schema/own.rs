//! Columns whose types are the user's: enums, newtypes, and what is stored as JSON.
//!
//! Each function asks one thing of the field's type, so that a type that lacks it is told once, at the field. What follows from
//! it is not asked again.

use super::{ColumnSchema, Role};
use crate::model::{Key, MadeByDatabase};
#[cfg(feature = "json")]
use crate::types::JsonValue;
use crate::types::OwnSqlType;

/// The column of a field that is stored as JSON.
#[cfg(feature = "json")]
pub const fn json<T: JsonValue>(name: &'static str) -> ColumnSchema {
    ColumnSchema::of::<diesel::sql_types::Json>(name)
}

/// The column of a field that is stored as JSON, or NULL.
#[cfg(feature = "json")]
pub const fn nullable_json<T: JsonValue>(name: &'static str) -> ColumnSchema {
    ColumnSchema { nullable: true, ..json::<T>(name) }
}

/// The column of a field that cannot be NULL.
pub const fn column<T: OwnSqlType>(name: &'static str) -> ColumnSchema {
    ColumnSchema::of::<T>(name)
}

/// The column of a field that can be NULL.
pub const fn nullable<T: OwnSqlType>(name: &'static str) -> ColumnSchema {
    ColumnSchema { nullable: true, ..column::<T>(name) }
}

/// The column of a key that is given.
pub const fn key<T: OwnSqlType + Key>(name: &'static str) -> ColumnSchema {
    column::<T>(name).role(Role::Key)
}

/// The column of a key that the database makes.
pub const fn generated_key<T, const IS_OWN: bool>(name: &'static str) -> ColumnSchema
where
    T: OwnSqlType + Key + MadeByDatabase<IS_OWN>,
{
    column::<T>(name).role(Role::GeneratedKey)
}

//! Columns whose types are the user's: enums, newtypes, and what is stored as JSON.
//!
//! Each function asks one thing of the field's type, so that a type that lacks it is told once, at the field. What follows from
//! it is not asked again. `D` is a database that lacks the column's type, or [`No`](crate::backend::No).

use super::{ColumnSchema, Role};
use crate::backend::StoredOn;
use crate::model::{Key, MadeByDatabase};
#[cfg(feature = "json")]
use crate::types::{JsonValue, JsonbOn};
use crate::types::{
    OwnOn, OwnSqlType,
    sql_types::{Array, Own},
};

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

/// The column of a field that is stored as `jsonb`.
#[cfg(feature = "json")]
pub const fn jsonb<T: JsonValue + JsonbOn<D>, D>(name: &'static str) -> ColumnSchema {
    ColumnSchema::of::<diesel::sql_types::Jsonb>(name)
}

/// The column of a field that is stored as `jsonb`, or NULL.
#[cfg(feature = "json")]
pub const fn nullable_jsonb<T: JsonValue + JsonbOn<D>, D>(name: &'static str) -> ColumnSchema {
    ColumnSchema { nullable: true, ..jsonb::<T, D>(name) }
}

/// The column of a field that cannot be NULL.
pub const fn column<T: OwnSqlType + OwnOn<D>, D>(name: &'static str) -> ColumnSchema {
    ColumnSchema::of::<T>(name)
}

/// The column of a field that can be NULL.
pub const fn nullable<T: OwnSqlType + OwnOn<D>, D>(name: &'static str) -> ColumnSchema {
    ColumnSchema { nullable: true, ..column::<T, D>(name) }
}

/// The column of a key that is given.
pub const fn key<T: OwnSqlType + OwnOn<D> + Key, D>(name: &'static str) -> ColumnSchema {
    column::<T, D>(name).role(Role::Key)
}

/// The column of a key that the database makes.
pub const fn generated_key<T, D, const IS_OWN: bool>(name: &'static str) -> ColumnSchema
where
    T: OwnSqlType + OwnOn<D> + Key + MadeByDatabase<IS_OWN>,
{
    column::<T, D>(name).role(Role::GeneratedKey)
}

/// The column of a field that is a list, and cannot be NULL.
pub const fn list<T: OwnSqlType, D>(name: &'static str) -> ColumnSchema
where
    Vec<T>: StoredOn<Array<Own<T>>, D>,
{
    ColumnSchema::of::<Array<Own<T>>>(name)
}

/// The column of a field that is a list, or NULL.
pub const fn nullable_list<T: OwnSqlType, D>(name: &'static str) -> ColumnSchema
where
    Vec<T>: StoredOn<Array<Own<T>>, D>,
{
    ColumnSchema { nullable: true, ..list::<T, D>(name) }
}

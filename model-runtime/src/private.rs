//! What derived code names; not for use by hand, and without any promise of stability.

pub use crate::backend::{Every, MySQL, No, Only, PostgreSQL, SQLite};
pub use crate::database::budget::{LogQueries, budget, off_budget};
pub use crate::error::columns_of;
pub use crate::model::RowRef;
pub use crate::model::builder::given;
pub use crate::model::builder::places::*;
pub use crate::model::builder::{
    After, Building, Complete, Cons, First, Given, IntoNullable, Nil, Place, Provided, State,
};
pub use crate::model::{
    Assign, ChangesAsItIs, ClientKey, ColumnSet, Counter, Draft, Fk, GeneratedKey, InsertableAsItIs, IntoFk,
    IntoOptionalFk, IsFor, KeyIn, KeyOf, KeyPart, MadeByDatabase, Meets, Model, Moment, NewRow, NoNew, NoPatch, Now,
    Otherwise, Patch, Probe, Selected, Shape, Sound, StoredIn, Truncate, Version, fill, is_key, is_stored, optional_fk,
    optional_key, time, version,
};
pub use crate::relation::{Across, Down, Named, RefersTo, Up, is_model};
pub use crate::rule::{
    Custom, FieldRules, Literal, Number, Path, Pattern, RowRule, Rule, Validate, Values, known_value, outcome,
};
pub use crate::schema::drift::{Drifts, NoDrift};
pub use crate::schema::existing::{self, Existing, SqlTypeOf, Starts};
pub use crate::schema::on::{Lacking, StoredIf};
pub use crate::schema::{
    Action, CheckSchema, ColumnSchema, Deferrable, ExclusionSchema, ForeignKeySchema, IndexPartSchema as IndexPart,
    IndexSchema, PartitionSchema, Role, TableSchema, TriggerSchema, UniqueSchema, check, column, exclusion,
    foreign_key, generated_key, index, nullable, on, other_column, own, partition, table_of, trigger, unique,
};
pub use crate::schema::{Schema, check_schema};
pub use crate::session::{Addable, ToAdd};
pub use crate::{
    __belongs_to as belongs_to, __built_rows as built_rows, __changes as changes, __derived as derived,
    __existing as existing_column, __fields as fields, __foreign_keys as foreign_keys, __garde as garde_traits,
    __joined as joined, __joins as joins, __key_of as key_of, __known as known, __model_or as model_or,
    __new_values as new_values, __pattern as pattern, __relation as relation, __row_impls as row_impls,
    __rules as rules, __setter as setter, __stored as stored, __stored_as_jsonb as stored_as_jsonb,
    __stored_as_own as stored_as_own, __unique_key as unique_key,
};
pub use crate::{AnyUnique, NewVerbs, UniqueKey, ValidationErrors, Writable};

pub use ::core::any::Any;
pub use ::core::clone::Clone;
pub use ::core::cmp::Eq;
pub use ::core::convert::Into;
pub use ::core::default::Default;
pub use ::core::fmt::{Debug, Formatter, Result as Formatted};
pub use ::core::hash::Hash;
pub use ::core::iter::IntoIterator;
pub use ::core::marker::PhantomData;
pub use ::core::ops::{Fn, FnOnce};
pub use ::core::option::Option::{self, None, Some};
pub use ::core::result::Result::Ok;
pub use ::diesel::alias;
pub use ::diesel::query_source::Alias;
pub use ::std::vec;
pub use ::std::vec::Vec;

/// The table of a model.
pub type TableOf<M> = <M as HasTable>::Table;

/// What an INSERT into the table of `M` gives back.
pub type Returned<M> = <M as Model>::Returned;

pub use diesel::Insertable;
pub use diesel::associations::{HasTable, Identifiable};
pub use diesel::backend::Backend;
pub use diesel::deserialize::{FromSql, FromStaticSqlRow, Queryable, QueryableByName, Result as Loaded};
pub use diesel::expression::Selectable;
pub use diesel::internal::derives::insertable::UndecoratedInsertRecord;
pub use diesel::query_builder::AsChangeset;
pub use diesel::query_source::JoinTo;
pub use diesel::query_source::{Column, Table};
pub use diesel::row::NamedRow;
pub use diesel::sql_types;

pub use crate::model::tuple::ReadColumns;
/// SQL types of this crate.
pub use crate::sql_types as bridge;
pub use crate::sql_types::Own;

// Enums and newtypes.
pub use crate::schema::ColumnSqlType;
pub use crate::types::{BindAs, ColumnEnum, Holds, HoldsNoNull, NewtypeColumn, OwnSqlType, StoredAs, read_code};
pub use diesel::expression::AsExpression;
pub use diesel::internal::derives::as_expression::Bound;
pub use diesel::query_builder::QueryId;
pub use diesel::serialize::{Output, Result as Stored, ToSql};
pub use diesel::sql_types::is_nullable::NotNull;
pub use diesel::sql_types::{Nullable, SingleValue, SqlOrd, SqlType};

// JSON fields.
#[cfg(feature = "json")]
pub use crate::model::Value;
#[cfg(feature = "json")]
pub use crate::types::{AsJson, AsJsonb, AsNullableJson, AsNullableJsonb, Json};
#[cfg(feature = "json")]
pub use serde_json::Value as JsonDocument;

// Web frameworks.
#[cfg(feature = "garde")]
pub use crate::rule::garde_trait;
#[cfg(feature = "garde")]
pub use ::core::ops::FnMut;
#[cfg(feature = "garde")]
pub use garde;

//! What derived code names; not for use by hand, and without any promise of stability.

pub use crate::model::builder::{After, Complete, Cons, First, Given, Missing, Nil, Place, Provided, State};
pub use crate::model::{
    Assign, ClientKey, ColumnSet, Columns, Fk, GeneratedKey, IntoFk, IntoOptionalFk, Model, NewRow, Now, Patch, Slot,
    Truncate, Value, Version, no_column, offer_fk,
};
pub use crate::schema::{
    Action, CheckSchema, ColumnSchema, ForeignKeySchema, IndexSchema, Role, TableSchema, UniqueSchema,
};
pub use crate::{NewVerbs, UniqueKey, ValidationErrors};

pub use diesel::associations::{HasTable, Identifiable};
pub use diesel::backend::Backend;
pub use diesel::deserialize::{FromSql, FromStaticSqlRow, Queryable, QueryableByName, Result as Loaded};
pub use diesel::expression::Selectable;
pub use diesel::query_builder::AstPass;
pub use diesel::query_source::Table;
pub use diesel::result::QueryResult;
pub use diesel::row::NamedRow;
pub use diesel::sql_types;

pub use crate::model::by_name::NamedColumns;

// Enums and newtypes.
pub use crate::schema::ColumnSqlType;
pub use crate::types::{BindAs, ColumnEnum, NewtypeColumn, OwnSqlType, StoredAs, read_code};
pub use diesel::expression::AsExpression;
pub use diesel::internal::derives::as_expression::Bound;
pub use diesel::query_builder::QueryId;
pub use diesel::serialize::{Output, Result as Stored, ToSql};
pub use diesel::sql_types::is_nullable::NotNull;
pub use diesel::sql_types::{Nullable, SingleValue, SqlOrd, SqlType};

// JSON fields.
#[cfg(feature = "json")]
pub use crate::types::{AsJson, AsNullableJson, Json};

//! What derived code names; not for use by hand, and without any promise of stability.

pub use crate::model::builder::{After, Complete, Cons, First, Given, Nil, Place, Provided, State};
pub use crate::model::{
    Assign, ClientKey, ColumnSet, Columns, Fk, GeneratedKey, IntoFk, IntoOptionalFk, KeyOf, Model, NewRow, Now, Patch,
    Slot, Truncate, Value, Version, no_column, offer_fk, optional_key,
};
pub use crate::schema::{
    Action, CheckSchema, ColumnSchema, ForeignKeySchema, IndexSchema, Role, TableSchema, UniqueSchema, foreign_key,
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
/// SQL types of this crate.
pub mod bridge {}

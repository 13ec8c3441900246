//! One annotated struct, a whole Diesel model.

pub mod backend;
pub mod connection;
pub mod database;
mod error;
mod model;
pub mod prelude;
pub mod query;
pub mod schema;
pub mod statement;
mod types;
mod write;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use error::*;
pub use model::{
    Assign, Checked, ClientKey, ColumnSet, Columns, Fk, GeneratedKey, IntoFk, IntoOptionalFk, Key, Model, NewRow, Now,
    Patch, Storable, Truncate, Unchecked, Value, Version,
};
pub use model_derive::{ColumnEnum, ColumnType};
pub use query::{Query, maybe};
#[cfg(feature = "json")]
pub use types::Json;
pub use types::{ColumnEnum, NewtypeColumn, OwnSqlType, Sensitive, StoredAs, Val, sql_types, val};
pub use write::{NewVerbs, Persist, UniqueKey, Verbs};

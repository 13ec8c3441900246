//! One annotated struct, a whole Diesel model.

pub mod backend;
pub mod connection;
pub mod database;
extern crate self as model_runtime;

mod error;
mod model;
pub mod prelude;
pub mod query;
pub mod schema;
pub mod statement;
mod write;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use database::Database;
pub use error::*;
pub use model::{
    Assign, Checked, ClientKey, ColumnSet, Columns, Fk, GeneratedKey, IntoFk, IntoOptionalFk, Key, Model, NewRow, Now,
    Patch, Storable, Truncate, Unchecked, Value, Version,
};
pub use query::{Query, maybe};
pub use write::{NewVerbs, Persist, UniqueKey, Verbs};

pub use model_derive::Model;

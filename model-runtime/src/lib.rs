//! One annotated struct, a whole Diesel model.

#![recursion_limit = "256"]

// Derived code names this crate, in the tests of this crate too.
extern crate self as model_runtime;

pub mod backend;
pub mod connection;
pub mod database;
mod error;
mod model;
pub mod prelude;
pub mod query;
pub mod relation;
pub mod rule;
pub mod schema;
pub mod session;
pub mod statement;
mod types;
pub mod unit;
mod write;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use database::Database;
pub use error::{
    ConnectionError, Constraint, ConstraintKind, ConstraintViolation, DatabaseError, DecodeError, Error, FieldError,
    Problem, ProblemField, Result, SessionError, ValidationErrors,
};
pub use model::{
    Assign, Cells, Checked, ClientKey, ColumnSet, Columns, Counter, Draft, Fk, GeneratedKey, Hosts, IntoFk,
    IntoOptionalFk, IsFor, Key, Meets, Model, NewRow, Now, Patch, RowTuple, Selected, Shape, Storable, Tracks,
    Truncate, Unchecked, Value, Version,
};
pub use model_derive::{ColumnEnum, ColumnType};
pub use query::{Query, maybe};
pub use relation::{Related, With};
pub use rule::{Invalid, Validate};
pub use schema::Schema;
pub use session::{Handle, Session};
#[cfg(feature = "json")]
pub use types::Json;
pub use types::{ColumnEnum, NewtypeColumn, OwnSqlType, Sensitive, StoredAs, Val, sql_types, val};
pub use write::{AnyUnique, Find, NewVerbs, Persist, UniqueKey, Verbs, Writable, any_unique};

pub use model_derive::{Model, Validate, loaded, schema};

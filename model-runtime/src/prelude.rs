//! What a module with models imports: the derives, the verbs, and Diesel's own prelude.
//!
//! `Auto` and `Keep` are two names of one variant: a column that is given no value is left to its default when a row is
//! inserted, and left as it is when a row is changed.

pub use crate::Model;
pub use crate::database::{AnyConnection, Atomic, Database};
#[cfg(feature = "async")]
pub use crate::database::{AsyncAnyConnection, AsyncAtomic, AsyncDatabase};
pub use crate::model::{Assign, Assign::Set, Assign::Unset as Auto, Assign::Unset as Keep, Fk, NewRow, Patch};
pub use crate::query::{Page, PageRequest, Query, QueryVerbs, maybe};
pub use crate::relation::With;
pub use crate::schema::Schema;
#[cfg(feature = "async")]
pub use crate::session::AsyncScopes;
pub use crate::session::Scopes;
pub use crate::types::val;
pub use crate::write::{NewVerbs, Verbs, any_unique};
pub use crate::{ColumnEnum, ColumnType, Validate, loaded, schema};
pub use diesel::prelude::*;

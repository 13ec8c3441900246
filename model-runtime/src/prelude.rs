//! What a module with models imports.
pub use crate::model::{Assign, Assign::Set, Assign::Unset as Auto, Assign::Unset as Keep, Fk, Model, NewRow, Patch};
pub use crate::query::{Page, PageRequest, Query, maybe};
pub use crate::types::val;
pub use crate::write::{NewVerbs, Verbs};
pub use diesel::prelude::*;
pub use model_derive::{ColumnEnum, ColumnType};

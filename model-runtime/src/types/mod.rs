//! Types of columns that Diesel lacks, or does badly on some backend, and what enums and newtypes need to be columns.

mod column_enum;
#[cfg(feature = "json")]
mod json;
mod own;
mod sensitive;
pub mod sql_types;
mod stored_as;
mod val;

pub use column_enum::{ColumnEnum, read_code};
#[cfg(feature = "json")]
pub use json::{AsJson, AsJsonb, AsNullableJson, AsNullableJsonb, Json};
#[cfg(feature = "json")]
pub(crate) use json::{JsonField, JsonValue, JsonbOn};
pub(crate) use own::OwnOn;
pub use own::{Holds, HoldsNoNull, NewtypeColumn, OwnSqlType};
pub use sensitive::Sensitive;
pub use stored_as::StoredAs;
pub use val::{BindAs, Val, val};

//! Serde types as `json`.

use diesel::pg::{Pg, PgValue};

use super::json_values::json_values;
use crate::types::{AsJson, AsNullableJson};

crate::backend::json_as_bytes!(Pg, PgValue<'_>);
json_values!(Json, AsJson, AsNullableJson);

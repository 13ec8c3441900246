//! Serde types as `json`.

use diesel::pg::{Pg, PgValue};

crate::backend::json_as_bytes!(Pg, PgValue<'_>);

//! UUIDs as `uuid`.

use diesel::pg::{Pg, PgValue};

crate::backend::uuid_as_bytes!(Pg, PgValue<'_>);

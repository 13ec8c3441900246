//! Decimals as `numeric`.

use diesel::pg::{Pg, PgValue};

crate::backend::decimal_as_numeric!(Pg, PgValue<'_>);

//! Serde types as `jsonb`, which is JSON text behind a version.

use std::io::Write;

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types as st;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::json_values::json_values;
use crate::types::{AsJsonb, AsNullableJsonb, Json, JsonField};

/// The only version there is.
const VERSION: u8 = 1;

impl<T: Serialize + std::fmt::Debug> ToSql<st::Jsonb, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        write(&self.to_json()?, out)
    }
}

impl<T: DeserializeOwned> FromSql<st::Jsonb, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let Some((&VERSION, json)) = value.as_bytes().split_first() else {
            return Err("the value is not `jsonb` of version 1".into());
        };
        serde_json::from_slice(json).map(Self).map_err(|error| format!("invalid JSON: {error}").into())
    }
}

impl ToSql<st::Jsonb, Pg> for dyn JsonField {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        write(&self.to_json()?, out)
    }
}

fn write(json: &str, out: &mut impl Write) -> serialize::Result {
    out.write_all(&[VERSION])?;
    out.write_all(json.as_bytes())?;
    Ok(IsNull::No)
}

json_values!(Jsonb, AsJsonb, AsNullableJsonb);

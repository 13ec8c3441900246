//! Serde types as `json`.

use std::io::Write;

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types as st;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::Value;
use crate::types::{AsJson, AsNullableJson, Json, JsonField};

impl<T: Serialize + std::fmt::Debug> ToSql<st::Json, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.to_json()?.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: DeserializeOwned> FromSql<st::Json, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        serde_json::from_slice(value.as_bytes()).map(Self).map_err(|error| format!("invalid JSON: {error}").into())
    }
}

impl ToSql<st::Json, Pg> for dyn JsonField {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.to_json()?.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: Serialize + 'static> Value<AsJson, Pg> for T {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<st::Json, dyn JsonField>(self)
    }
}

impl<T: Serialize + 'static> Value<AsNullableJson, Pg> for Option<T> {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Some(value) => out.push_bind_param::<st::Json, dyn JsonField>(value),
            None => out.push_bind_param::<st::Nullable<st::Json>, Option<serde_json::Value>>(&None),
        }
    }
}

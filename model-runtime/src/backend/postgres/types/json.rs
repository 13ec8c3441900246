//! Serde types as `json`.

use std::io::Write;
use std::marker::PhantomData;

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgTypeMetadata, PgValue};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self as st, HasSqlType};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::postgres::array;
use crate::model::{Cells, Value};
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

    fn bind_cells<'b>(cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<JsonArray<AsJson, T>, dyn Cells + 'b>(cells)
    }
}

impl<T: Serialize + 'static> Value<AsNullableJson, Pg> for Option<T> {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Some(value) => out.push_bind_param::<st::Json, dyn JsonField>(value),
            None => out.push_bind_param::<st::Nullable<st::Json>, Option<serde_json::Value>>(&None),
        }
    }

    fn bind_cells<'b>(cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<JsonArray<AsNullableJson, T>, dyn Cells + 'b>(cells)
    }
}

/// The SQL type of an array of values of the Rust type `T`, written as JSON, that may be NULL or not.
struct JsonArray<As, T>(PhantomData<fn() -> (As, T)>);

impl<As, T> HasSqlType<JsonArray<As, T>> for Pg {
    fn metadata(lookup: &mut Self::MetadataLookup) -> PgTypeMetadata {
        <Self as HasSqlType<st::Array<st::Json>>>::metadata(lookup)
    }
}

impl<T: Serialize + 'static> ToSql<JsonArray<AsJson, T>, Pg> for dyn Cells + '_ {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        array::write::<st::Json, &dyn JsonField>(&array::values(self, |value: &T| value as _)?, out)
    }
}

impl<T: Serialize + 'static> ToSql<JsonArray<AsNullableJson, T>, Pg> for dyn Cells + '_ {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let element = |value: &'b Option<T>| value.as_ref().map(|value| value as _);
        array::write::<st::Nullable<st::Json>, Option<&dyn JsonField>>(&array::values(self, element)?, out)
    }
}

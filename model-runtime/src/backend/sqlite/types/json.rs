//! Serde types as JSON text.

use diesel::deserialize::{self, FromSql};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types as st;
use diesel::sqlite::{Sqlite, SqliteValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::Value;
use crate::types::{AsJson, AsNullableJson, Json, JsonField};

impl<T: Serialize + std::fmt::Debug> ToSql<st::Json, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_json()?);
        Ok(IsNull::No)
    }
}

impl<T: DeserializeOwned> FromSql<st::Json, Sqlite> for Json<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        serde_json::from_str(value.read_text()).map(Self).map_err(|error| format!("invalid JSON: {error}").into())
    }
}

impl ToSql<st::Json, Sqlite> for dyn JsonField {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_json()?);
        Ok(IsNull::No)
    }
}

impl<T: Serialize + 'static> Value<AsJson, Sqlite> for T {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_bind_param::<st::Json, dyn JsonField>(self)
    }
}

impl<T: Serialize + 'static> Value<AsNullableJson, Sqlite> for Option<T> {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        match self {
            Some(value) => out.push_bind_param::<st::Json, dyn JsonField>(value),
            None => out.push_bind_param::<st::Nullable<st::Json>, Option<serde_json::Value>>(&None),
        }
    }
}

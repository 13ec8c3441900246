//! Serde types as `JSON`.

use diesel::mysql::{Mysql, MysqlValue};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types as st;
use serde::Serialize;

use crate::model::Value;
use crate::types::{AsJson, AsNullableJson, JsonField};

crate::backend::json_as_bytes!(Mysql, MysqlValue<'_>);

impl<T: Serialize + 'static> Value<AsJson, Mysql> for T {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        out.push_bind_param::<st::Json, dyn JsonField>(self)
    }
}

impl<T: Serialize + 'static> Value<AsNullableJson, Mysql> for Option<T> {
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        match self {
            Some(value) => out.push_bind_param::<st::Json, dyn JsonField>(value),
            None => out.push_bind_param::<st::Nullable<st::Json>, Option<serde_json::Value>>(&None),
        }
    }
}

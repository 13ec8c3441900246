//! Serde types as JSON, on backends that send it as the bytes of its text.

/// Lets serde types be stored as JSON on a backend whose values are bytes.
macro_rules! json_as_bytes {
    ($Backend:ty, $Value:ty) => {
        const _: () = {
            use ::diesel::deserialize::{self, FromSql};
            use ::diesel::query_builder::AstPass;
            use ::diesel::result::QueryResult;
            use ::diesel::serialize::{self, IsNull, Output, ToSql};
            use ::diesel::sql_types as st;
            use ::serde::Serialize;
            use ::serde::de::DeserializeOwned;
            use ::std::io::Write;
            use $crate::model::Value;
            use $crate::types::{AsJson, AsNullableJson, Json, JsonField};

            impl<T: Serialize + ::std::fmt::Debug> ToSql<st::Json, $Backend> for Json<T> {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, $Backend>) -> serialize::Result {
                    out.write_all(self.to_json()?.as_bytes())?;
                    Ok(IsNull::No)
                }
            }

            impl<T: DeserializeOwned> FromSql<st::Json, $Backend> for Json<T> {
                fn from_sql(value: $Value) -> deserialize::Result<Self> {
                    let json = ::serde_json::from_slice(value.as_bytes());
                    json.map(Self).map_err(|error| format!("invalid JSON: {error}").into())
                }
            }

            impl ToSql<st::Json, $Backend> for dyn JsonField {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, $Backend>) -> serialize::Result {
                    out.write_all(self.to_json()?.as_bytes())?;
                    Ok(IsNull::No)
                }
            }

            impl<T: Serialize + 'static> Value<AsJson, $Backend> for T {
                fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, $Backend>) -> QueryResult<()> {
                    out.push_bind_param::<st::Json, dyn JsonField>(self)
                }
            }

            impl<T: Serialize + 'static> Value<AsNullableJson, $Backend> for Option<T> {
                fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, $Backend>) -> QueryResult<()> {
                    match self {
                        Some(value) => out.push_bind_param::<st::Json, dyn JsonField>(value),
                        None => out.push_bind_param::<st::Nullable<st::Json>, Option<::serde_json::Value>>(&None),
                    }
                }
            }
        };
    };
}
pub(super) use json_as_bytes;

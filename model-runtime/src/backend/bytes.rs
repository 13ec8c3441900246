//! Column types on backends whose values are bytes: PostgreSQL, MariaDB and MySQL.

/// Lets serde types be stored as the text of their JSON on a backend whose values are bytes.
#[cfg(feature = "json")]
macro_rules! json_as_bytes {
    ($Backend:ty, $Value:ty) => {
        const _: () = {
            use ::diesel::deserialize::{self, FromSql};
            use ::diesel::serialize::{self, IsNull, Output, ToSql};
            use ::diesel::sql_types as st;
            use ::serde::Serialize;
            use ::serde::de::DeserializeOwned;
            use ::std::io::Write;
            use $crate::types::{Json, JsonField};

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
        };
    };
}
#[cfg(feature = "json")]
pub(super) use json_as_bytes;

/// Lets UUIDs be stored as their 16 bytes.
#[cfg(feature = "uuid")]
macro_rules! uuid_as_bytes {
    ($Backend:ty, $Value:ty) => {
        const _: () = {
            use ::diesel::deserialize::{self, FromSql};
            use ::diesel::serialize::{self, IsNull, Output, ToSql};
            use ::std::io::Write;
            use ::uuid::Uuid;
            use $crate::types::sql_types;

            impl ToSql<sql_types::Uuid, $Backend> for Uuid {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, $Backend>) -> serialize::Result {
                    out.write_all(self.as_bytes())?;
                    Ok(IsNull::No)
                }
            }

            impl FromSql<sql_types::Uuid, $Backend> for Uuid {
                fn from_sql(value: $Value) -> deserialize::Result<Self> {
                    let bytes = value.as_bytes();
                    let message = |_| format!("a UUID has 16 bytes, this value has {}", bytes.len()).into();
                    Self::from_slice(bytes).map_err(message)
                }
            }
        };
    };
}
#[cfg(feature = "uuid")]
pub(super) use uuid_as_bytes;

/// Lets decimals be stored as Diesel stores them.
#[cfg(feature = "bigdecimal")]
macro_rules! decimal_as_numeric {
    ($Backend:ty, $Value:ty) => {
        const _: () = {
            use ::bigdecimal::BigDecimal;
            use ::diesel::deserialize::{self, FromSql};
            use ::diesel::serialize::{self, Output, ToSql};
            use ::diesel::sql_types as st;
            use $crate::types::sql_types;

            impl ToSql<sql_types::Numeric, $Backend> for BigDecimal {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, $Backend>) -> serialize::Result {
                    ToSql::<st::Numeric, $Backend>::to_sql(self, out)
                }
            }

            impl FromSql<sql_types::Numeric, $Backend> for BigDecimal {
                fn from_sql(value: $Value) -> deserialize::Result<Self> {
                    FromSql::<st::Numeric, $Backend>::from_sql(value)
                }
            }
        };
    };
}
#[cfg(feature = "bigdecimal")]
pub(super) use decimal_as_numeric;

//! Any serde type as a JSON column.

use std::fmt;
use std::ops::{Deref, DerefMut};

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types as st;
use serde::Serialize;

use super::StoredAs;
use crate::backend::StoredOn;

/// A value that is stored as JSON, as serde writes it.
///
/// It dereferences to the value, and (de)serialises as the value does. In a model, `#[model(json)]` on a field of type `T`
/// does the same and keeps the field a `T`; this type also stands beside a column: `posts::tags.eq(Json(tags))`.
///
/// `None` in an `Option<Json<T>>` is NULL. A `Json(None)` of a `Json<Option<T>>` is the JSON value `null`, in a column that
/// need not be nullable.
///
/// ```
/// use model_runtime::Json;
///
/// let mut tags = Json(vec!["a".to_owned()]);
/// tags.push("b".to_owned());
/// assert_eq!(tags.into_inner(), ["a", "b"]);
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, AsExpression, FromSqlRow, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
#[diesel(sql_type = st::Json)]
#[diesel(sql_type = st::Jsonb)]
pub struct Json<T>(pub T);

/// A type that serde can write and read: what a field with `#[model(json)]` is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as JSON",
    label = "serde cannot write and read this type",
    note = "add `#[derive(serde::Serialize, serde::Deserialize)]` to `{Self}`"
)]
pub trait JsonValue {}
#[diagnostic::do_not_recommend]
impl<T: Serialize + serde::de::DeserializeOwned> JsonValue for T {}

/// A value that the database `D` can store as `jsonb`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as `jsonb` on {D}",
    label = "{D} has no `jsonb`",
    note = "use `#[model(json)]`, or say on the struct that the model is for PostgreSQL: `#[model(backends(postgres))]`"
)]
pub trait JsonbOn<D> {}
#[diagnostic::do_not_recommend]
impl<T, D> JsonbOn<D> for T where Json<serde_json::Value>: StoredOn<st::Jsonb, D> {}

impl<T> Json<T> {
    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> StoredAs for Json<T> {
    type SqlType = st::Json;
}

/// Any value that can be written as JSON, behind one type that the backends know how to bind.
///
/// A reference to a field becomes a reference to this without a copy, which is how `#[model(json)]` binds it.
pub(crate) trait JsonField {
    /// The value as JSON.
    ///
    /// # Errors
    /// If serde refuses it, for example a map whose keys are no texts.
    fn to_json(&self) -> serde_json::Result<String>;
}

impl<T: Serialize> JsonField for T {
    fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

impl fmt::Debug for dyn JsonField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_json() {
            Ok(json) => f.write_str(&json),
            Err(error) => write!(f, "no JSON: {error}"),
        }
    }
}

/// Stands where a SQL type is asked for to bind any serde type as [`Json`](st::Json).
#[derive(Debug, Clone, Copy)]
pub struct AsJson;

/// Stands where a SQL type is asked for to bind an `Option` of any serde type as a nullable [`Json`](st::Json).
#[derive(Debug, Clone, Copy)]
pub struct AsNullableJson;

/// As [`AsJson`], for [`Jsonb`](st::Jsonb).
#[derive(Debug, Clone, Copy)]
pub struct AsJsonb;

/// As [`AsNullableJson`], for [`Jsonb`](st::Jsonb).
#[derive(Debug, Clone, Copy)]
pub struct AsNullableJsonb;

//! A column whose value is never shown.

use std::fmt;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::{AsExpression, TypedExpressionType};
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::SqlType;

use super::{BindAs, StoredAs};
use crate::Truncate;

/// A value that is stored as `T` is, and never shown: in `Debug`, `Display`, logged statements and errors it is `***`.
///
/// With the feature `serde` it is read as a `T` is; it does not implement `Serialize`, so that a struct with such a field
/// cannot be sent out by mistake: mark the field `#[serde(skip_serializing)]`, or expose the value where that is meant.
/// Comparison takes as long as that of `T` and is no defence against timing.
///
/// ```
/// use model_runtime::Sensitive;
///
/// let token = Sensitive::from("s3cret".to_owned());
/// assert_eq!(format!("{token} {token:?}"), "*** ***");
/// assert_eq!(token.expose(), "s3cret");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, FromSqlRow)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(transparent))]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, to be used and not to be shown.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// What stands for the value.
const HIDDEN: &str = "***";

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl<T> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

#[diagnostic::do_not_recommend]
impl<T: StoredAs> StoredAs for Sensitive<T> {
    type SqlType = T::SqlType;
}

impl<T: Truncate> Truncate for Sensitive<T> {
    fn truncate(&mut self) -> u32 {
        self.0.truncate()
    }

    fn restore(&mut self, nanoseconds: u32) {
        self.0.restore(nanoseconds);
    }
}

impl<T, ST> AsExpression<ST> for Sensitive<T>
where
    ST: SqlType + TypedExpressionType,
{
    type Expression = Bound<ST, Self>;
    fn as_expression(self) -> Self::Expression {
        Bound::new(self)
    }
}

impl<T, ST> AsExpression<ST> for &Sensitive<T>
where
    ST: SqlType + TypedExpressionType,
{
    type Expression = Bound<ST, Self>;
    fn as_expression(self) -> Self::Expression {
        Bound::new(self)
    }
}

// The errors of the inner type may quote the value, so they are not passed on.
impl<T, ST, DB> ToSql<ST, DB> for Sensitive<T>
where
    DB: Backend,
    ST: SqlType,
    T: BindAs<ST, DB, ST::IsNull>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.bind_as(out).map_err(|_| "a sensitive value does not fit its column; it is not shown".into())
    }
}

impl<T, ST, DB> FromSql<ST, DB> for Sensitive<T>
where
    DB: Backend,
    T: FromSql<ST, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        T::from_sql(value).map(Self).map_err(|_| {
            "the column holds something that is not of the field's type; it is sensitive and not shown".into()
        })
    }
}

//! A value beside a column, for the types Diesel cannot compare by itself.

use diesel::backend::Backend;
use diesel::expression::{AsExpression, TypedExpressionType};
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Nullable, SqlType, is_nullable};

/// A value that takes the SQL type of the column it is compared with: made by [`val`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Val<T>(T);

/// A value to compare a column with, where the column's SQL type is one of [`sql_types`](crate::sql_types).
///
/// Works for nullable columns too, and for `&value`. An `Option` needs no wrapper: `parent.eq(Some(id))`.
///
/// ```
/// # #[cfg(all(feature = "uuid", feature = "sqlite"))] {
/// use model_runtime::prelude::*;
/// use uuid::Uuid;
///
/// diesel::table! {
///     things (id) {
///         id -> ::model_runtime::sql_types::Uuid,
///         parent -> Nullable<::model_runtime::sql_types::Uuid>,
///     }
/// }
///
/// let mut conn = SqliteConnection::establish(":memory:").unwrap();
/// diesel::sql_query("CREATE TABLE things (id BLOB PRIMARY KEY, parent BLOB)").execute(&mut conn).unwrap();
/// let (root, leaf) = (Uuid::now_v7(), Uuid::now_v7());
/// for (id, parent) in [(root, None), (leaf, Some(root))] {
///     diesel::insert_into(things::table)
///         .values((things::id.eq(val(id)), things::parent.eq(parent)))
///         .execute(&mut conn)
///         .unwrap();
/// }
///
/// let children = things::table.filter(things::parent.eq(val(root))).select(things::id).load::<Uuid>(&mut conn);
/// assert_eq!(children, Ok(vec![leaf]));
/// let both = things::table.filter(things::id.eq_any([root, leaf].map(val))).count().get_result(&mut conn);
/// assert_eq!(both, Ok(2));
/// # }
/// ```
pub const fn val<T>(value: T) -> Val<T> {
    Val(value)
}

impl<T, ST> AsExpression<ST> for Val<T>
where
    ST: SqlType + TypedExpressionType,
{
    type Expression = Bound<ST, Self>;
    fn as_expression(self) -> Self::Expression {
        Bound::new(self)
    }
}

impl<T, ST, DB> ToSql<ST, DB> for Val<T>
where
    DB: Backend,
    ST: SqlType,
    T: BindAs<ST, DB, ST::IsNull>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.bind_as(out)
    }
}

/// A value that can be bound where the SQL type is `ST`, nullable or not.
pub trait BindAs<ST, DB: Backend, IsNull>: std::fmt::Debug {
    /// Writes the value.
    ///
    /// # Errors
    /// If it cannot be represented.
    fn bind_as<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result;
}

impl<T: ToSql<ST, DB>, ST, DB: Backend> BindAs<ST, DB, is_nullable::NotNull> for T {
    fn bind_as<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.to_sql(out)
    }
}

impl<T, ST, DB> BindAs<Nullable<ST>, DB, is_nullable::IsNullable> for T
where
    T: ToSql<ST, DB>,
    ST: SqlType<IsNull = is_nullable::NotNull>,
    DB: Backend,
{
    fn bind_as<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.to_sql(out)
    }
}

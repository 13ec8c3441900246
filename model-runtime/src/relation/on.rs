//! What joins two tables by a foreign key.

use std::fmt;
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Table;
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

use super::way::columns;
use super::{Reference, TableOf};
use crate::model::Model;
use crate::statement::sql;

/// A table whose only foreign key to the table `P` is known.
pub trait ChildOf<P> {
    /// The foreign key.
    type Reference;
}

/// A table with a foreign key to the table `P`.
pub trait RefersToTable<P> {}

/// What a table is joined to for its child `C`: itself, unless it refers to the child, too. Then it is not told which of the two
/// foreign keys is meant, and a query says it with `on`.
pub trait Joined<const REFERS_TO_CHILD: bool, C> {
    /// The table, or one that there is not.
    type Table;
}

impl<P, C> Joined<false, C> for P {
    type Table = P;
}

impl<P, C> Joined<true, C> for P {
    type Table = NoTable<C>;
}

/// Stands where there is no table to join.
pub struct NoTable<C>(PhantomData<fn() -> C>);

/// The keys of two tables are equal: `posts.user_id = users.id`.
pub struct On<F>(PhantomData<fn() -> F>);

impl<F> On<F> {
    /// The condition.
    pub const KEYS: Self = Self(PhantomData);
}

impl<F> Clone for On<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for On<F> {}

impl<F: Reference> fmt::Debug for On<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "On({:?} = {:?})", columns::<F>(), F::Parent::KEY_NAMES)
    }
}

impl<F: Reference> Expression for On<F> {
    type SqlType = Bool;
}

impl<F: Reference, QS> AppearsOnTable<QS> for On<F>
where
    <TableOf<F::Child> as Table>::AllColumns: AppearsOnTable<QS>,
    <TableOf<F::Parent> as Table>::AllColumns: AppearsOnTable<QS>,
{
}

impl<F: Reference, QS> SelectableExpression<QS> for On<F> where Self: AppearsOnTable<QS> {}

impl<F, G> ValidGrouping<G> for On<F> {
    type IsAggregate = is_aggregate::No;
}

impl<F: 'static> QueryId for On<F> {
    type QueryId = Self;
}

impl<F: Reference, DB: Backend> QueryFragment<DB> for On<F> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        keys_are_equal::<F, DB>(&mut out)
    }
}

/// Writes that a foreign key is the key of its parent.
pub(super) fn keys_are_equal<F: Reference, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    for (part, (column, key)) in columns::<F>().into_iter().zip(F::Parent::KEY_NAMES).enumerate() {
        out.push_sql(if part > 0 { " AND " } else { "" });
        sql::of_table(out, F::Child::TABLE, column)?;
        out.push_sql(" = ");
        sql::of_table(out, F::Parent::TABLE, key)?;
    }
    Ok(())
}

//! What joins two tables by a foreign key.

use std::fmt;
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::{Alias, AliasSource};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

use super::{Reference, TableOf};
use crate::model::{Model, TableName};
use crate::schema::TableSchema;
use crate::schema::existing::Existing;
use crate::statement::sql;

/// A table that is joined to the table `T` by the only foreign key between the two, whichever has it.
///
/// It names tables only, which are public, and no models, which may not be.
pub trait Joins<T>: Sized {
    /// What they are joined by.
    fn on() -> On<Self, T>;
}

/// A model over a table that is there, which can be joined to the table `T`.
pub trait Adjoins<T>: Existing {
    /// What they are joined by.
    fn on() -> On<T, TableOf<Self>>;
}

impl<M: Existing, T: Joins<TableOf<M>>> Adjoins<T> for M {
    fn on() -> On<T, TableOf<M>> {
        T::on()
    }
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

/// A table, if it `IS` what it is asked to be; else something that nobody joins.
pub trait Stands<const IS: bool, Otherwise> {
    /// Either.
    type Table;
}

impl<T, Otherwise> Stands<true, Otherwise> for T {
    type Table = T;
}

impl<T, Otherwise> Stands<false, Otherwise> for T {
    type Table = Otherwise;
}

/// Stands where there is no table to join.
pub struct NoTable<C>(PhantomData<fn() -> C>);

/// The keys of two tables are equal: `posts.user_id = users.id`.
pub struct On<A, B> {
    keys: Keys,
    tables: PhantomData<fn() -> (A, B)>,
}

/// A foreign key, and what it refers to.
#[derive(Debug, Clone, Copy)]
struct Keys {
    child: &'static TableSchema,
    columns: &'static [usize],
    parent: TableName,
    references: &'static [&'static str],
}

impl<A, B> On<A, B> {
    /// The foreign key `F`, which is between these tables.
    pub const fn of<F: Reference>() -> Self {
        Self { keys: Keys::of::<F>(), tables: PhantomData }
    }
}

impl<S: AliasSource, B> On<Alias<S>, B> {
    /// The foreign key `F`, which refers to the same table by another name.
    pub fn aliased<F: Reference>() -> Self {
        Self { keys: Keys { parent: TableName::alias(S::NAME), ..Keys::of::<F>() }, tables: PhantomData }
    }
}

impl Keys {
    const fn of<F: Reference>() -> Self {
        Self {
            child: F::Child::SCHEMA,
            columns: F::COLUMNS,
            parent: TableName::of::<F::Parent>(),
            references: F::Parent::KEY_NAMES,
        }
    }

    fn write<DB: Backend>(self, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        let columns = self.columns.iter().filter_map(|column| self.child.columns.get(*column));
        for (part, (column, key)) in columns.zip(self.references).enumerate() {
            out.push_sql(if part > 0 { " AND " } else { "" });
            sql::of_table(out, self.child.table_name(), column.name)?;
            out.push_sql(" = ");
            sql::of_table(out, self.parent, key)?;
        }
        Ok(())
    }
}

/// Writes that a foreign key is the key of its parent.
pub(super) fn keys_are_equal<F: Reference, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    Keys::of::<F>().write(out)
}

impl<A, B> Clone for On<A, B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, B> Copy for On<A, B> {}

impl<A, B> fmt::Debug for On<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("On").field(&self.keys).finish()
    }
}

impl<A, B> Expression for On<A, B> {
    type SqlType = Bool;
}

/// It is made by what joins the two tables, so both are there.
impl<A, B, QS> AppearsOnTable<QS> for On<A, B> {}

impl<A, B, QS> SelectableExpression<QS> for On<A, B> {}

impl<A, B, G> ValidGrouping<G> for On<A, B> {
    type IsAggregate = is_aggregate::No;
}

/// One text for the two tables: there is one foreign key.
impl<A: 'static, B: 'static> QueryId for On<A, B> {
    type QueryId = Self;
}

impl<A, B, DB: Backend> QueryFragment<DB> for On<A, B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.keys.write(&mut out)
    }
}

//! The rows of one table whose keys, or foreign keys, are among some that are known.

use std::marker::PhantomData;

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::Reference;
use super::keys::Keys;
use super::way::columns;
use crate::backend::Dialect;
use crate::model::{Columns, Model, TableName};
use crate::statement::sql;

/// The rows of `T` by keys of `A`, and by keys of `B` where some are given.
///
/// expands to: `SELECT .. FROM posts WHERE posts.user_id = ? AND posts.id IN (?, ?)`
pub struct Chosen<T, A: Model, B: Model = A> {
    by: Among<A>,
    and: Option<Among<B>>,
    rows: PhantomData<fn() -> T>,
}

/// Columns of a table that are one of some keys.
struct Among<M: Model> {
    columns: (TableName, Vec<&'static str>),
    keys: Keys<M>,
}

impl<M: Model> Among<M> {
    /// The rows with these keys.
    fn own(keys: Keys<M>) -> Self {
        Self { columns: (TableName::of::<M>(), M::KEY_NAMES.to_vec()), keys }
    }

    /// The rows with these parents.
    fn parents<F: Reference<Parent = M>>(keys: Keys<M>) -> Self {
        Self { columns: (TableName::of::<F::Child>(), columns::<F>()), keys }
    }
}

impl<M: Model> Chosen<M, M> {
    /// The rows with these keys.
    pub(super) fn by_keys(keys: Keys<M>) -> Self {
        Self { by: Among::own(keys), and: None, rows: PhantomData }
    }
}

impl<M: Model, A: Model> Chosen<M, A, M> {
    /// The children of a row, among those with these keys.
    pub(super) fn children<F: Reference<Child = M, Parent = A>>(of: &A, among: Option<Keys<M>>) -> Self {
        let by = Among::parents::<F>(Keys::one(of.key()));
        Self { by, and: among.map(Among::own), rows: PhantomData }
    }
}

impl<T: Model, A: Model, B: Model> Chosen<T, A, B> {
    /// The rows that link a row to others, among those with these keys.
    pub(super) fn links<F, G>(of: &A, among: Option<Keys<B>>) -> Self
    where
        F: Reference<Child = T, Parent = A>,
        G: Reference<Child = T, Parent = B>,
    {
        let by = Among::parents::<F>(Keys::one(of.key()));
        Self { by, and: among.map(Among::parents::<G>), rows: PhantomData }
    }
}

impl<T, A: Model, B: Model> QueryId for Chosen<T, A, B> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, A: Model, B: Model, C> diesel::RunQueryDsl<C> for Chosen<T, A, B> {}

impl<T: Model, A: Model, B: Model> Query for Chosen<T, A, B> {
    type SqlType = T::SqlType;
}

impl<T, A, B, DB> QueryFragment<DB> for Chosen<T, A, B>
where
    T: Model,
    A: Columns<DB>,
    B: Columns<DB>,
    DB: Dialect,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let table = TableName::of::<T>();
        out.push_sql("SELECT ");
        sql::commas(&mut out, T::SCHEMA.columns, |out, column| sql::of_table(out, table, column.name))?;
        out.push_sql(" FROM ");
        table.write(&mut out)?;
        out.push_sql(" WHERE ");
        self.by.keys.write(&self.by.columns, &mut out)?;
        if let Some(Among { columns, keys }) = &self.and {
            out.push_sql(" AND ");
            keys.write(columns, &mut out)?;
        }
        Ok(())
    }
}

//! Checked and unchecked values as plain Diesel takes them, in `values(..)` and `set(..)`.

use std::marker::PhantomData;

use diesel::associations::HasTable;
use diesel::backend::Backend;
use diesel::insertable::CanInsertInSingleQuery;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::{Insertable, QuerySource};

use super::insert::{Source, rows};
use super::update::assignments;
use crate::backend::Dialect;
use crate::model::{Checked, ColumnSet, Columns, Draft, Model, NewRow, Patch, RowTuple, Unchecked};

/// What stands after `INSERT INTO table`.
pub struct Values<'a, M: Model> {
    new: &'a Draft<M>,
}

/// What stands after `SET`.
pub struct Changes<'a, M: Model> {
    patch: &'a M::Patch,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> QueryId for Values<'_, M> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<M: Model> QueryId for Changes<'_, M> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<M: Model, DB: Backend> CanInsertInSingleQuery<DB> for Values<'_, M> {
    fn rows_to_insert(&self) -> Option<usize> {
        Some(1)
    }
}

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for Values<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        rows::<M, DB>(Source::New(std::slice::from_ref(self.new)), given_columns::<M>(self.new), &mut out)
    }
}

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for Changes<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        assignments::<M, DB>(&mut out, self.patch)
    }
}

/// The columns that a row to insert has values for.
pub(crate) fn given_columns<M: Model>(new: &Draft<M>) -> ColumnSet {
    let columns = 0..M::SCHEMA.columns.len();
    columns.fold(ColumnSet::EMPTY, |set, column| set.with_if(column, M::Row::value(new, column).is_some()))
}

macro_rules! diesel_forms {
    ($wrapper:ident) => {
        impl<'a, N: NewRow> Insertable<<N::Model as HasTable>::Table> for &'a $wrapper<N> {
            type Values = Values<'a, N::Model>;
            fn values(self) -> Self::Values {
                Values { new: self.values() }
            }
        }

        impl<'a, P: Patch> AsChangeset for &'a $wrapper<P>
        where
            <P::Model as HasTable>::Table: QuerySource,
        {
            type Target = <P::Model as HasTable>::Table;
            type Changeset = Changes<'a, P::Model>;
            fn as_changeset(self) -> Self::Changeset {
                Changes { patch: self.values(), model: PhantomData }
            }
        }
    };
}
diesel_forms!(Checked);
diesel_forms!(Unchecked);

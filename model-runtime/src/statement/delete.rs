//! DELETE of one row, of rows by key, and of the rows of a query.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::sql;
use super::wrap::keys_of;
use crate::backend::Dialect;
use crate::model::{Columns, Model, TableName};

/// DELETE of a row, by its key and version.
pub struct DeleteRow<'a, M: Model> {
    pub(crate) row: &'a M,
}

sql::by_model!(DeleteRow<'a, M>);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for DeleteRow<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        delete_from::<M, DB>(&mut out)?;
        out.push_sql(" WHERE ");
        sql::row_is(&mut out, self.row)
    }

    sql::may_be_cached!(DB);
}

/// DELETE of rows, by their keys and versions.
pub struct DeleteRows<'a, M: Model> {
    pub(crate) rows: &'a [M],
}

sql::by_text!(DeleteRows<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for DeleteRows<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        delete_from::<M, DB>(&mut out)?;
        out.push_sql(" WHERE ");
        sql::row_in(&mut out, self.rows)
    }
}

/// DELETE of rows by their keys.
pub struct DeleteKeys<'a, M: Model> {
    pub(crate) keys: &'a [M::Key],
}

sql::by_text!(DeleteKeys<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for DeleteKeys<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        delete_from::<M, DB>(&mut out)?;
        out.push_sql(" WHERE ");
        sql::key_in::<M, DB>(&mut out, self.keys)
    }
}

/// DELETE of every row of a query.
pub struct DeleteWhere<'a, M: Model, Q> {
    pub(crate) query: &'a Q,
    pub(crate) model: std::marker::PhantomData<fn() -> M>,
}

sql::by_text!(DeleteWhere<'a, M, Q> where M: Model);

impl<M: Columns<DB>, Q: QueryFragment<DB>, DB: Dialect> QueryFragment<DB> for DeleteWhere<'_, M, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        delete_from::<M, DB>(&mut out)?;
        keys_of::<M, Q, DB>(&mut out, self.query)
    }
}

fn delete_from<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_sql("DELETE FROM ");
    TableName::of::<M>().write(out)
}

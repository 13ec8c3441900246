//! SELECT of rows by key, and by the values of a unique key.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::sql;
use crate::model::{ColumnSet, Columns, Draft, Model, TableName};

/// SELECT of the row with a key.
pub struct SelectKey<'a, M: Model> {
    pub(crate) key: &'a M::Key,
}

sql::by_model!(SelectKey<'a, M>);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for SelectKey<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        select_from::<M, DB>(&mut out)?;
        sql::key_is::<M, DB>(&mut out, self.key)
    }

    sql::may_be_cached!(DB);
}

/// SELECT of the rows with these keys, in any order.
pub struct SelectKeys<'a, M: Model> {
    pub(crate) keys: &'a [M::Key],
}

sql::by_text!(SelectKeys<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for SelectKeys<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        select_from::<M, DB>(&mut out)?;
        sql::key_in::<M, DB>(&mut out, self.keys)
    }
}

/// SELECT of those of these rows that are there with the same key and version.
pub struct SelectRows<'a, M: Model> {
    pub(crate) rows: &'a [M],
}

sql::by_text!(SelectRows<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for SelectRows<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        select_from::<M, DB>(&mut out)?;
        sql::row_in::<M, DB>(&mut out, self.rows)
    }
}

/// SELECT of the rows that are the same as a row to insert in any of these unique keys.
pub struct SelectLike<'a, M: Model> {
    pub(crate) new: &'a Draft<M>,
    pub(crate) keys: &'a [ColumnSet],
}

sql::by_text!(SelectLike<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for SelectLike<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        select_from::<M, DB>(&mut out)?;
        sql::is_like_in_any::<M, DB>(&mut out, self.new, self.keys)
    }
}

fn select_from<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_sql("SELECT ");
    sql::all_names::<M, DB>(out)?;
    out.push_sql(" FROM ");
    TableName::of::<M>().write(out)?;
    out.push_sql(" WHERE ");
    Ok(())
}

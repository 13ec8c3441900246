//! SELECT of the rows that are related to many others.

use std::sync::Arc;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::choice::Order;
use super::keys::Keys;
use super::{Relation, Way};
use crate::backend::Dialect;
use crate::model::{Columns, Model, TableName};
use crate::statement::sql;

/// The model whose keys a relation goes by.
pub(super) type ByOf<R> = <<R as Relation>::Way as Way>::By;

/// Which of the related rows, in what order, and how many for each key.
pub(crate) struct Choice<P, O> {
    pub(crate) condition: P,
    pub(crate) order: O,
    pub(crate) limit: Option<u32>,
}

/// The rows that a relation leads to from many rows, with what tells to which of them they belong.
pub struct SelectRelated<R: Relation, P, O> {
    pub(crate) keys: Keys<ByOf<R>>,
    pub(crate) choice: Arc<Choice<P, O>>,
}

impl<R: Relation, P, O> QueryId for SelectRelated<R, P, O> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R: Relation, P, O, C> diesel::RunQueryDsl<C> for SelectRelated<R, P, O> {}

impl<R: Relation, P, O> Query for SelectRelated<R, P, O> {
    type SqlType = <R::Way as Way>::RowSql;
}

impl<R, P, O, DB> QueryFragment<DB> for SelectRelated<R, P, O>
where
    DB: Dialect,
    R: Relation,
    ByOf<R>: Columns<DB>,
    P: QueryFragment<DB>,
    O: QueryFragment<DB> + Order,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let keys = R::Way::keys();
        let Some(limit) = self.choice.limit else {
            out.push_sql("SELECT ");
            selected::<R, DB>(keys.0, false, &mut out)?;
            self.rows(&keys, &mut out)?;
            if O::IS_GIVEN || !R::ORDER.is_empty() {
                out.push_sql(" ORDER BY ");
                self.order(&mut out)?;
            }
            return Ok(());
        };
        out.push_sql("SELECT ");
        let (_, columns) = &keys;
        for front in 0..R::Way::front().len() {
            out.push_sql(&format!("q.model_key{front}, "));
        }
        sql::commas(&mut out, R::To::SCHEMA.columns, |out, column| {
            out.push_sql("q.");
            out.push_identifier(column.name)
        })?;
        out.push_sql(" FROM (SELECT ");
        selected::<R, DB>(keys.0, true, &mut out)?;
        out.push_sql(", ROW_NUMBER() OVER (PARTITION BY ");
        sql::commas(&mut out, columns, |out, column| sql::of_table(out, keys.0, column))?;
        out.push_sql(" ORDER BY ");
        self.order(&mut out)?;
        out.push_sql(") AS model_rank");
        self.rows(&keys, &mut out)?;
        out.push_sql(&format!(") AS q WHERE q.model_rank <= {limit} ORDER BY q.model_rank"));
        Ok(())
    }
}

/// Writes the columns of the related rows, behind those that tell to which row they belong.
fn selected<R: Relation, DB: Backend>(table: TableName, named: bool, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    for (front, column) in R::Way::front().iter().enumerate() {
        sql::of_table(out, table, column)?;
        if named {
            out.push_sql(&format!(" AS model_key{front}"));
        }
        out.push_sql(", ");
    }
    sql::commas(out, R::To::SCHEMA.columns, |out, column| sql::of_table(out, TableName::of::<R::To>(), column.name))
}

impl<R: Relation, P, O> SelectRelated<R, P, O> {
    /// Writes FROM and WHERE.
    fn rows<'b, DB: Dialect>(
        &'b self,
        keys: &(TableName, Vec<&'static str>),
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>
    where
        ByOf<R>: Columns<DB>,
        P: QueryFragment<DB>,
    {
        out.push_sql(" FROM ");
        R::Way::tables(out)?;
        out.push_sql(" WHERE ");
        self.keys.write(keys, out)?;
        self.choice.condition.walk_ast(out.reborrow())
    }

    /// Writes what the rows are ordered by: what the query says, or the relation, or else their keys.
    fn order<'b, DB: Dialect>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        O: QueryFragment<DB> + Order,
    {
        if O::IS_GIVEN {
            return self.choice.order.walk_ast(out.reborrow());
        }
        let keys = R::To::KEY_NAMES.iter().map(|column| (*column, false)).collect::<Vec<_>>();
        let order = if R::ORDER.is_empty() { &keys } else { R::ORDER };
        sql::commas(out, order, |out, (column, backwards)| {
            sql::of_table(out, TableName::of::<R::To>(), column)?;
            out.push_sql(if *backwards { " DESC" } else { "" });
            Ok(())
        })
    }
}

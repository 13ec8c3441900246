//! Conditions on the related rows of a row, for `filter`. None of them joins a table, so a row is found once.

use diesel::expression::{AppearsOnTable, Expression, NonAggregate, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Table;
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, BoolOrNullableBool};

use super::choice::{Always, And};
use super::holds::{Plural, Single};
use super::keys::is_key;
use super::{Related, Relation, TableOf, Way};
use crate::backend::Dialect;
use crate::model::{Columns, IntoFk, Model, TableName};
use crate::statement::sql;

/// A row has related rows that fulfil a condition, or has none.
#[derive(Clone, Copy)]
pub struct Relates<R, P> {
    related: Related<R, P>,
    is_negated: bool,
}

/// A row has a certain related row.
pub struct RelatesTo<R: Relation> {
    /// `None` where the row has no key yet, so that none is related to it.
    key: Option<<R::To as Model>::Key>,
}

impl<R: Relation, P> Related<R, P> {
    /// The row has a related row that fulfils a condition, which is of the related rows.
    ///
    /// `User::query().filter(User::posts().any(posts::title.like("x%")))`. The condition is a subquery of its own: it may be about the
    /// table that is searched too, where a relation leads back to it.
    pub fn any<F>(self, condition: F) -> Relates<R, And<P, F>>
    where
        F: Expression<SqlType: BoolOrNullableBool> + NonAggregate + AppearsOnTable<TableOf<R::To>>,
    {
        Relates { related: self.narrowed(condition), is_negated: false }
    }

    /// The row has no related row that fulfils a condition.
    pub fn none<F>(self, condition: F) -> Relates<R, And<P, F>>
    where
        F: Expression<SqlType: BoolOrNullableBool> + NonAggregate + AppearsOnTable<TableOf<R::To>>,
    {
        Relates { related: self.narrowed(condition), is_negated: true }
    }

    /// The row has a related row.
    pub const fn exists(self) -> Relates<R, P> {
        Relates { related: self, is_negated: false }
    }

    /// The row has no related row.
    pub const fn missing(self) -> Relates<R, P> {
        Relates { related: self, is_negated: true }
    }
}

impl<R: Relation> Related<R> {
    /// The related row is this one, which is given as a row or by its key: `Post::query().filter(Post::author().is(&ann))`.
    pub fn is(self, row: impl IntoFk<R::To>) -> RelatesTo<R>
    where
        R::Holds: Single,
    {
        RelatesTo { key: row.into_fk().into_key() }
    }

    /// This row, which is given as a row or by its key, is one of the related rows.
    pub fn contains(self, row: impl IntoFk<R::To>) -> RelatesTo<R>
    where
        R::Holds: Plural,
    {
        RelatesTo { key: row.into_fk().into_key() }
    }
}

macro_rules! condition_on_start { ($name:ident<R $(, $param:ident)?>) => {
    impl<R: Relation $(, $param)?> Expression for $name<R $(, $param)?> {
        type SqlType = Bool;
    }

    impl<R: Relation $(, $param)?, QS> AppearsOnTable<QS> for $name<R $(, $param)?> where
        <TableOf<R::From> as Table>::AllColumns: AppearsOnTable<QS>
    {
    }

    impl<R: Relation $(, $param)?, QS> SelectableExpression<QS> for $name<R $(, $param)?> where
        <TableOf<R::From> as Table>::AllColumns: AppearsOnTable<QS>
    {
    }

    impl<R: Relation $(, $param)?, G> ValidGrouping<G> for $name<R $(, $param)?> {
        type IsAggregate = is_aggregate::No;
    }

    impl<R: Relation $(, $param)?> QueryId for $name<R $(, $param)?> {
        type QueryId = ();
        const HAS_STATIC_QUERY_ID: bool = false;
    }
} }
condition_on_start!(Relates<R, P>);
condition_on_start!(RelatesTo<R>);

/// expands to: `posts.user_id IN (SELECT users.id FROM users WHERE users.id IS NOT NULL AND (condition))`
impl<R, P, DB> QueryFragment<DB> for Relates<R, P>
where
    R: Relation,
    P: QueryFragment<DB>,
    DB: Dialect,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let start = R::Way::start();
        if self.is_negated {
            out.push_sql("(");
            for column in &start {
                sql::of_table(&mut out, TableName::of::<R::From>(), column)?;
                out.push_sql(" IS NULL OR ");
            }
        }
        columns(TableName::of::<R::From>(), &start, &mut out)?;
        out.push_sql(if self.is_negated { " NOT IN (SELECT " } else { " IN (SELECT " });
        let (table, keys) = R::Way::keys();
        sql::commas(&mut out, &keys, |out, column| sql::of_table(out, table, column))?;
        out.push_sql(" FROM ");
        R::Way::tables(&mut out)?;
        out.push_sql(" WHERE ");
        for (part, column) in keys.iter().enumerate() {
            out.push_sql(if part > 0 { " AND " } else { "" });
            sql::of_table(&mut out, table, column)?;
            out.push_sql(" IS NOT NULL");
        }
        self.related.condition.walk_ast(out.reborrow())?;
        out.push_sql(if self.is_negated { "))" } else { ")" });
        Ok(())
    }
}

impl<R, DB> QueryFragment<DB> for RelatesTo<R>
where
    R: Relation<To: Columns<DB>>,
    DB: Dialect,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some(key) = &self.key else {
            out.push_sql("1 = 0");
            return Ok(());
        };
        let start = R::Way::start();
        if R::Way::IS_UP {
            out.push_sql("(");
            is_key::<R::To, DB>(key, (TableName::of::<R::From>(), &start), &mut out)?;
            out.push_sql(")");
            return Ok(());
        }
        columns(TableName::of::<R::From>(), &start, &mut out)?;
        out.push_sql(" IN (SELECT ");
        let (table, keys) = R::Way::keys();
        sql::commas(&mut out, &keys, |out, column| sql::of_table(out, table, column))?;
        out.push_sql(" FROM ");
        R::Way::tables(&mut out)?;
        out.push_sql(" WHERE ");
        is_key::<R::To, DB>(key, (TableName::of::<R::To>(), R::To::KEY_NAMES), &mut out)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Writes a column, or several as a row value.
fn columns<DB: Dialect>(table: TableName, columns: &[&'static str], out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    let single = columns.len() == 1;
    out.push_sql(if single { "" } else { "(" });
    sql::commas(out, columns, |out, column| sql::of_table(out, table, column))?;
    out.push_sql(if single { "" } else { ")" });
    Ok(())
}

/// Condition of the rows that are related to one row.
pub struct Belongs<R: Relation> {
    pub(super) key: Option<<<R::Way as Way>::By as Model>::Key>,
}

impl<R: Relation> Expression for Belongs<R> {
    type SqlType = Bool;
}

impl<R: Relation, QS> AppearsOnTable<QS> for Belongs<R> where <TableOf<R::To> as Table>::AllColumns: AppearsOnTable<QS> {}

impl<R: Relation, QS> SelectableExpression<QS> for Belongs<R> where
    <TableOf<R::To> as Table>::AllColumns: AppearsOnTable<QS>
{
}

impl<R: Relation, G> ValidGrouping<G> for Belongs<R> {
    type IsAggregate = is_aggregate::No;
}

impl<R: Relation> QueryId for Belongs<R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// expands to: `(posts.user_id = ?)`, or `tags.id IN (SELECT tag_id FROM post_tags WHERE post_id = ?)`
impl<R, DB> QueryFragment<DB> for Belongs<R>
where
    R: Relation,
    <R::Way as Way>::By: Columns<DB>,
    DB: Dialect,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some(key) = &self.key else {
            out.push_sql("1 = 0");
            return Ok(());
        };
        let (table, keys) = R::Way::keys();
        if let Some(end) = R::Way::end() {
            columns(TableName::of::<R::To>(), R::To::KEY_NAMES, &mut out)?;
            out.push_sql(" IN (SELECT ");
            sql::commas(&mut out, &end, |out, column| sql::of_table(out, table, column))?;
            out.push_sql(" FROM ");
            table.write(&mut out)?;
            out.push_sql(" WHERE ");
        } else {
            out.push_sql("(");
        }
        is_key::<<R::Way as Way>::By, DB>(key, (table, &keys), &mut out)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<R, P, O, L> Related<R, P, O, L> {
    /// With a further condition.
    pub(super) fn narrowed<F>(self, condition: F) -> Related<R, And<P, F>, O, L> {
        let Self { relation, condition: before, order, limit, with } = self;
        Related { relation, condition: And(before, condition), order, limit, with }
    }
}

impl<R> Related<R, Always> {
    /// The condition of the rows that are related to a row.
    pub(super) fn of(row: &R::From) -> Belongs<R>
    where
        R: Relation,
    {
        Belongs { key: R::Way::key(row) }
    }
}

//! Conditions that may be absent.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// A condition that may be absent; absent, it holds for every row.
#[derive(Debug, Clone, Copy)]
pub struct Maybe<P>(Option<P>);

/// A condition that may be absent, on any backend and without boxing the query.
///
/// ```
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, pub name: String }
///
/// fn search(name: Option<&str>, conn: &mut AnyConnection) -> model_runtime::Result<Vec<User>> {
///     User::query().filter(maybe(name.map(|name| users::name.eq(name)))).all(conn)
/// }
/// ```
pub const fn maybe<P>(condition: Option<P>) -> Maybe<P> {
    Maybe(condition)
}

impl<P: Expression> Expression for Maybe<P> {
    type SqlType = P::SqlType;
}

impl<P: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Maybe<P> {}
impl<P: SelectableExpression<QS>, QS> SelectableExpression<QS> for Maybe<P> {}

impl<P: ValidGrouping<G>, G> ValidGrouping<G> for Maybe<P> {
    type IsAggregate = P::IsAggregate;
}

/// The text depends on the value, so statements with it are cached by their text.
impl<P> QueryId for Maybe<P> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<P: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Maybe<P> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if let Some(condition) = &self.0 {
            out.push_sql("(");
            condition.walk_ast(out.reborrow())?;
            out.push_sql(")");
        } else {
            out.push_sql("1 = 1");
        }
        Ok(())
    }
}

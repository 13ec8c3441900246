//! Which of the related rows, and in what order: pieces of SQL that may be absent.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

/// No condition.
#[derive(Debug, Clone, Copy)]
pub struct Always;

/// A condition after others.
#[derive(Debug, Clone, Copy)]
pub struct And<P, F>(pub(super) P, pub(super) F);

/// No order.
#[derive(Debug, Clone, Copy)]
pub struct Unordered;

/// An order.
#[derive(Debug, Clone, Copy)]
pub struct By<E>(pub(super) E);

impl<DB: Backend> QueryFragment<DB> for Always {
    fn walk_ast<'b>(&'b self, _out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

/// expands to: `` .. AND (condition)``, after a condition that is always there.
impl<P: QueryFragment<DB>, F: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for And<P, F> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" AND (");
        self.1.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// What ORDER BY says, where the query says anything.
pub trait Order {
    /// Whether it does.
    const IS_GIVEN: bool;
}

impl Order for Unordered {
    const IS_GIVEN: bool = false;
}

impl<E> Order for By<E> {
    const IS_GIVEN: bool = true;
}

impl<DB: Backend> QueryFragment<DB> for Unordered {
    fn walk_ast<'b>(&'b self, _out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for By<E> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

//! What the runtime's own work asks of a connection: to run statements.

use diesel::backend::Backend;
use diesel::deserialize::QueryableByName;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Untyped;

use crate::backend::Served;
use crate::database::Transactional;

/// A connection of Diesel or of diesel-async. Verbs, schema tools and the set-up of connections are written against it, once.
///
/// A statement is made into SQL and binds before anything is waited for, so the futures do not hold it.
pub(crate) trait Link: Transactional {
    /// The backend of the connection.
    type Backend: Served;

    /// All rows that a statement returns.
    fn rows<'c, T, S>(&'c mut self, statement: S) -> Self::Wait<'c, QueryResult<Vec<T>>>
    where
        T: QueryableByName<Self::Backend> + Send + 'static,
        S: Statement<Self::Backend> + 'c;

    /// The first row that a statement returns.
    fn first<'c, T, S>(&'c mut self, statement: S) -> Self::Wait<'c, QueryResult<Option<T>>>
    where
        T: QueryableByName<Self::Backend> + Send + 'static,
        S: Statement<Self::Backend> + 'c;

    /// Runs a statement; how many rows it touched.
    fn touch<'c, S>(&'c mut self, statement: S) -> Self::Wait<'c, QueryResult<usize>>
    where
        S: Statement<Self::Backend> + 'c;

    /// Runs SQL that may be several statements.
    fn batch<'c>(&'c mut self, sql: &'c str) -> Self::Wait<'c, QueryResult<()>>;
}

/// A statement whose rows are read by the names or the positions of their columns.
pub(crate) trait Statement<DB: Backend>: Query<SqlType = Untyped> + QueryFragment<DB> + QueryId {}
impl<S: Query<SqlType = Untyped> + QueryFragment<DB> + QueryId, DB: Backend> Statement<DB> for S {}

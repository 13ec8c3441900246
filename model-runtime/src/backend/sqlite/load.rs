//! The rows of a query on SQLite in asynchronous programs. They are read on the connection's thread, and only what they are read into comes
//! back: diesel-async copies each value of each row first, which takes longer than the query.

use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::deserialize::FromSqlRow;
use diesel::expression::QueryMetadata;
use diesel::query_builder::{AsQuery, CollectedQuery, MoveableBindCollector, QueryBuilder, QueryFragment, QueryId};
use diesel::query_dsl::CompatibleType;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sqlite::Sqlite;
use diesel::sqlite::query_builder::SqliteQueryBuilder;
use futures_util::stream;

use super::awaiting::AsyncSqliteConnection as C;
use crate::backend::awaiting::LoadAll;
use crate::connection::BoxFuture;
use crate::error::Result;
use crate::query::{Rows, Run, RunStream};

/// Collects the binds of a query.
type Collector<'q> = <Sqlite as Backend>::BindCollector<'q>;
/// The binds of a query.
type Binds = <Collector<'static> as MoveableBindCollector<Sqlite>>::BindData;

/// The SQL and the binds of a query, which go to another thread without it.
fn collected(query: &(impl QueryFragment<Sqlite> + QueryId)) -> QueryResult<CollectedQuery<Binds>> {
    let mut binds = Collector::default();
    query.collect_binds(&mut binds, &mut (), &Sqlite)?;
    let mut sql = SqliteQueryBuilder::default();
    query.to_sql(&mut sql, &Sqlite)?;
    Ok(CollectedQuery::new(sql.finish(), query.is_safe_to_cache_prepared(&Sqlite)?, binds.moveable()))
}

impl LoadAll<Sqlite> for C {
    fn load_all<'c, T, ST, Q>(&'c mut self, query: Q) -> BoxFuture<'c, QueryResult<Vec<T>>>
    where
        T: FromSqlRow<ST, Sqlite> + Send + 'static,
        ST: 'static,
        Q: AsQuery<Query: QueryFragment<Sqlite> + QueryId + 'c> + 'c,
    {
        let query = collected(&query.as_query());
        self.spawn_blocking(move |conn| {
            let query = query?;
            let build = |row| T::build_from_row(&row).map_err(DieselError::DeserializationError);
            conn.load(&query)?.map(|row| row.and_then(build)).collect()
        })
    }
}

impl<Q, M, ST> RunStream<C, M> for Q
where
    Q: AsQuery<SqlType: CompatibleType<M, Sqlite, SqlType = ST>> + Send,
    Q::Query: QueryFragment<Sqlite> + QueryId + Send,
    M: FromSqlRow<ST, Sqlite> + Send + 'static,
    Sqlite: QueryMetadata<Q::SqlType>,
    ST: 'static,
{
    fn run_stream<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> BoxFuture<'c, Result<Rows<'c, M>>>
    where
        Self: 'c,
        M: 'c,
    {
        let rows = <Self as Run<C, M>>::run_all(self, model, conn);
        Box::pin(async move { Ok(Rows::new(stream::iter(rows.await?.into_iter().map(Ok)))) })
    }
}

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

use super::threaded::AsyncSqliteConnection as C;
use crate::backend::awaiting::LoadAll;
use crate::connection::{BoxFuture, Exec};
use crate::database::Transactional;
use crate::error::Result;
use crate::query::{Rows, RunStream};
use crate::write::engine;

/// Collects the binds of a query.
type Collector<'q> = <Sqlite as Backend>::BindCollector<'q>;
/// The binds of a query.
pub(super) type Binds = <Collector<'static> as MoveableBindCollector<Sqlite>>::BindData;

/// The SQL and the binds of a query, which go to another thread without it.
pub(super) fn collected(query: &(impl QueryFragment<Sqlite> + QueryId)) -> QueryResult<CollectedQuery<Binds>> {
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
        rows(query, self)
    }
}

/// The rows of a query, as a list or the first error, or as a list of each by itself.
fn rows<'c, T, ST, Q, L>(query: Q, conn: &'c mut C) -> BoxFuture<'c, QueryResult<L>>
where
    T: FromSqlRow<ST, Sqlite>,
    Q: AsQuery<Query: QueryFragment<Sqlite> + QueryId + 'c> + 'c,
    L: List<T> + Send + 'static,
{
    let query = collected(&query.as_query());
    Box::pin(conn.spawn_blocking(move |conn| {
        let query = query?;
        let build = |row| T::build_from_row(&row).map_err(DieselError::DeserializationError);
        L::list(conn.load(&query)?.map(|row| row.and_then(build)))
    }))
}

/// Rows that were read, some of which may not have been readable.
trait List<T>: Sized {
    fn list(rows: impl Iterator<Item = QueryResult<T>>) -> QueryResult<Self>;
}

impl<T> List<T> for Vec<T> {
    fn list(rows: impl Iterator<Item = QueryResult<T>>) -> QueryResult<Self> {
        rows.collect()
    }
}

impl<T> List<T> for Vec<QueryResult<T>> {
    fn list(rows: impl Iterator<Item = QueryResult<T>>) -> QueryResult<Self> {
        Ok(rows.collect())
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
        let rows = match conn.depth() {
            Ok(_) => rows::<M, ST, _, Vec<QueryResult<M>>>(self, conn),
            Err(error) => C::ready(Err(error)),
        };
        let unknown = move |error| engine::unknown::<C>(error, model);
        Box::pin(async move {
            let rows = rows.await.map_err(unknown)?;
            Ok(Rows::new(stream::iter(rows.into_iter().map(move |row| row.map_err(unknown)))))
        })
    }
}

//! Makes an asynchronous connection of diesel-async one of this crate's.

use diesel::backend::Backend;
use diesel::connection::TransactionManagerStatus;
use diesel::deserialize::FromSqlRow;
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::result::{Error as DieselError, QueryResult};
use diesel_async::{AsyncConnection, TransactionManager};

use crate::connection::BoxFuture;

/// How the rows of a query are loaded.
pub(super) trait LoadAll<DB: Backend> {
    /// All of them.
    fn load_all<'c, T, ST, Q>(&'c mut self, query: Q) -> BoxFuture<'c, QueryResult<Vec<T>>>
    where
        T: FromSqlRow<ST, DB> + Send + 'static,
        ST: 'static,
        Q: AsQuery<Query: QueryFragment<DB> + QueryId + 'c> + 'c;
}

/// The transactions of a connection.
pub(super) fn status<C: AsyncConnection>(conn: &mut C) -> &mut TransactionManagerStatus {
    C::TransactionManager::transaction_manager_status_mut(conn)
}

/// How many transactions and savepoints are open.
pub(super) fn depth<C: AsyncConnection>(conn: &mut C) -> QueryResult<u32> {
    let depth = status(conn).transaction_depth()?.map_or(0, std::num::NonZero::get);
    // Whoever began a transaction and did not wait for the answer left the connection in a state that nobody knows.
    if depth == 0 && C::TransactionManager::is_broken_transaction_manager(conn) {
        return Err(DieselError::BrokenTransactionManager);
    }
    Ok(depth)
}

/// Implements, for an asynchronous connection type and its backend, what the runtime asks of a connection, and how Diesel's
/// queries run on it.
macro_rules! awaiting_connection {
    ($connection:ty, $backend:ty) => {
        const _: () = {
            use ::diesel::connection::Instrumentation;
            use ::diesel::deserialize::{FromSqlRow, QueryableByName};
            use ::diesel::expression::QueryMetadata;
            use ::diesel::query_builder::{AsQuery, QueryFragment, QueryId};
            use ::diesel::query_dsl::CompatibleType;
            use ::diesel::result::QueryResult;
            use ::diesel::sql_types::Untyped;
            use ::diesel_async::{AsyncConnection, AsyncConnectionCore};
            use $crate::backend::awaiting::LoadAll;
            use $crate::connection::{Awaiting, BoxFuture, Conn, Exec, Link, Statement};
            use $crate::database::relay::Relay;
            use $crate::database::{Poolable, Transactional};
            use $crate::error::Result;
            use $crate::query::{Execute, Run};
            use $crate::write::engine;

            type C = $connection;
            type DB = $backend;

            impl Exec for C {
                type Ret<'c, T: Send + 'c> = BoxFuture<'c, Result<T>>;
                type Wait<'c, T: Send + 'c> = BoxFuture<'c, T>;

                fn answer<'c, T: Send + 'c>(
                    work: impl Future<Output = Result<T>> + Send + 'c,
                ) -> BoxFuture<'c, Result<T>> {
                    Box::pin(work)
                }

                fn pending<'c, T: Send + 'c>(result: BoxFuture<'c, Result<T>>) -> BoxFuture<'c, Result<T>> {
                    result
                }

                fn ready<'c, T: Send + 'c>(answer: T) -> BoxFuture<'c, T> {
                    Box::pin(::std::future::ready(answer))
                }
            }

            impl Conn for C {
                type Raw = Self;
                fn raw(&mut self) -> &mut Self {
                    self
                }
            }

            impl Awaiting for C {
                fn wait<'c, T: Send + 'c>(future: BoxFuture<'c, T>) -> BoxFuture<'c, T> {
                    future
                }

                fn future<'c, T: Send + 'c>(result: BoxFuture<'c, Result<T>>) -> BoxFuture<'c, Result<T>> {
                    result
                }
            }

            impl Poolable for C {
                fn set_up<'c>(&'c mut self, set_up: &'c $crate::database::SetUp) -> BoxFuture<'c, QueryResult<()>> {
                    Box::pin(<DB as $crate::backend::Served>::set_up(self, set_up))
                }

                fn run_sql<'c>(&'c mut self, sql: &'c str) -> BoxFuture<'c, QueryResult<()>> {
                    self.batch(sql)
                }

                fn ping(&mut self) -> BoxFuture<'_, QueryResult<()>> {
                    self.batch("SELECT 1")
                }

                fn is_broken(&mut self) -> bool {
                    !matches!(self.depth(), Ok(0))
                }

                fn instrument(&mut self, instrumentation: impl Instrumentation) {
                    match self.heard_by().downcast_mut::<Relay>() {
                        Some(relay) => relay.install(instrumentation),
                        None => AsyncConnection::set_instrumentation(self, Relay::to(instrumentation)),
                    }
                }

                fn heard_by(&mut self) -> &mut dyn Instrumentation {
                    AsyncConnection::instrumentation(self)
                }

                /// The drivers of servers make a statement into SQL and binds first, and keep the SQL.
                fn tells_binds_at_the_end(&mut self) -> bool {
                    !<DB as $crate::backend::Dialect>::CAPABILITIES.server
                }
            }

            impl Link for C {
                type Backend = DB;

                fn rows<'c, T, S>(&'c mut self, statement: S) -> BoxFuture<'c, QueryResult<Vec<T>>>
                where
                    T: QueryableByName<DB> + Send + 'static,
                    S: Statement<DB> + 'c,
                {
                    if let Err(error) = self.depth() {
                        return Self::ready(Err(error));
                    }
                    self.load_all::<T, Untyped, S>(statement)
                }

                fn first<'c, T, S>(&'c mut self, statement: S) -> BoxFuture<'c, QueryResult<Option<T>>>
                where
                    T: QueryableByName<DB> + Send + 'static,
                    S: Statement<DB> + 'c,
                {
                    let rows = self.rows::<T, S>(statement);
                    // To the end, so that nothing of the answer is left for whoever uses the connection next.
                    Box::pin(async move { Ok(rows.await?.into_iter().next()) })
                }

                fn touch<'c, S>(&'c mut self, statement: S) -> BoxFuture<'c, QueryResult<usize>>
                where
                    S: Statement<DB> + 'c,
                {
                    if let Err(error) = self.depth() {
                        return Self::ready(Err(error));
                    }
                    Box::pin(AsyncConnectionCore::execute_returning_count(self, statement))
                }

                fn batch<'c>(&'c mut self, sql: &'c str) -> BoxFuture<'c, QueryResult<()>> {
                    if let Err(error) = self.depth() {
                        return Self::ready(Err(error));
                    }
                    Box::pin(::diesel_async::SimpleAsyncConnection::batch_execute(self, sql))
                }
            }

            impl<Q, M, ST> Run<C, M> for Q
            where
                Q: AsQuery<SqlType: CompatibleType<M, DB, SqlType = ST>> + Send,
                Q::Query: QueryFragment<DB> + QueryId + Send,
                M: FromSqlRow<ST, DB> + Send + 'static,
                DB: QueryMetadata<Q::SqlType>,
                ST: 'static,
            {
                fn run_all<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> BoxFuture<'c, Result<Vec<M>>>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    let unknown = move |error| engine::unknown::<C>(error, model);
                    if let Err(error) = conn.depth() {
                        return C::ready(Err(unknown(error)));
                    }
                    let rows = conn.load_all::<M, ST, Q>(self);
                    Box::pin(async move { rows.await.map_err(unknown) })
                }

                fn run_first<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> BoxFuture<'c, Result<Option<M>>>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    let rows = self.run_all(model, conn);
                    Box::pin(async move { Ok(rows.await?.into_iter().next()) })
                }
            }

            impl<S> Execute<C> for S
            where
                S: QueryFragment<DB> + QueryId + Send,
            {
                fn run_execute<'c>(self, conn: &'c mut C) -> BoxFuture<'c, Result<usize>>
                where
                    Self: 'c,
                {
                    if let Err(error) = conn.depth() {
                        return C::ready(Err(engine::unknown::<C>(error, None)));
                    }
                    let touched = AsyncConnectionCore::execute_returning_count(conn, self);
                    Box::pin(async move { touched.await.map_err(|error| engine::unknown::<C>(error, None)) })
                }
            }
        };
    };
}
pub(super) use awaiting_connection;

/// Implements how the rows of a server are loaded: as they arrive.
#[cfg(any(feature = "async-postgres", feature = "async-mysql"))]
macro_rules! awaiting_rows {
    ($connection:ty, $backend:ty) => {
        const _: () = {
            use ::diesel::deserialize::FromSqlRow;
            use ::diesel::expression::QueryMetadata;
            use ::diesel::query_builder::{AsQuery, QueryFragment, QueryId};
            use ::diesel::query_dsl::CompatibleType;
            use ::diesel::result::{Error as DieselError, QueryResult};
            use ::diesel_async::AsyncConnectionCore;
            use ::futures_util::{StreamExt, TryStreamExt};
            use $crate::backend::awaiting::LoadAll;
            use $crate::connection::{BoxFuture, Exec};
            use $crate::database::Transactional;
            use $crate::error::Result;
            use $crate::query::{Rows, RunStream};
            use $crate::write::engine;

            type C = $connection;
            type DB = $backend;

            impl LoadAll<DB> for C {
                fn load_all<'c, T, ST, Q>(&'c mut self, query: Q) -> BoxFuture<'c, QueryResult<Vec<T>>>
                where
                    T: FromSqlRow<ST, DB> + Send + 'static,
                    ST: 'static,
                    Q: AsQuery<Query: QueryFragment<DB> + QueryId + 'c> + 'c,
                {
                    let rows = AsyncConnectionCore::load(self, query);
                    Box::pin(async move {
                        let build = |row| T::build_from_row(&row).map_err(DieselError::DeserializationError);
                        rows.await?.map(|row| row.and_then(build)).try_collect().await
                    })
                }
            }

            impl<Q, M, ST> RunStream<C, M> for Q
            where
                Q: AsQuery<SqlType: CompatibleType<M, DB, SqlType = ST>> + Send,
                Q::Query: QueryFragment<DB> + QueryId + Send,
                M: FromSqlRow<ST, DB> + Send + 'static,
                DB: QueryMetadata<Q::SqlType>,
                ST: 'static,
            {
                fn run_stream<'c>(
                    self,
                    model: Option<&'static str>,
                    conn: &'c mut C,
                ) -> BoxFuture<'c, Result<Rows<'c, M>>>
                where
                    Self: 'c,
                    M: 'c,
                {
                    let unknown = move |error| engine::unknown::<C>(error, model);
                    if let Err(error) = conn.depth() {
                        return C::ready(Err(unknown(error)));
                    }
                    let rows = AsyncConnectionCore::load(conn, self);
                    Box::pin(async move {
                        let rows = rows.await.map_err(unknown)?;
                        let build = move |row: QueryResult<_>| {
                            let row =
                                row.and_then(|row| M::build_from_row(&row).map_err(DieselError::DeserializationError));
                            row.map_err(unknown)
                        };
                        Ok(Rows::new(rows.map(build)))
                    })
                }
            }
        };
    };
}
#[cfg(any(feature = "async-postgres", feature = "async-mysql"))]
pub(super) use awaiting_rows;

/// Implements transactions for a connection that is waited for.
#[cfg(any(feature = "async-postgres", feature = "async-mysql"))]
macro_rules! awaiting_transactions {
    ($connection:ty, $backend:ty) => {
        const _: () = {
            use ::diesel::result::{Error as DieselError, QueryResult};
            use ::diesel_async::{AnsiTransactionManager as Manager, SimpleAsyncConnection, TransactionManager};
            use $crate::backend::{Dialect, Served, awaiting};
            use $crate::connection::BoxFuture;
            use $crate::database::{TransactionOptions, Transactional};
            use $crate::error::Error;

            impl Transactional for $connection {
                fn begin_outermost(&mut self, options: TransactionOptions) -> BoxFuture<'_, QueryResult<()>> {
                    Box::pin(async move {
                        let (before, sql) = <$backend>::begin(options);
                        // What goes before is for the next transaction, of which there must be none yet.
                        if let (0, Some(before)) = (self.depth()?, before) {
                            self.batch_execute(&before).await?;
                        }
                        Manager::begin_transaction_sql(self, &sql).await
                    })
                }

                fn begin_savepoint(&mut self) -> BoxFuture<'_, QueryResult<()>> {
                    Box::pin(Manager::begin_transaction(self))
                }

                fn commit_innermost(&mut self) -> BoxFuture<'_, QueryResult<()>> {
                    Box::pin(Manager::commit_transaction(self))
                }

                fn rollback_innermost(&mut self) -> BoxFuture<'_, QueryResult<()>> {
                    Box::pin(Manager::rollback_transaction(self))
                }

                fn depth(&mut self) -> QueryResult<u32> {
                    awaiting::depth(self)
                }

                fn abandon(&mut self, _depth: u32) {
                    awaiting::status(self).set_in_error();
                }

                fn decode(&self, error: DieselError) -> Error {
                    <$backend as Dialect>::decode(error, None)
                }
            }
        };
    };
}
#[cfg(any(feature = "async-postgres", feature = "async-mysql"))]
pub(super) use awaiting_transactions;

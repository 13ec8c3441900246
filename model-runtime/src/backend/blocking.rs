//! Makes a blocking connection of Diesel one of this crate's.

/// Implements, for a blocking connection type, what the runtime asks of a connection, and how Diesel's queries run on it.
macro_rules! blocking_connection {
    ($connection:ty) => {
        const _: () = {
            use ::diesel::connection::{
                Connection, DefaultLoadingMode, Instrumentation, LoadConnection, SimpleConnection, TransactionManager,
            };
            use ::diesel::deserialize::{FromSqlRow, QueryableByName};
            use ::diesel::query_dsl::methods::{ExecuteDsl, LoadQuery};
            use ::diesel::r2d2::R2D2Connection;
            use ::diesel::result::{Error as DieselError, QueryResult};
            use ::diesel::sql_types::Untyped;
            use ::std::future::{Ready, ready};
            use ::std::pin::pin;
            use $crate::backend::{Dialect, Served};
            use $crate::connection::{Blocking, Conn, Exec, Link, Statement, at_once, now, stuck};
            use $crate::database::relay::Relay;
            use $crate::database::transaction::{log_failed, unwind};
            use $crate::database::{Poolable, SetUp, TransactionOptions, Transactional};
            use $crate::error::{Error, Result};
            use $crate::query::{Execute, Run};
            use $crate::write::engine;

            type C = $connection;
            type DB = <C as Connection>::Backend;
            type Manager = <C as Connection>::TransactionManager;

            impl Exec for C {
                type Ret<'c, T: Send + 'c> = Result<T>;
                type Wait<'c, T: Send + 'c> = Ready<T>;

                fn answer<'c, T: Send + 'c>(work: impl Future<Output = Result<T>> + Send + 'c) -> Result<T> {
                    now(pin!(work))
                }

                fn pending<'c, T: Send + 'c>(result: Result<T>) -> Ready<Result<T>> {
                    ready(result)
                }

                fn ready<'c, T: Send + 'c>(answer: T) -> Ready<T> {
                    ready(answer)
                }
            }

            impl Conn for C {
                type Raw = Self;
                fn raw(&mut self) -> &mut Self {
                    self
                }
            }

            impl Blocking for C {
                fn now<'c, T: Send + 'c>(result: Result<T>) -> Result<T> {
                    result
                }
            }

            impl Transactional for C {
                fn begin_outermost(&mut self, options: TransactionOptions) -> Ready<QueryResult<()>> {
                    let (before, sql) = DB::begin(options);
                    // What goes before is for the next transaction, of which there must be none yet.
                    let begun = match (self.depth(), before) {
                        (Ok(0), Some(before)) => self.batch_execute(&before),
                        _ => Ok(()),
                    };
                    ready(begun.and_then(|()| Manager::begin_transaction_sql(self, &sql)))
                }

                fn begin_savepoint(&mut self) -> Ready<QueryResult<()>> {
                    ready(Manager::begin_transaction(self))
                }

                fn commit_innermost(&mut self) -> Ready<QueryResult<()>> {
                    ready(Manager::commit_transaction(self))
                }

                fn rollback_innermost(&mut self) -> Ready<QueryResult<()>> {
                    ready(Manager::rollback_transaction(self))
                }

                fn depth(&mut self) -> QueryResult<u32> {
                    let status = Manager::transaction_manager_status_mut(self);
                    Ok(status.transaction_depth()?.map_or(0, ::std::num::NonZero::get))
                }

                fn abandon(&mut self, depth: u32) {
                    if let Some(undone) = at_once(unwind(self, depth)) {
                        log_failed(undone);
                    }
                }

                fn decode(&self, error: DieselError) -> Error {
                    DB::decode(error, None)
                }
            }

            impl Poolable for C {
                fn set_up<'c>(&'c mut self, set_up: &'c SetUp) -> Ready<QueryResult<()>> {
                    ready(at_once(DB::set_up(self, set_up)).unwrap_or_else(|| Err(stuck())))
                }

                fn run_sql<'c>(&'c mut self, sql: &'c str) -> Ready<QueryResult<()>> {
                    self.batch(sql)
                }

                fn ping(&mut self) -> Ready<QueryResult<()>> {
                    ready(R2D2Connection::ping(self))
                }

                fn is_broken(&mut self) -> bool {
                    R2D2Connection::is_broken(self)
                }

                fn instrument(&mut self, instrumentation: impl Instrumentation) {
                    match self.heard_by().downcast_mut::<Relay>() {
                        Some(relay) => relay.install(instrumentation),
                        None => Connection::set_instrumentation(self, Relay::to(instrumentation)),
                    }
                }

                fn heard_by(&mut self) -> &mut dyn Instrumentation {
                    Connection::instrumentation(self)
                }
            }

            impl Link for C {
                type Backend = DB;

                fn rows<'c, T, S>(&'c mut self, statement: S) -> Ready<QueryResult<Vec<T>>>
                where
                    T: QueryableByName<DB> + Send + 'static,
                    S: Statement<DB> + 'c,
                {
                    let build = |row: QueryResult<_>| {
                        <T as FromSqlRow<Untyped, DB>>::build_from_row(&row?).map_err(DieselError::DeserializationError)
                    };
                    ready(
                        <C as LoadConnection<DefaultLoadingMode>>::load(self, statement)
                            .and_then(|rows| rows.map(build).collect()),
                    )
                }

                fn first<'c, T, S>(&'c mut self, statement: S) -> Ready<QueryResult<Option<T>>>
                where
                    T: QueryableByName<DB> + Send + 'static,
                    S: Statement<DB> + 'c,
                {
                    let build = |row: QueryResult<_>| {
                        <T as FromSqlRow<Untyped, DB>>::build_from_row(&row?).map_err(DieselError::DeserializationError)
                    };
                    ready(
                        <C as LoadConnection<DefaultLoadingMode>>::load(self, statement)
                            .and_then(|mut rows| rows.next().map(build).transpose()),
                    )
                }

                fn touch<'c, S>(&'c mut self, statement: S) -> Ready<QueryResult<usize>>
                where
                    S: Statement<DB> + 'c,
                {
                    ready(Connection::execute_returning_count(self, &statement))
                }

                fn batch<'c>(&'c mut self, sql: &'c str) -> Ready<QueryResult<()>> {
                    ready(self.batch_execute(sql))
                }
            }

            impl<'q, Q, M> Run<C, M> for Q
            where
                Q: LoadQuery<'q, C, M>,
            {
                fn run_all<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> Result<Vec<M>>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    self.internal_load(conn)
                        .and_then(Iterator::collect)
                        .map_err(|error| engine::unknown::<C>(error, model))
                }

                fn run_first<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> Result<Option<M>>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    let first = self.internal_load(conn).and_then(|mut rows| rows.next().transpose());
                    first.map_err(|error| engine::unknown::<C>(error, model))
                }
            }

            impl<S: ExecuteDsl<C>> Execute<C> for S {
                fn run_execute<'c>(self, conn: &'c mut C) -> Result<usize>
                where
                    Self: 'c,
                {
                    S::execute(self, conn).map_err(|error| engine::unknown::<C>(error, None))
                }
            }
        };

        $crate::backend::linked::linked_connection!($connection, <$connection as ::diesel::Connection>::Backend);
    };
}
pub(super) use blocking_connection;

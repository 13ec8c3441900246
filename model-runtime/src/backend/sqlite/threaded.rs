//! SQLite in asynchronous programs: the blocking connection, whose work is done on threads for it.

use std::sync::{Arc, Mutex};
use std::vec::IntoIter;

use diesel::SqliteConnection;
use diesel::Table;
use diesel::associations::{HasTable, Identifiable};
use diesel::connection::{
    AnsiTransactionManager, CacheSize, Connection, Instrumentation, InstrumentationEvent, LoadConnection,
    SimpleConnection, TransactionManager as _, TransactionManagerStatus,
};
use diesel::query_builder::{AsChangeset, AsQuery, IntoUpdateTarget, QueryFragment, QueryId, UpdateStatement};
use diesel::query_dsl::methods::FindDsl;
use diesel::result::{ConnectionResult, Error as DieselError, QueryResult};
use diesel::row::IntoOwnedRow;
use diesel::sqlite::Sqlite;
use diesel_async::methods::LoadQuery;
use diesel_async::{
    AsyncConnection, AsyncConnectionCore, SimpleAsyncConnection, TransactionManager, UpdateAndFetchResults,
};
use futures_util::stream::{self, Iter};
use tokio::runtime::Handle;

use super::load::collected;
use super::trip::{Answer, Trip};
use crate::connection::BoxFuture;

/// A connection to SQLite whose statements run on the threads that tokio has for what blocks: those of the runtime that it was made in.
///
/// A verb goes there once and back, whatever the number of its statements, where its values can be moved; plain Diesel goes there once
/// for each statement.
///
/// After a panic on such a thread nobody knows what was done, so the connection is broken: each use of it fails, and a pool closes it. It is the same while work goes on whose future was
/// forgotten (`mem::forget`), until that work has ended.
// diesel-async has a wrapper for any connection; it allocates a future twice more for each statement, which is some 3 % of a find.
#[allow(missing_debug_implementations)] // Diesel's has none
pub struct AsyncSqliteConnection {
    /// Shared with the work that goes on, and not moved to it and back: work that is aborted before it begins is thrown away with all it holds. Nobody waits for
    /// the mutex but work after a future that was forgotten; and it remembers a panic.
    conn: Arc<Mutex<SqliteConnection>>,
    runtime: Option<Handle>,
    /// What is told of transactions while the connection cannot be asked.
    unknown: TransactionManagerStatus,
    /// What hears it then.
    unheard: Unheard,
}

/// Hears nothing.
struct Unheard;

impl Instrumentation for Unheard {
    fn on_connection_event(&mut self, _: InstrumentationEvent<'_>) {}
}

impl AsyncSqliteConnection {
    /// Makes a blocking connection an asynchronous one.
    pub fn new(conn: SqliteConnection) -> Self {
        Self::on(conn, Handle::try_current().ok())
    }

    fn on(conn: SqliteConnection, runtime: Option<Handle>) -> Self {
        Self { conn: Arc::new(Mutex::new(conn)), runtime, unknown: TransactionManagerStatus::InError, unheard: Unheard }
    }

    /// Runs work on the blocking connection, on another thread, such as methods that only it has.
    ///
    /// The work is on its way at once. If the future is dropped, that waits for the end of it; what has not begun does not begin any more.
    ///
    /// ```
    /// # use model_runtime::backend::AsyncSqliteConnection;
    /// # async fn sort(conn: &mut AsyncSqliteConnection) -> diesel::QueryResult<()> {
    /// conn.spawn_blocking(|conn| conn.register_collation("LENGTH", |a, b| a.len().cmp(&b.len()))).await
    /// # }
    /// ```
    pub fn spawn_blocking<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Trip<'_, QueryResult<T>> {
        self.go(work)
    }

    /// The same for an answer of any kind.
    pub(super) fn go<R: Answer + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut SqliteConnection) -> R + Send + 'static,
    ) -> Trip<'_, R> {
        let conn = Arc::clone(&self.conn);
        Trip::start(self.runtime.as_ref(), move || match conn.lock() {
            Ok(mut conn) => work(&mut conn),
            Err(_) => R::failed(DieselError::BrokenTransactionManager),
        })
    }

    /// The connection, unless there was a panic, or work goes on whose future was forgotten.
    fn alone(conn: &mut Arc<Mutex<SqliteConnection>>) -> Option<&mut SqliteConnection> {
        Arc::get_mut(conn)?.get_mut().ok()
    }
}

impl SimpleAsyncConnection for AsyncSqliteConnection {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let query = query.to_owned();
        self.spawn_blocking(move |conn| conn.batch_execute(&query)).await
    }
}

/// A row of a statement that runs.
type Lent = <SqliteConnection as LoadConnection>::Row<'static, 'static>;
/// A row with copies of its values, which outlive the statement.
type Row = <Lent as IntoOwnedRow<'static, Sqlite>>::OwnedRow;

impl AsyncConnectionCore for AsyncSqliteConnection {
    type ExecuteFuture<'conn, 'query> = Trip<'conn, QueryResult<usize>>;
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type Stream<'conn, 'query> = Iter<IntoIter<QueryResult<Row>>>;
    type Row<'conn, 'query> = Row;
    type Backend = Sqlite;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Sqlite> + QueryId + 'query,
    {
        let query = collected(&source.as_query());
        let rows = self.spawn_blocking(move |conn| {
            let query = query?;
            let mut cache = <Lent as IntoOwnedRow<'static, Sqlite>>::Cache::default();
            let rows = conn.load(&query)?.map(|row| Ok(Ok(row?.into_owned(&mut cache))));
            rows.collect::<QueryResult<Vec<_>>>()
        });
        Box::pin(async move { Ok(stream::iter(rows.await?)) })
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Trip<'conn, QueryResult<usize>>
    where
        T: QueryFragment<Sqlite> + QueryId + 'query,
    {
        let query = collected(&source);
        self.spawn_blocking(move |conn| conn.execute_returning_count(&query?))
    }
}

impl AsyncConnection for AsyncSqliteConnection {
    type TransactionManager = Transactions;

    async fn establish(database_url: &str) -> ConnectionResult<Self> {
        let (url, runtime) = (database_url.to_owned(), Handle::try_current().ok());
        let opened = Trip::start(runtime.as_ref(), move || SqliteConnection::establish(&url)).await;
        Ok(Self::on(opened?, runtime))
    }

    /// Everything that asks whether the connection can be used asks this.
    fn transaction_state(&mut self) -> &mut TransactionManagerStatus {
        match Self::alone(&mut self.conn) {
            Some(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn),
            None => {
                self.unknown.set_in_error();
                &mut self.unknown
            }
        }
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        match Self::alone(&mut self.conn) {
            Some(conn) => conn.instrumentation(),
            None => &mut self.unheard,
        }
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        if let Some(conn) = Self::alone(&mut self.conn) {
            conn.set_instrumentation(instrumentation);
        }
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        if let Some(conn) = Self::alone(&mut self.conn) {
            conn.set_prepared_statement_cache_size(size);
        }
    }
}

/// The transactions of plain Diesel, which are those of the blocking connection.
#[derive(Debug)]
pub struct Transactions;

impl TransactionManager<AsyncSqliteConnection> for Transactions {
    type TransactionStateData = TransactionManagerStatus;

    async fn begin_transaction(conn: &mut AsyncSqliteConnection) -> QueryResult<()> {
        conn.spawn_blocking(AnsiTransactionManager::begin_transaction).await
    }

    async fn rollback_transaction(conn: &mut AsyncSqliteConnection) -> QueryResult<()> {
        conn.spawn_blocking(AnsiTransactionManager::rollback_transaction).await
    }

    async fn commit_transaction(conn: &mut AsyncSqliteConnection) -> QueryResult<()> {
        conn.spawn_blocking(AnsiTransactionManager::commit_transaction).await
    }

    fn transaction_manager_status_mut(conn: &mut AsyncSqliteConnection) -> &mut TransactionManagerStatus {
        conn.transaction_state()
    }
}

/// `save_changes` of plain Diesel.
impl<'b, Changes, Output, Tab, V> UpdateAndFetchResults<Changes, Output> for AsyncSqliteConnection
where
    Output: Send + 'static,
    Changes: Copy + AsChangeset<Target = Tab, Changeset: Send + 'b> + Send + Identifiable<Table = Tab> + HasTable,
    Tab: Table<FromClause: Send> + FindDsl<Changes::Id> + 'b,
    diesel::dsl::Find<Tab, Changes::Id>: IntoUpdateTarget<Table = Tab, WhereClause = V>,
    UpdateStatement<Tab, V, Changes::Changeset>: AsQuery,
    diesel::dsl::Update<Changes, Changes>: LoadQuery<'b, Self, Output>,
    V: Send + 'b,
{
    fn update_and_fetch<'conn, 'changes>(
        &'conn mut self,
        changeset: Changes,
    ) -> BoxFuture<'changes, QueryResult<Output>>
    where
        Changes: 'changes,
        'conn: 'changes,
        Self: 'changes,
    {
        Box::pin(
            async move { diesel_async::RunQueryDsl::get_result(diesel::update(changeset).set(changeset), self).await },
        )
    }
}

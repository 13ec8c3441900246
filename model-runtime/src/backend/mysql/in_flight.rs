//! The asynchronous connection to MariaDB and MySQL, which knows whether an answer is outstanding.

use diesel::connection::{CacheSize, Instrumentation};
use diesel::mysql::Mysql;
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::result::{ConnectionResult, Error as DieselError, QueryResult};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncConnectionCore, AsyncMysqlConnection as Driver,
    SimpleAsyncConnection, TransactionManager,
};

use crate::connection::BoxFuture;

/// A connection to MariaDB or MySQL: that of diesel-async, with all of its methods.
///
/// The protocol has no numbers by which an answer finds its question. When a future is dropped between the two, `mysql_async` would take
/// the answer for that of the next question; so the connection is broken then: each use of it fails, and a pool closes it.
#[allow(missing_debug_implementations)] // the driver's has none
pub struct AsyncMysqlConnection {
    driver: Driver,
    /// Whether something was sent whose answer was not read, up to the rows.
    in_flight: bool,
}

/// Waits for an answer. Whoever drops this leaves the mark.
async fn answered<T>(in_flight: &mut bool, answer: impl Future<Output = QueryResult<T>>) -> QueryResult<T> {
    if std::mem::replace(in_flight, true) {
        return Err(DieselError::BrokenTransactionManager);
    }
    let answer = answer.await;
    *in_flight = false;
    answer
}

impl From<Driver> for AsyncMysqlConnection {
    fn from(driver: Driver) -> Self {
        Self { driver, in_flight: false }
    }
}

impl SimpleAsyncConnection for AsyncMysqlConnection {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        answered(&mut self.in_flight, self.driver.batch_execute(query)).await
    }
}

impl AsyncConnectionCore for AsyncMysqlConnection {
    type ExecuteFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<usize>>;
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type Stream<'conn, 'query> = <Driver as AsyncConnectionCore>::Stream<'conn, 'query>;
    type Row<'conn, 'query> = <Driver as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Mysql;

    /// The mark is for what goes before the rows: of these the driver knows how many it has read.
    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Mysql> + QueryId + 'query,
    {
        Box::pin(answered(&mut self.in_flight, self.driver.load(source)))
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Mysql> + QueryId + 'query,
    {
        Box::pin(answered(&mut self.in_flight, self.driver.execute_returning_count(source)))
    }
}

impl AsyncConnection for AsyncMysqlConnection {
    type TransactionManager = AnsiTransactionManager;

    async fn establish(database_url: &str) -> ConnectionResult<Self> {
        Driver::establish(database_url).await.map(Self::from)
    }

    /// Everything that asks whether the connection can be used asks this.
    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        if self.in_flight {
            AnsiTransactionManager::transaction_manager_status_mut(&mut self.driver).set_in_error();
        }
        self.driver.transaction_state()
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        self.driver.instrumentation()
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.driver.set_instrumentation(instrumentation);
    }

    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.driver.set_prepared_statement_cache_size(size);
    }
}

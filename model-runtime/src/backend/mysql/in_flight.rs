//! The asynchronous connection to MariaDB and MySQL, which knows whether an answer is outstanding.

use std::task::{Context, Poll};

use diesel::connection::{CacheSize, Instrumentation};
use diesel::mysql::{Mysql, MysqlQueryBuilder};
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{AsQuery, CollectedQuery, QueryBuilder, QueryFragment, QueryId};
use diesel::result::{ConnectionResult, Error as DieselError, QueryResult};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncConnectionCore, AsyncMysqlConnection as Driver,
    SimpleAsyncConnection, TransactionManager,
};
use futures_core::stream::BoxStream;
use futures_util::StreamExt;
use futures_util::stream::poll_fn;

use crate::connection::BoxFuture;

/// A connection to MariaDB or MySQL: that of diesel-async, with all of its methods.
///
/// The protocol has no numbers by which an answer finds its question. When a future is dropped between the two, `mysql_async` would take
/// the answer for that of the next question; so the connection is broken then: each use of it fails, and a pool closes it. Rows that were
/// not read are no such answer: they are read and forgotten before the next question, with an error that may be among them.
#[allow(missing_debug_implementations)] // the driver's has none
pub struct AsyncMysqlConnection {
    driver: Driver,
    /// Whether something was sent whose answer was not read, up to the rows.
    in_flight: bool,
    /// Whether rows are left of what was asked for last.
    unread: bool,
}

type Row = <Driver as AsyncConnectionCore>::Row<'static, 'static>;

/// A query taken apart, to be sent later.
fn collected<T: QueryFragment<Mysql>>(query: &T) -> QueryResult<CollectedQuery<RawBytesBindCollector<Mysql>>> {
    let (mut sql, mut binds) = (MysqlQueryBuilder::new(), RawBytesBindCollector::new());
    query.to_sql(&mut sql, &Mysql)?;
    query.collect_binds(&mut binds, &mut (), &Mysql)?;
    Ok(CollectedQuery::new(sql.finish(), query.is_safe_to_cache_prepared(&Mysql)?, binds))
}

/// Waits for an answer that is rows, and notes whether they are read to their end.
async fn rows<'conn>(
    in_flight: &mut bool,
    unread: &'conn mut bool,
    answer: impl Future<Output = QueryResult<BoxStream<'conn, QueryResult<Row>>>>,
) -> QueryResult<BoxStream<'conn, QueryResult<Row>>> {
    let mut rows = answered(in_flight, answer).await?;
    *unread = true;
    let read = move |context: &mut Context<'_>| {
        let row = rows.poll_next_unpin(context);
        if matches!(row, Poll::Ready(None | Some(Err(_)))) {
            *unread = false;
        }
        row
    };
    Ok(poll_fn(read).boxed())
}

/// Has the driver read what is left, and forgets it. Its error belongs to nobody any more.
async fn forget(driver: &mut Driver, unread: &mut bool) {
    let _ = driver.batch_execute("DO 0").await;
    *unread = false;
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
        Self { driver, in_flight: false, unread: false }
    }
}

impl SimpleAsyncConnection for AsyncMysqlConnection {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let Self { driver, in_flight, unread } = self;
        let work = async {
            if *unread {
                forget(driver, unread).await;
            }
            driver.batch_execute(query).await
        };
        answered(in_flight, work).await
    }
}

impl AsyncConnectionCore for AsyncMysqlConnection {
    type ExecuteFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<usize>>;
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type Stream<'conn, 'query> = BoxStream<'conn, QueryResult<Row>>;
    type Row<'conn, 'query> = Row;
    type Backend = Mysql;

    /// The mark is for what goes before the rows: of these the driver knows how many it has read.
    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Mysql> + QueryId + 'query,
    {
        let Self { driver, in_flight, unread } = self;
        if !*unread {
            return Box::pin(rows(in_flight, unread, driver.load(source)));
        }
        let query = collected(&source.as_query());
        Box::pin(async move {
            answered(in_flight, async {
                forget(driver, unread).await;
                Ok(())
            })
            .await?;
            rows(in_flight, unread, driver.load(query?)).await
        })
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Mysql> + QueryId + 'query,
    {
        let Self { driver, in_flight, unread } = self;
        let work: BoxFuture<'conn, _> = if *unread {
            let query = collected(&source);
            Box::pin(async move {
                forget(driver, unread).await;
                driver.execute_returning_count(query?).await
            })
        } else {
            driver.execute_returning_count(source)
        };
        Box::pin(answered(in_flight, work))
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

//! Asynchronous connections in programs that block.

use std::future::{Ready, ready};
use std::ops::{Deref, DerefMut};
use std::pin::pin;
use std::sync::OnceLock;

use diesel::connection::{Instrumentation, SimpleConnection};
use diesel::result::{ConnectionError as DieselConnectionError, ConnectionResult, Error as DieselError, QueryResult};
use diesel_async::SimpleAsyncConnection;
use tokio::runtime::Runtime;

use super::{Awaiting, Blocking, Conn, Exec, now, sleep_until};
use crate::database::{
    Connect, Database, Plan, PoolDefaults, Poolable, SetUp, TlsNames, TransactionOptions, Transactional,
};
use crate::error::{ConnectionError, Error, Result};
use crate::model::{ColumnSet, Draft, Model};
use crate::query::{Change, Chunks, Execute, Inspect, Page, PageRequest, Run};
use crate::schema::{CreateReport, Define, Difference, Reflection, Table, TableSchema, UnexpressedRule};
use crate::write::{Find, Write};

/// A blocking connection that is an asynchronous one inside: for programs that block and are to need no client library in C, and for
/// those that become asynchronous step by step.
///
/// Its thread sleeps until the answer is there. In asynchronous code that is a thread which others would need, so use the connection
/// inside there.
///
/// ```
/// # #[cfg(feature = "async-sqlite")] {
/// use model_runtime::connection::BlockOn;
/// use model_runtime::database::{AsyncAnyConnection, Database};
/// use model_runtime::prelude::*;
///
/// # #[derive(Model, Debug)]
/// # pub struct User { pub id: i64, pub name: String }
/// # schema! { pub Blog: User }
/// # fn main() -> model_runtime::Result<()> {
/// // With the feature `async-postgres` this needs no libpq: `postgres://..`.
/// let db = Database::<BlockOn<AsyncAnyConnection>>::open("sqlite::memory:")?;
/// let mut conn = db.get()?;
/// Blog::create_all(&mut conn)?;
/// assert_eq!(User::count(&mut conn)?, 0);
/// # Ok(())
/// # }
/// # main().unwrap();
/// # }
/// ```
#[derive(Debug)]
pub struct BlockOn<C>(C);

impl<C> BlockOn<C> {
    /// A blocking connection of one that was made elsewhere.
    pub const fn new(conn: C) -> Self {
        Self(conn)
    }

    /// The asynchronous connection.
    pub fn into_inner(self) -> C {
        self.0
    }
}

impl<C> Deref for BlockOn<C> {
    type Target = C;
    fn deref(&self) -> &C {
        &self.0
    }
}

impl<C> DerefMut for BlockOn<C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.0
    }
}

/// What the drivers' own tasks run on.
fn runtime() -> std::io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("model-block-on")
        .enable_all()
        .build()?;
    Ok(RUNTIME.get_or_init(|| made))
}

/// The outcome of a future, which is waited for.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    // Without a runtime, which `open` has reported, a future fails by itself.
    let _entered = runtime().ok().map(Runtime::enter);
    sleep_until(future)
}

/// The result of what a verb of the connection inside returns.
fn result<'c, C: Awaiting, T: Send + 'c>(verb: C::Ret<'c, T>) -> Result<T> {
    block_on(C::future(verb))
}

impl<C: Awaiting> Exec for BlockOn<C> {
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

impl<C: Awaiting> Conn for BlockOn<C> {
    type Raw = Self;
    fn raw(&mut self) -> &mut Self {
        self
    }
}

impl<C: Awaiting> Blocking for BlockOn<C> {
    fn now<'c, T: Send + 'c>(result: Result<T>) -> Result<T> {
        result
    }
}

impl<C: SimpleAsyncConnection> SimpleConnection for BlockOn<C> {
    fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        block_on(self.0.batch_execute(query))
    }
}

impl<C: Transactional + Awaiting> Transactional for BlockOn<C> {
    fn begin_outermost(&mut self, options: TransactionOptions) -> Ready<QueryResult<()>> {
        ready(block_on(self.0.begin_outermost(options)))
    }

    fn begin_savepoint(&mut self) -> Ready<QueryResult<()>> {
        ready(block_on(self.0.begin_savepoint()))
    }

    fn commit_innermost(&mut self) -> Ready<QueryResult<()>> {
        ready(block_on(self.0.commit_innermost()))
    }

    fn rollback_innermost(&mut self) -> Ready<QueryResult<()>> {
        ready(block_on(self.0.rollback_innermost()))
    }

    fn depth(&mut self) -> QueryResult<u32> {
        self.0.depth()
    }

    fn abandon(&mut self, depth: u32) {
        // Here the ROLLBACK can be waited for.
        crate::database::transaction::log_failed(block_on(crate::database::transaction::unwind(&mut self.0, depth)));
    }

    fn decode(&self, error: DieselError) -> Error {
        self.0.decode(error)
    }
}

impl<C: Poolable + Awaiting> Poolable for BlockOn<C> {
    fn set_up<'c>(&'c mut self, set_up: &'c SetUp) -> Ready<QueryResult<()>> {
        ready(block_on(self.0.set_up(set_up)))
    }

    fn run_sql<'c>(&'c mut self, sql: &'c str) -> Ready<QueryResult<()>> {
        ready(block_on(self.0.run_sql(sql)))
    }

    fn ping(&mut self) -> Ready<QueryResult<()>> {
        ready(block_on(self.0.ping()))
    }

    fn is_broken(&mut self) -> bool {
        self.0.is_broken()
    }

    fn instrument(&mut self, instrumentation: impl Instrumentation) {
        self.0.instrument(instrumentation);
    }

    fn heard_by(&mut self) -> &mut dyn Instrumentation {
        self.0.heard_by()
    }

    fn tells_binds_at_the_end(&mut self) -> bool {
        self.0.tells_binds_at_the_end()
    }
}

impl<C: Connect + Awaiting> Connect for BlockOn<C> {
    type Target = C::Target;

    const SCHEME: Option<&'static str> = C::SCHEME;

    fn target(url: &str) -> Result<C::Target, ConnectionError> {
        C::target(url)
    }

    fn tls_names(url: &str) -> Option<TlsNames> {
        C::tls_names(url)
    }

    fn pool(target: &C::Target) -> PoolDefaults {
        C::pool(target)
    }

    type Database = Database<Self>;

    fn start(plan: Plan<Self>) -> Result<Database<Self>> {
        Database::start(plan)
    }

    fn open(target: &C::Target) -> Ready<ConnectionResult<Self>> {
        let bad = |error: std::io::Error| DieselConnectionError::BadConnection(error.to_string());
        ready(runtime().map_err(bad).and_then(|_| block_on(C::open(target)).map(Self)))
    }

    fn vanishes(target: &C::Target) -> bool {
        C::vanishes(target)
    }
}

impl<C: Define + Awaiting> Define for BlockOn<C> {
    type Backend = C::Backend;

    fn create_tables<'c>(
        schema: &'static str,
        tables: &'static [&'static TableSchema],
        conn: &'c mut Self,
    ) -> Result<CreateReport> {
        result::<C, _>(C::create_tables(schema, tables, &mut conn.0))
    }

    fn drop_tables<'c>(tables: &'static [&'static TableSchema], conn: &'c mut Self) -> Result<Vec<String>> {
        result::<C, _>(C::drop_tables(tables, &mut conn.0))
    }

    fn compare_tables<'c>(tables: &'static [&'static TableSchema], conn: &'c mut Self) -> Result<Vec<Difference>> {
        result::<C, _>(C::compare_tables(tables, &mut conn.0))
    }

    fn reflect_tables(wanted: Reflection, conn: &mut Self) -> Result<Vec<Table>> {
        result::<C, _>(C::reflect_tables(wanted, &mut conn.0))
    }

    fn ddl(tables: &'static [&'static TableSchema], conn: &Self) -> String {
        C::ddl(tables, &conn.0)
    }

    fn unexpressed_rules(tables: &'static [&'static TableSchema], conn: &Self) -> Vec<UnexpressedRule> {
        C::unexpressed_rules(tables, &conn.0)
    }
}

#[diagnostic::do_not_recommend]
impl<C: Awaiting, M: Find<C>> Find<BlockOn<C>> for M {
    fn get_key<'c>(key: M::Key, conn: &'c mut BlockOn<C>) -> Result<Option<M>> {
        result::<C, _>(M::get_key(key, &mut conn.0))
    }
    fn find_key<'c>(key: M::Key, conn: &'c mut BlockOn<C>) -> Result<M> {
        result::<C, _>(M::find_key(key, &mut conn.0))
    }
    fn find_keys<'c>(keys: Vec<M::Key>, conn: &'c mut BlockOn<C>) -> Result<Vec<M>> {
        result::<C, _>(M::find_keys(keys, &mut conn.0))
    }
    fn reload_row<'c>(row: &'c mut M, conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::reload_row(row, &mut conn.0))
    }
}

#[diagnostic::do_not_recommend]
impl<C: Awaiting, M: Write<C>> Write<BlockOn<C>> for M {
    fn insert_one<'c>(new: Draft<M>, conn: &'c mut BlockOn<C>) -> Result<M> {
        result::<C, _>(M::insert_one(new, &mut conn.0))
    }
    fn insert_unchecked<'c>(new: Draft<M>, conn: &'c mut BlockOn<C>) -> Result<M> {
        result::<C, _>(M::insert_unchecked(new, &mut conn.0))
    }
    fn insert_batch<'c>(news: Vec<Draft<M>>, conn: &'c mut BlockOn<C>) -> Result<Vec<M>> {
        result::<C, _>(M::insert_batch(news, &mut conn.0))
    }
    fn insert_complete<'c>(news: Vec<Draft<M>>, conn: &'c mut BlockOn<C>) -> Result<Vec<M>> {
        result::<C, _>(M::insert_complete(news, &mut conn.0))
    }
    fn insert_whole<'c>(rows: Vec<M>, conn: &'c mut BlockOn<C>) -> Result<Vec<M>> {
        result::<C, _>(M::insert_whole(rows, &mut conn.0))
    }
    fn upsert_one<'c>(new: Draft<M>, target: Option<ColumnSet>, conn: &'c mut BlockOn<C>) -> Result<M> {
        result::<C, _>(M::upsert_one(new, target, &mut conn.0))
    }
    fn get_or_insert<'c>(new: Draft<M>, target: Option<ColumnSet>, conn: &'c mut BlockOn<C>) -> Result<(M, bool)> {
        result::<C, _>(M::get_or_insert(new, target, &mut conn.0))
    }
    fn save_row<'c>(row: &'c mut M, conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::save_row(row, &mut conn.0))
    }
    fn save_rows<'c>(rows: &'c mut [M], conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::save_rows(rows, &mut conn.0))
    }
    fn missing_rows<'c>(rows: Vec<M>, conn: &'c mut BlockOn<C>) -> Result<Vec<usize>> {
        result::<C, _>(M::missing_rows(rows, &mut conn.0))
    }
    fn patch_row<'c>(row: &'c mut M, patch: M::Patch, conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::patch_row(row, patch, &mut conn.0))
    }
    fn patch_key<'c>(key: M::Key, patch: M::Patch, conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::patch_key(key, patch, &mut conn.0))
    }
    fn write_columns<'c>(rows: &'c [&'c M], columns: ColumnSet, conn: &'c mut BlockOn<C>) -> Result<Vec<M>> {
        result::<C, _>(M::write_columns(rows, columns, &mut conn.0))
    }
    fn save_rekeyed<'c>(row: &'c mut M, was: &'c M, columns: ColumnSet, conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::save_rekeyed(row, was, columns, &mut conn.0))
    }
    fn delete_rows<'c>(rows: &'c [M], conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::delete_rows(rows, &mut conn.0))
    }
    fn delete_row<'c>(row: &'c M, conn: &'c mut BlockOn<C>) -> Result<()> {
        result::<C, _>(M::delete_row(row, &mut conn.0))
    }
    fn delete_keys<'c>(keys: Vec<M::Key>, conn: &'c mut BlockOn<C>) -> Result<usize> {
        result::<C, _>(M::delete_keys(keys, &mut conn.0))
    }
}

#[diagnostic::do_not_recommend]
impl<C: Awaiting, M, Q: Run<C, M>> Run<BlockOn<C>, M> for Q {
    fn run_all<'c>(self, model: Option<&'static str>, conn: &'c mut BlockOn<C>) -> Result<Vec<M>>
    where
        Self: 'c,
        M: Send + 'c,
    {
        result::<C, _>(self.run_all(model, &mut conn.0))
    }

    fn run_first<'c>(self, model: Option<&'static str>, conn: &'c mut BlockOn<C>) -> Result<Option<M>>
    where
        Self: 'c,
        M: Send + 'c,
    {
        result::<C, _>(self.run_first(model, &mut conn.0))
    }
}

#[diagnostic::do_not_recommend]
impl<C: Awaiting, S: Execute<C>> Execute<BlockOn<C>> for S {
    fn run_execute<'c>(self, conn: &'c mut BlockOn<C>) -> Result<usize>
    where
        Self: 'c,
    {
        result::<C, _>(self.run_execute(&mut conn.0))
    }
}

#[diagnostic::do_not_recommend]
impl<C: Awaiting, M: Model, Q: Inspect<C, M>> Inspect<BlockOn<C>, M> for Q {
    fn run_count<'c>(self, conn: &'c mut BlockOn<C>) -> Result<i64>
    where
        Self: 'c,
    {
        result::<C, _>(self.run_count(&mut conn.0))
    }

    fn run_exists<'c>(self, conn: &'c mut BlockOn<C>) -> Result<bool>
    where
        Self: 'c,
    {
        result::<C, _>(self.run_exists(&mut conn.0))
    }

    fn run_page<'c>(self, request: PageRequest, conn: &'c mut BlockOn<C>) -> Result<Page<M>>
    where
        Self: 'c,
    {
        result::<C, _>(self.run_page(request, &mut conn.0))
    }

    fn run_chunk<'c>(chunks: &'c mut Chunks<M, Q>, conn: &'c mut BlockOn<C>) -> Result<Option<Vec<M>>> {
        result::<C, _>(Q::run_chunk(chunks, &mut conn.0))
    }
}

#[diagnostic::do_not_recommend]
impl<C: Awaiting, M: Model, Q: Change<C, M>> Change<BlockOn<C>, M> for Q {
    fn run_patch<'c>(self, patch: M::Patch, conn: &'c mut BlockOn<C>) -> Result<usize>
    where
        Self: 'c,
    {
        result::<C, _>(self.run_patch(patch, &mut conn.0))
    }

    fn run_delete<'c>(self, conn: &'c mut BlockOn<C>) -> Result<usize>
    where
        Self: 'c,
    {
        result::<C, _>(self.run_delete(&mut conn.0))
    }
}

//! MariaDB or MySQL: tables in a database of their own on a server.

use std::hint::black_box;

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl};
use model_runtime::connection::Exec;
use model_runtime::prelude::{NewVerbs as _, Verbs as _};

use crate::by_diesel::by_diesel;
use crate::by_verbs::by_verbs;
use crate::cases::{Kind, TIMES, answer, block_on, change};
use crate::measure::{Case, Make, Work, task};
use crate::models::{by_hand, model};
use crate::settings;

/// The server.
pub(crate) fn url() -> String {
    let url = std::env::var("MODEL_TEST_MYSQL_URL");
    url.unwrap_or_else(|_| "mysql://root@127.0.0.1:3306/test".to_owned())
}

/// Makes the database.
pub(crate) const DATABASE: &str = "CREATE DATABASE IF NOT EXISTS model_bench_async; USE model_bench_async";

/// The connection of models.
pub(crate) type Connection = model_runtime::backend::AsyncMysqlConnection;

/// A connection that runs in the database.
fn open<C: AsyncConnection>() -> C {
    let mut conn = block_on(C::establish(&url())).unwrap();
    block_on(conn.batch_execute(DATABASE)).unwrap();
    conn
}

fn connect() -> Connection {
    let mut conn: Connection = open();
    block_on(settings::create_tables(&mut conn));
    conn
}

fn connect_blocking() -> MysqlConnection {
    let mut conn = MysqlConnection::establish(&url()).unwrap();
    conn.batch_execute(DATABASE).unwrap();
    block_on(settings::create_tables(&mut conn));
    conn
}

/// A connection of diesel-async to the tables that another one made and filled.
fn connect_by_hand(_filled: MysqlConnection) -> AsyncMysqlConnection {
    open()
}

/// Drops the database.
pub(crate) fn clean_up() {
    let drop = "DROP DATABASE IF EXISTS model_bench_async";
    MysqlConnection::establish(&url()).unwrap().batch_execute(drop).unwrap();
}

/// Leaves the rows of earlier runs, as the benchmark of blocking connections does.
const fn clear<C>(_table: &str, _conn: &mut C) {}

diesel::define_sql_function! {
    /// The key of the first row that the connection inserted last.
    fn last_insert_id() -> diesel::sql_types::Unsigned<diesel::sql_types::BigInt>;
}

/// A row inserted, and its key.
macro_rules! insert_with_key {
    ($table:ident, $new:expr, $conn:expr) => {{
        diesel::insert_into(by_hand::$table::table).values(&$new).execute($conn).await.unwrap();
        diesel::select(last_insert_id()).get_result::<u64>($conn).await.unwrap() as i64
    }};
}
pub(crate) use insert_with_key;

/// Rows inserted, and their keys, which count up from the first.
macro_rules! insert_with_keys {
    ($table:ident, $news:expr, $conn:expr) => {{
        let first = insert_with_key!($table, $news, $conn);
        (first..).take($news.len()).collect()
    }};
}

/// A setting upserted and read, in a transaction.
macro_rules! upsert_and_read {
    ($new:expr, $conn:expr) => {{
        use settings::by_hand::settings::{name, table, value};
        let new = $new;
        let upserted = $conn.transaction(async |conn| {
            let upsert = diesel::insert_into(table).values(&new).on_conflict(diesel::dsl::DuplicatedKeys);
            upsert.do_update().set(value.eq(new.value)).execute(conn).await?;
            table.filter(name.eq(&new.name)).get_result(conn).await
        });
        upserted.await.map_err(|error: diesel::result::Error| error).unwrap()
    }};
}

macro_rules! ways {
    ($kind:expr, $($table:tt)*) => {{
        let kind = $kind;
        let model = by_verbs!(Connection, connect(), $($table)*);
        let blocking = by_verbs!(MysqlConnection, connect_blocking(), $($table)*);
        let diesel = by_diesel!(
            MysqlConnection, connect_blocking(), AsyncMysqlConnection, connect_by_hand, insert_with_key,
            insert_with_keys, upsert_and_read, $($table)*
        );
        let ways: Vec<(_, Make)> = vec![
            ("model", Box::new(move || model(kind))),
            ("diesel-async", Box::new(move || diesel(kind))),
            ("blocking", Box::new(move || blocking(kind))),
        ];
        ways
    }};
}

/// Every case.
pub(crate) fn cases() -> Vec<Case> {
    crate::cases::all!("mysql", 1.0)
}

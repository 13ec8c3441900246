//! SQLite in memory. By hand, a connection goes to a thread for blocking work and comes back; diesel-async's wrapper, which does the
//! same for each statement with more around it, stands in a further column.

use std::hint::black_box;

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::prelude::*;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection};
use model_runtime::backend::AsyncSqliteConnection;
use model_runtime::connection::Exec;
use model_runtime::prelude::{NewVerbs as _, Verbs as _};

use crate::by_diesel::{by_diesel, insert_returning, upsert_returning};
use crate::by_verbs::by_verbs;
use crate::cases::{Kind, TIMES, answer, block_on, change};
use crate::hops;
use crate::measure::{Case, Make, Work, task};
use crate::models::{by_hand, model};
use crate::settings;

pub(crate) fn connect_blocking() -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    block_on(settings::create_tables(&mut conn));
    conn
}

fn connect() -> AsyncSqliteConnection {
    let mut conn = block_on(AsyncSqliteConnection::establish(":memory:")).unwrap();
    block_on(settings::create_tables(&mut conn));
    conn
}

/// The connection of diesel-async.
type Wrapper = SyncConnectionWrapper<SqliteConnection>;

fn wrap(conn: SqliteConnection) -> Wrapper {
    block_on(async { Wrapper::new(conn) })
}

/// Deletes the rows of a table.
pub(crate) fn clear(table: &str, conn: &mut impl Run) {
    conn.run_sql(&format!("DELETE FROM {table}"));
}

/// Connections that run SQL, each in its own way.
pub(crate) trait Run {
    /// Runs it.
    fn run_sql(&mut self, sql: &str);
}

impl Run for SqliteConnection {
    fn run_sql(&mut self, sql: &str) {
        SimpleConnection::batch_execute(self, sql).unwrap();
    }
}

impl Run for AsyncSqliteConnection {
    fn run_sql(&mut self, sql: &str) {
        block_on(SimpleAsyncConnection::batch_execute(self, sql)).unwrap();
    }
}

impl Run for Wrapper {
    fn run_sql(&mut self, sql: &str) {
        block_on(SimpleAsyncConnection::batch_execute(self, sql)).unwrap();
    }
}

/// Rows inserted one by one in a transaction, and their keys: the wrapper takes no batches.
macro_rules! insert_in_turn {
    ($table:ident, $news:expr, $conn:expr) => {{
        let news = &$news;
        let inserted = $conn.immediate_transaction(async |conn| {
            let mut keys = Vec::with_capacity(news.len());
            for new in news {
                let insert = diesel::insert_into(by_hand::$table::table).values(new);
                keys.push(insert.returning(by_hand::$table::id).get_result(conn).await?);
            }
            Ok::<_, diesel::result::Error>(keys)
        });
        inserted.await.unwrap()
    }};
}

macro_rules! ways {
    ($kind:expr, $table:ident: $($names:tt)*) => {{
        let kind = $kind;
        let model = by_verbs!(AsyncSqliteConnection, connect(), $table: $($names)*);
        let blocking = by_verbs!(SqliteConnection, connect_blocking(), $table: $($names)*);
        let wrapper = by_diesel!(
            SqliteConnection, connect_blocking(), Wrapper, wrap, insert_returning, insert_in_turn, upsert_returning,
            $table: $($names)*
        );
        let ways: Vec<(_, Make)> = vec![
            ("model", Box::new(move || model(kind))),
            ("spawn_blocking", Box::new(move || hops::$table(kind))),
            ("blocking", Box::new(move || blocking(kind))),
            ("wrapper", Box::new(move || wrapper(kind))),
        ];
        ways
    }};
}

/// Every case.
pub(crate) fn cases() -> Vec<Case> {
    crate::cases::all!("sqlite", 0.85)
}

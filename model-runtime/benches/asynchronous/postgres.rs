//! PostgreSQL: temporary tables on a server.

use std::hint::black_box;

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use model_runtime::connection::Exec;
use model_runtime::prelude::{NewVerbs as _, Verbs as _};

use crate::by_diesel::{by_diesel, insert_many_returning, insert_returning, upsert_returning};
use crate::by_verbs::by_verbs;
use crate::cases::{Kind, TIMES, answer, block_on, change};
use crate::measure::{Case, Make, Work, task};
use crate::models::{by_hand, model};
use crate::settings;

/// The server.
pub(crate) fn url() -> String {
    let url = std::env::var("MODEL_TEST_POSTGRES_URL");
    url.unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned())
}

/// Makes the tables of the session.
const TEMPORARY: &str = "SET search_path = pg_temp";

fn connect() -> AsyncPgConnection {
    let mut conn = block_on(AsyncPgConnection::establish(&url())).unwrap();
    block_on(conn.batch_execute(TEMPORARY)).unwrap();
    block_on(settings::create_tables(&mut conn));
    conn
}

fn connect_blocking() -> PgConnection {
    let mut conn = PgConnection::establish(&url()).unwrap();
    conn.batch_execute(TEMPORARY).unwrap();
    block_on(settings::create_tables(&mut conn));
    conn
}

/// Leaves the rows of earlier runs, as the benchmark of blocking connections does.
const fn clear<C>(_table: &str, _conn: &mut C) {}

macro_rules! ways {
    ($kind:expr, $($table:tt)*) => {{
        let kind = $kind;
        let model = by_verbs!(AsyncPgConnection, connect(), $($table)*);
        let blocking = by_verbs!(PgConnection, connect_blocking(), $($table)*);
        let diesel = by_diesel!(
            AsyncPgConnection, connect(), AsyncPgConnection, std::convert::identity, insert_returning, insert_many_returning, upsert_returning, $($table)*
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
    crate::cases::all!("postgres", 0.75)
}

//! Connections to databases without tables.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

pub(crate) fn sqlite() -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute("PRAGMA foreign_keys = ON").unwrap();
    conn
}

pub(crate) fn postgres() -> PgConnection {
    let url = std::env::var("MODEL_TEST_POSTGRES_URL");
    let mut conn =
        PgConnection::establish(url.as_deref().unwrap_or("postgres://postgres@127.0.0.1:5432/test")).unwrap();
    conn.batch_execute("SET search_path = pg_temp; SET client_min_messages = warning").unwrap();
    conn
}

//! How transactions begin on SQLite, and how its connections are set up.

use std::borrow::Cow;

use diesel::result::{Error as DieselError, QueryResult};
use diesel::sqlite::Sqlite;

use crate::backend::Served;
use crate::connection::Link;
use crate::database::{SetUp, TransactionOptions};

impl Served for Sqlite {
    fn begin(options: TransactionOptions) -> (Option<String>, Cow<'static, str>) {
        // A transaction that reads first and writes later would otherwise fail, at once and whatever the busy timeout, if
        // somebody else wrote in between. Any isolation that can be asked for is given.
        (None, Cow::Borrowed(if options.read_only { "BEGIN" } else { "BEGIN IMMEDIATE" }))
    }

    async fn set_up<C: Link<Backend = Self>>(conn: &mut C, set_up: &SetUp) -> QueryResult<()> {
        // First, because the switch to WAL takes a lock.
        conn.batch(&format!("PRAGMA busy_timeout = {}", set_up.lock_timeout.as_millis())).await?;
        // Also the first thing to read the file: what is not a database fails here. Databases in memory stay as they are.
        match conn.batch("PRAGMA schema_version; PRAGMA journal_mode = WAL").await {
            Err(DieselError::DatabaseError(_, information)) if information.message() == READ_ONLY => {}
            result => result?,
        }
        conn.batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON").await
    }
}

/// `SQLITE_READONLY`: the database was opened for reading, or nobody may write the file.
const READ_ONLY: &str = "attempt to write a readonly database";

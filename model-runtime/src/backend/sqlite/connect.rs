//! Opens SQLite databases and sets up their connections.

use diesel::SqliteConnection;
use diesel::connection::{AnsiTransactionManager, Connection, SimpleConnection};
use diesel::result::{ConnectionResult, Error as DieselError, QueryResult};

use super::url::SqliteTarget;
use crate::database::{Begin, Connect, PoolDefaults, SetUp, TlsNames, TransactionOptions};
use crate::error::{ConnectionError, Result};

impl Begin for SqliteConnection {
    fn begin(&mut self, options: TransactionOptions) -> QueryResult<()> {
        // A transaction that reads first and writes later would otherwise fail, at once and whatever the busy timeout, if
        // somebody else wrote in between. Any isolation that can be asked for is given.
        let sql = if options.read_only { "BEGIN" } else { "BEGIN IMMEDIATE" };
        AnsiTransactionManager::begin_transaction_sql(self, sql)
    }
}

impl Connect for SqliteConnection {
    type Target = SqliteTarget;

    const SCHEME: Option<&'static str> = Some("sqlite");

    fn target(url: &str) -> Result<SqliteTarget, ConnectionError> {
        SqliteTarget::parse(url)
    }

    fn tls_names(_url: &str) -> Option<TlsNames> {
        None
    }

    /// Opening a file takes well under a millisecond, so none is opened before it is needed; and a connection to a file does
    /// not go stale, so none is closed for its age.
    fn pool(_target: &SqliteTarget) -> PoolDefaults {
        PoolDefaults { size: 5, overflow: 5, keep_open: false, recycle: None, pre_ping: false }
    }

    fn open(target: &SqliteTarget) -> ConnectionResult<Self> {
        Self::establish(target.address())
    }

    fn set_up(&mut self, set_up: &SetUp) -> QueryResult<()> {
        // First, because the switch to WAL takes a lock.
        self.batch_execute(&format!("PRAGMA busy_timeout = {}", set_up.lock_timeout.as_millis()))?;
        // Also the first thing to read the file: what is not a database fails here. Databases in memory stay as they are.
        match self.batch_execute("PRAGMA schema_version; PRAGMA journal_mode = WAL") {
            Err(DieselError::DatabaseError(_, information)) if information.message() == READ_ONLY => {}
            result => result?,
        }
        self.batch_execute("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")
    }

    fn vanishes(target: &SqliteTarget) -> bool {
        target.in_memory()
    }
}

/// `SQLITE_READONLY`: the database was opened for reading, or nobody may write the file.
const READ_ONLY: &str = "attempt to write a readonly database";

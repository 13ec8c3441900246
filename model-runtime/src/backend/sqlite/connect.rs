//! Opens SQLite databases.

use std::future::{Ready, ready};

use diesel::SqliteConnection;
use diesel::connection::Connection;
use diesel::result::ConnectionResult;

use super::url::SqliteTarget;
use crate::database::{Connect, Database, Plan, PoolDefaults, TlsNames};
use crate::error::{ConnectionError, Result};

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

    type Database = Database<Self>;

    fn start(plan: Plan<Self>) -> Result<Database<Self>> {
        Database::start(plan)
    }

    fn open(target: &SqliteTarget) -> Ready<ConnectionResult<Self>> {
        ready(Self::establish(target.address()))
    }

    fn vanishes(target: &SqliteTarget) -> bool {
        target.in_memory()
    }
}

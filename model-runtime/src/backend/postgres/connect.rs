//! Opens connections to PostgreSQL through libpq.

use std::future::{Ready, ready};

use diesel::PgConnection;
use diesel::connection::Connection;
use diesel::result::ConnectionResult;

use super::url::{PostgresTarget, TLS_NAMES};
use crate::database::{Connect, Database, Plan, PoolDefaults, TlsNames};
use crate::error::{ConnectionError, Result};

impl Connect for PgConnection {
    type Target = PostgresTarget;

    const SCHEME: Option<&'static str> = Some("postgres");

    fn target(url: &str) -> Result<PostgresTarget, ConnectionError> {
        PostgresTarget::parse(url)
    }

    fn tls_names(_url: &str) -> Option<TlsNames> {
        Some(TLS_NAMES)
    }

    fn pool(_target: &PostgresTarget) -> PoolDefaults {
        PoolDefaults::OF_SERVERS
    }

    type Database = Database<Self>;

    fn start(plan: Plan<Self>) -> Result<Database<Self>> {
        Database::start(plan)
    }

    fn open(target: &PostgresTarget) -> Ready<ConnectionResult<Self>> {
        ready(Self::establish(target.address()))
    }

    fn vanishes(_target: &PostgresTarget) -> bool {
        false
    }
}

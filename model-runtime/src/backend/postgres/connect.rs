//! Opens connections to PostgreSQL and sets them up.

use std::fmt::Write;

use diesel::PgConnection;
use diesel::connection::{AnsiTransactionManager, Connection, SimpleConnection};
use diesel::result::{ConnectionResult, QueryResult};

use super::url::PostgresTarget;
use crate::backend::literal::quoted;
use crate::database::{Begin, Connect, Isolation, PoolDefaults, SetUp, TlsNames, TransactionOptions};
use crate::error::{ConnectionError, Result};

impl Begin for PgConnection {
    fn begin(&mut self, options: TransactionOptions) -> QueryResult<()> {
        let mut sql = "BEGIN".to_owned();
        // Several queries that are to see one state.
        let least = options.read_only.then_some(Isolation::RepeatableRead);
        if let Some(isolation) = options.isolation.or(least) {
            sql.push_str(" ISOLATION LEVEL ");
            sql.push_str(isolation.sql());
        }
        if options.read_only {
            sql.push_str(" READ ONLY");
        }
        if options.deferrable {
            sql.push_str(" DEFERRABLE");
        }
        AnsiTransactionManager::begin_transaction_sql(self, &sql)
    }
}

impl Connect for PgConnection {
    type Target = PostgresTarget;

    const SCHEME: Option<&'static str> = Some("postgres");

    fn target(url: &str) -> Result<PostgresTarget, ConnectionError> {
        PostgresTarget::parse(url)
    }

    fn tls_names(_url: &str) -> Option<TlsNames> {
        Some(TlsNames {
            level: ("sslmode", ["disable", "prefer", "require", "verify-ca", "verify-full"]),
            authority: "sslrootcert",
            identity: ("sslcert", "sslkey"),
        })
    }

    fn pool(_target: &PostgresTarget) -> PoolDefaults {
        PoolDefaults::OF_SERVERS
    }

    fn open(target: &PostgresTarget) -> ConnectionResult<Self> {
        Self::establish(target.address())
    }

    fn set_up(&mut self, set_up: &SetUp) -> QueryResult<()> {
        // Times without a zone are UTC on every backend, those that the server makes too.
        let mut sql = format!("SET lock_timeout = {}; SET TIME ZONE 'UTC'", set_up.lock_timeout.as_millis());
        if let Some(timeout) = set_up.statement_timeout {
            // 0 is no limit to the server; a part of a millisecond is one.
            let _ = write!(sql, "; SET statement_timeout = {}", timeout.as_millis().max(1));
        }
        if let Some(name) = &set_up.application_name {
            let _ = write!(sql, "; SET application_name = {}", quoted(name));
        }
        self.batch_execute(&sql)
    }

    fn vanishes(_target: &PostgresTarget) -> bool {
        false
    }
}

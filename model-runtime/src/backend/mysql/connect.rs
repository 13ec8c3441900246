//! Opens connections to MariaDB and MySQL and sets them up.

use std::fmt::Write;

use diesel::MysqlConnection;
use diesel::connection::{AnsiTransactionManager, Connection, SimpleConnection};
use diesel::deserialize::QueryableByName;
use diesel::query_dsl::RunQueryDsl;
use diesel::result::{ConnectionError as DieselConnectionError, ConnectionResult, Error as DieselError, QueryResult};
use diesel::sql_types::Text;

use super::url::MysqlTarget;
use crate::database::{Begin, Connect, PoolDefaults, SetUp, TlsNames, TransactionOptions, Transactional};
use crate::error::{ConnectionError, Result};

impl Begin for MysqlConnection {
    /// What the server is set to is REPEATABLE READ as a rule, whose queries see one state of the database.
    fn begin(&mut self, options: TransactionOptions) -> QueryResult<()> {
        if let Some(isolation) = options.isolation {
            // It is for the next transaction, of which there must be none yet.
            if self.depth()? > 0 {
                return Err(DieselError::AlreadyInTransaction);
            }
            self.batch_execute(&format!("SET TRANSACTION ISOLATION LEVEL {}", isolation.sql()))?;
        }
        let sql = if options.read_only { "START TRANSACTION READ ONLY" } else { "START TRANSACTION" };
        AnsiTransactionManager::begin_transaction_sql(self, sql)
    }
}

impl Connect for MysqlConnection {
    type Target = MysqlTarget;

    const SCHEME: Option<&'static str> = Some("mysql");

    fn target(url: &str) -> Result<MysqlTarget, ConnectionError> {
        MysqlTarget::parse(url)
    }

    fn tls_names(_url: &str) -> Option<TlsNames> {
        Some(TlsNames {
            level: ("ssl_mode", ["disabled", "preferred", "required", "verify_ca", "verify_identity"]),
            authority: "ssl_ca",
            identity: ("ssl_cert", "ssl_key"),
        })
    }

    /// Servers end connections that were idle for hours (`wait_timeout`), and balancers sooner.
    fn pool(_target: &MysqlTarget) -> PoolDefaults {
        PoolDefaults::OF_SERVERS
    }

    fn open(target: &MysqlTarget) -> ConnectionResult<Self> {
        let mut conn = Self::establish(target.address())?;
        if target.is_encrypted()
            && cipher(&mut conn).map_err(DieselConnectionError::CouldntSetupConfiguration)?.is_empty()
        {
            let message = "the connection is not encrypted, which is required; MariaDB's client begins to if it is given `ssl_ca`";
            return Err(DieselConnectionError::BadConnection(message.to_owned()));
        }
        Ok(conn)
    }

    fn set_up(&mut self, set_up: &SetUp) -> QueryResult<()> {
        // Refuses what would be stored as something else, and reads `||` and double quotes as standard SQL does, so that the
        // expressions of models (checks, generated columns) mean what they mean on other databases.
        let mut sql = format!("SET SESSION time_zone = '+00:00', sql_mode = '{SQL_MODE}'");
        // The server counts whole seconds; of no time at all it makes one second.
        let seconds = set_up.lock_timeout.as_secs_f64().ceil().max(1.0);
        let _ = write!(sql, ", innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}");
        self.batch_execute(&sql)?;
        if let Some(timeout) = set_up.statement_timeout {
            // Each server skips the comment that is for the other. MySQL limits queries only.
            let (seconds, millis) = (timeout.as_secs_f64().max(0.001), timeout.as_millis().max(1));
            self.batch_execute(&format!(
                "SET @model_timeout = 0 /*M!100101 , SESSION max_statement_time = {seconds} */ \
                 /*!50708 , SESSION max_execution_time = {millis} */"
            ))?;
        }
        Ok(())
    }

    fn vanishes(_target: &MysqlTarget) -> bool {
        false
    }
}

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

/// What the connection is encrypted with; empty if it is not. Asked for because not every client heeds what it is told.
fn cipher(conn: &mut MysqlConnection) -> QueryResult<String> {
    let found: Status = diesel::sql_query("SHOW SESSION STATUS LIKE 'Ssl_cipher'").get_result(conn)?;
    Ok(found.value)
}

const SQL_MODE: &str = "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,\
                        PIPES_AS_CONCAT,ANSI_QUOTES,NO_BACKSLASH_ESCAPES";

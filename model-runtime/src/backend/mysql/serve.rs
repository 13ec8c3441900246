//! How transactions begin on MariaDB and MySQL, and how their connections are set up.

use std::borrow::Cow;
use std::fmt::Write;

use diesel::mysql::Mysql;
use diesel::result::QueryResult;

use crate::backend::Served;
use crate::connection::Link;
use crate::database::{SetUp, TransactionOptions};

impl Served for Mysql {
    /// What the server is set to is REPEATABLE READ as a rule, whose queries see one state of the database.
    fn begin(options: TransactionOptions) -> (Option<String>, Cow<'static, str>) {
        let isolation = options.isolation.map(|level| format!("SET TRANSACTION ISOLATION LEVEL {}", level.sql()));
        (isolation, Cow::Borrowed(if options.read_only { "START TRANSACTION READ ONLY" } else { "START TRANSACTION" }))
    }

    async fn set_up<C: Link<Backend = Self>>(conn: &mut C, set_up: &SetUp) -> QueryResult<()> {
        // Refuses what would be stored as something else, and reads `||` and double quotes as standard SQL does, so that the
        // expressions of models (checks, generated columns) mean what they mean on other databases.
        let mut sql = format!("SET SESSION time_zone = '+00:00', sql_mode = '{SQL_MODE}'");
        // The server counts whole seconds; of no time at all it makes one second.
        let seconds = set_up.lock_timeout.as_secs_f64().ceil().max(1.0);
        let _ = write!(sql, ", innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}");
        conn.batch(&sql).await?;
        if let Some(timeout) = set_up.statement_timeout {
            // Each server skips the comment that is for the other. MySQL limits queries only.
            let (seconds, millis) = (timeout.as_secs_f64().max(0.001), timeout.as_millis().max(1));
            let sql = format!(
                "SET @model_timeout = 0 /*M!100101 , SESSION max_statement_time = {seconds} */ \
                 /*!50708 , SESSION max_execution_time = {millis} */"
            );
            conn.batch(&sql).await?;
        }
        Ok(())
    }
}

const SQL_MODE: &str = "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,\
                        PIPES_AS_CONCAT,ANSI_QUOTES,NO_BACKSLASH_ESCAPES";

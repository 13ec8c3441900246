//! How transactions begin on PostgreSQL, and how its connections are set up.

use std::borrow::Cow;
use std::fmt::Write;

use diesel::pg::Pg;
use diesel::result::QueryResult;

use crate::backend::Served;
use crate::backend::literal::quoted;
use crate::connection::Link;
use crate::database::{Isolation, SetUp, TransactionOptions};

impl Served for Pg {
    fn begin(options: TransactionOptions) -> (Option<String>, Cow<'static, str>) {
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
        (None, Cow::Owned(sql))
    }

    async fn set_up<C: Link<Backend = Self>>(conn: &mut C, set_up: &SetUp) -> QueryResult<()> {
        // Times without a zone are UTC on every backend, those that the server makes too.
        let mut sql = format!("SET lock_timeout = {}; SET TIME ZONE 'UTC'", set_up.lock_timeout.as_millis());
        if let Some(timeout) = set_up.statement_timeout {
            // 0 is no limit to the server; a part of a millisecond is one.
            let _ = write!(sql, "; SET statement_timeout = {}", timeout.as_millis().max(1));
        }
        if let Some(name) = &set_up.application_name {
            let _ = write!(sql, "; SET application_name = {}", quoted(name));
        }
        conn.batch(&sql).await
    }
}

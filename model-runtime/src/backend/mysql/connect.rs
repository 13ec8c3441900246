//! Opens connections to MariaDB and MySQL through their C client.

use std::future::{Ready, ready};

use diesel::MysqlConnection;
use diesel::connection::Connection;
use diesel::deserialize::QueryableByName;
use diesel::query_dsl::RunQueryDsl;
use diesel::result::{ConnectionError as DieselConnectionError, ConnectionResult, QueryResult};
use diesel::sql_types::Text;

use super::url::{MysqlTarget, TLS_NAMES};
use crate::database::{Connect, Database, Plan, PoolDefaults, TlsNames};
use crate::error::{ConnectionError, Result};

impl Connect for MysqlConnection {
    type Target = MysqlTarget;

    const SCHEME: Option<&'static str> = Some("mysql");

    fn target(url: &str) -> Result<MysqlTarget, ConnectionError> {
        MysqlTarget::parse(url)
    }

    fn tls_names(_url: &str) -> Option<TlsNames> {
        Some(TLS_NAMES)
    }

    /// Servers end connections that were idle for hours (`wait_timeout`), and balancers sooner.
    fn pool(_target: &MysqlTarget) -> PoolDefaults {
        PoolDefaults::OF_SERVERS
    }

    type Database = Database<Self>;

    fn start(plan: Plan<Self>) -> Result<Database<Self>> {
        Database::start(plan)
    }

    fn open(target: &MysqlTarget) -> Ready<ConnectionResult<Self>> {
        ready(open(target))
    }

    fn vanishes(_target: &MysqlTarget) -> bool {
        false
    }
}

fn open(target: &MysqlTarget) -> ConnectionResult<MysqlConnection> {
    let mut conn = MysqlConnection::establish(target.address())?;
    if target.is_encrypted() && cipher(&mut conn).map_err(DieselConnectionError::CouldntSetupConfiguration)?.is_empty()
    {
        let message =
            "the connection is not encrypted, which is required; MariaDB's client begins to if it is given `ssl_ca`";
        return Err(DieselConnectionError::BadConnection(message.to_owned()));
    }
    Ok(conn)
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

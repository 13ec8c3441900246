//! Opens connections to MariaDB and MySQL through `mysql_async`.

use std::path::PathBuf;

use diesel::mysql::Mysql;
use diesel::result::{ConnectionError as DieselConnectionError, ConnectionResult};
use mysql_async::{ClientIdentity, Conn, DriverError, Error as DriverFailure, Opts, OptsBuilder, SslOpts};

use super::in_flight::AsyncMysqlConnection;
use super::url::{AsyncMysqlTarget, TLS_NAMES};
use crate::backend::awaiting::{awaiting_connection, awaiting_rows, awaiting_transactions};
use crate::connection::BoxFuture;
use crate::database::url::options;
use crate::database::{AsyncDatabase, Connect, Plan, PoolDefaults, TlsNames};
use crate::error::{ConnectionError, Result};

awaiting_connection!(AsyncMysqlConnection, Mysql);
awaiting_rows!(AsyncMysqlConnection, Mysql);
awaiting_transactions!(AsyncMysqlConnection, Mysql);
crate::backend::linked::linked_connection!(AsyncMysqlConnection, Mysql);

impl Connect for AsyncMysqlConnection {
    type Target = AsyncMysqlTarget;

    const SCHEME: Option<&'static str> = Some("mysql");

    fn target(url: &str) -> Result<AsyncMysqlTarget, ConnectionError> {
        AsyncMysqlTarget::parse(url)
    }

    fn tls_names(_url: &str) -> Option<TlsNames> {
        Some(TLS_NAMES)
    }

    /// Servers end connections that were idle for hours (`wait_timeout`), and balancers sooner.
    fn pool(_target: &AsyncMysqlTarget) -> PoolDefaults {
        PoolDefaults::OF_SERVERS
    }

    type Database = AsyncDatabase<Self>;

    fn start(plan: Plan<Self>) -> BoxFuture<'static, Result<AsyncDatabase<Self>>> {
        Box::pin(AsyncDatabase::start(plan))
    }

    fn open(target: &AsyncMysqlTarget) -> BoxFuture<'_, ConnectionResult<Self>> {
        Box::pin(open(target))
    }

    fn vanishes(_target: &AsyncMysqlTarget) -> bool {
        false
    }
}

/// Options of the URL that the C client and `mysql_async` spell differently.
const OPTIONS: [&str; 5] = ["ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "unix_socket"];

async fn open(target: &AsyncMysqlTarget) -> ConnectionResult<AsyncMysqlConnection> {
    let (address, [level, authority, certificate, key, socket]) = options(target.address(), OPTIONS);
    let opts =
        Opts::from_url(&address).map_err(|error| DieselConnectionError::InvalidConnectionUrl(error.to_string()))?;
    let builder = OptsBuilder::from_opts(opts)
        // Diesel has a cache of its own, and counts the rows that a statement found.
        .stmt_cache_size(0)
        .client_found_rows(true)
        // A socket is used where the URL names one; the server's own offer would lead around a proxy.
        .prefer_socket(false)
        .socket(socket);
    let identity = certificate
        .zip(key)
        .map(|(certificate, key)| ClientIdentity::new(PathBuf::from(certificate).into(), PathBuf::from(key).into()));
    let roots = authority.map(|file| vec![PathBuf::from(file).into()]).unwrap_or_default();
    let tls = SslOpts::default().with_root_certs(roots).with_client_identity(identity);
    let anybody = |tls: SslOpts| tls.with_danger_accept_invalid_certs(true).with_danger_skip_domain_validation(true);
    let conn = match &*level.unwrap_or_else(|| "preferred".to_owned()).to_ascii_lowercase() {
        "disabled" => Conn::new(builder).await,
        "preferred" => match Conn::new(builder.clone().ssl_opts(anybody(tls))).await {
            Err(DriverFailure::Driver(DriverError::NoClientSslFlagFromServer)) => Conn::new(builder).await,
            conn => conn,
        },
        "required" => Conn::new(builder.ssl_opts(anybody(tls))).await,
        "verify_ca" => Conn::new(builder.ssl_opts(tls.with_danger_skip_domain_validation(true))).await,
        "verify_identity" => Conn::new(builder.ssl_opts(tls)).await,
        other => {
            let reason = format!("`ssl_mode={other}` is unknown; it is one of {}", TLS_NAMES.level.1.join(", "));
            return Err(DieselConnectionError::InvalidConnectionUrl(reason));
        }
    };
    let conn = conn.map_err(|error| DieselConnectionError::BadConnection(error.to_string()))?;
    diesel_async::AsyncMysqlConnection::try_from(conn).await.map(AsyncMysqlConnection::from)
}

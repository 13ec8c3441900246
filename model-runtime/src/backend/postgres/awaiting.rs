//! Opens connections to PostgreSQL through tokio-postgres.

use diesel::pg::Pg;
use diesel::result::{ConnectionError as DieselConnectionError, ConnectionResult};
use diesel_async::AsyncPgConnection;
use tokio_postgres::NoTls;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::url::{PostgresTarget, TLS_NAMES};
use crate::backend::awaiting::{awaiting_connection, awaiting_rows, awaiting_transactions};
use crate::backend::rustls::{Trust, configuration};
use crate::connection::BoxFuture;
use crate::database::url::options;
use crate::database::{AsyncDatabase, Connect, Plan, PoolDefaults, TlsNames};
use crate::error::{ConnectionError, Result};

awaiting_connection!(AsyncPgConnection, Pg);
awaiting_rows!(AsyncPgConnection, Pg);
awaiting_transactions!(AsyncPgConnection, Pg);
crate::backend::linked::linked_connection!(AsyncPgConnection, Pg);

impl Connect for AsyncPgConnection {
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

    type Database = AsyncDatabase<Self>;

    fn start(plan: Plan<Self>) -> BoxFuture<'static, Result<AsyncDatabase<Self>>> {
        Box::pin(AsyncDatabase::start(plan))
    }

    fn open(target: &PostgresTarget) -> BoxFuture<'_, ConnectionResult<Self>> {
        Box::pin(open(target))
    }

    fn vanishes(_target: &PostgresTarget) -> bool {
        false
    }
}

/// Options of the URL that are for TLS, which tokio-postgres leaves to others.
const TLS: [&str; 4] = ["sslmode", "sslrootcert", "sslcert", "sslkey"];

async fn open(target: &PostgresTarget) -> ConnectionResult<AsyncPgConnection> {
    let bad = |error: tokio_postgres::Error| DieselConnectionError::BadConnection(told(&error));
    let (address, [level, authority, certificate, key]) = options(target.address(), TLS);
    // libpq's default is to prefer encryption, and to do without it where the server has none.
    let (mode, trust) = match level.as_deref().unwrap_or("prefer") {
        "disable" => ("disable", None),
        // libpq asks the server who it is if it is told whom to trust.
        "allow" | "prefer" => ("prefer", Some(Trust::Anybody)),
        "require" if authority.is_none() => ("require", Some(Trust::Anybody)),
        "require" | "verify-ca" => ("require", Some(Trust::Authorities)),
        "verify-full" => ("require", Some(Trust::Host)),
        other => {
            let reason = format!("`sslmode={other}` is unknown; it is one of {}", TLS_NAMES.level.1.join(", "));
            return Err(DieselConnectionError::InvalidConnectionUrl(reason));
        }
    };
    let separator = if address.contains('?') { '&' } else { '?' };
    let config: tokio_postgres::Config = format!("{address}{separator}sslmode={mode}")
        .parse()
        .map_err(|error: tokio_postgres::Error| DieselConnectionError::InvalidConnectionUrl(told(&error)))?;
    match trust {
        None => {
            let (client, connection) = config.connect(NoTls).await.map_err(bad)?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        }
        Some(trust) => {
            let identity = certificate.zip(key);
            let tls = configuration(trust, authority.as_deref(), identity.as_ref().map(|(c, k)| (&**c, &**k)))?;
            let (client, connection) = config.connect(MakeRustlsConnect::new(tls)).await.map_err(bad)?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        }
    }
}

/// What went wrong, with its cause: the driver's own text leaves that out.
fn told(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

//! The URLs of MariaDB and MySQL databases.

use std::fmt;

use crate::database::TlsNames;
#[cfg(feature = "mysql")]
use crate::database::url::refuse;
use crate::database::url::{of_server, redact};
use crate::error::{ConnectionError, Result};

/// The forms a URL may have, for errors.
const FORMS: &str = "write `mysql://user:password@host:3306/database`";

/// How a URL spells the options of encryption.
pub(super) const TLS_NAMES: TlsNames = TlsNames {
    level: ("ssl_mode", ["disabled", "preferred", "required", "verify_ca", "verify_identity"]),
    authority: "ssl_ca",
    identity: ("ssl_cert", "ssl_key"),
};

/// A database of MariaDB or MySQL, which the C client connects to.
#[cfg(feature = "mysql")]
#[derive(Clone)]
pub struct MysqlTarget {
    shown: String,
    address: String,
    is_encrypted: bool,
}

#[cfg(feature = "mysql")]
impl MysqlTarget {
    /// What Diesel is asked to connect to.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Whether there is to be no connection without encryption.
    pub(super) const fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    pub(super) fn parse(url: &str) -> Result<Self, ConnectionError> {
        let rest = of_server(url, "mysql", FORMS)?;
        let level = rest
            .split_once('?')
            .and_then(|(_, query)| query.split('&').find_map(|part| part.strip_prefix("ssl_mode=")));
        let level = level.unwrap_or_default().to_ascii_lowercase();
        let verifies = level.starts_with("verify");
        let mut address = socket(rest);
        if !mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE {
            if verifies {
                let reason = "MariaDB's client, which this program is linked to, cannot verify the server for Diesel 2.3; \
                              link it to MySQL's, or use `ssl_mode=required` in a network that you trust";
                return Err(refuse(url, reason));
            }
            // It would take the number of the level for another option.
            address = without(&address, "ssl_mode");
        }
        // Diesel knows this scheme only, and no names of drivers in it.
        let address = format!("mysql://{address}");
        Ok(Self { shown: redact(url), address, is_encrypted: verifies || level == "required" })
    }
}

/// A database of MariaDB or MySQL, which `mysql_async` connects to.
#[cfg(feature = "async-mysql")]
#[derive(Clone)]
pub struct AsyncMysqlTarget {
    shown: String,
    address: String,
}

#[cfg(feature = "async-mysql")]
impl AsyncMysqlTarget {
    /// What is connected to.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn parse(url: &str) -> Result<Self, ConnectionError> {
        let rest = of_server(url, "mysql", FORMS)?;
        Ok(Self { shown: redact(url), address: format!("mysql://{}", socket(rest)) })
    }
}

#[cfg(feature = "async-mysql")]
impl fmt::Display for AsyncMysqlTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(feature = "async-mysql")]
impl fmt::Debug for AsyncMysqlTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AsyncMysqlTarget").field(&self.shown).finish()
    }
}

/// The address with a socket for its host, `%2Frun%2Fmysqld.sock` or `/run/mysqld.sock` percent-encoded, as Diesel takes it:
/// `localhost?unix_socket=..`.
fn socket(rest: &str) -> String {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
    if !host.starts_with("%2F") && !host.starts_with("%2f") {
        return rest.to_owned();
    }
    let at = if user.is_empty() { "" } else { "@" };
    let and = if path.contains('?') { '&' } else { '?' };
    format!("{user}{at}localhost/{path}{and}unix_socket={host}")
}

/// An address without an option.
#[cfg(feature = "mysql")]
fn without(address: &str, option: &str) -> String {
    let Some((place, query)) = address.split_once('?') else { return address.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|part| part.split('=').next() != Some(option)).collect();
    if kept.is_empty() { place.to_owned() } else { format!("{place}?{}", kept.join("&")) }
}

#[cfg(feature = "mysql")]
impl fmt::Display for MysqlTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(feature = "mysql")]
impl fmt::Debug for MysqlTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MysqlTarget").field(&self.shown).finish()
    }
}

#[cfg(all(test, feature = "mysql"))]
mod tests {
    use super::MysqlTarget;

    #[test]
    fn leads_to_servers() {
        let address = |url| MysqlTarget::parse(url).unwrap().address;
        assert_eq!(address("mysql://ann:x@host:3307/db"), "mysql://ann:x@host:3307/db");
        assert_eq!(address("MariaDB+pymysql://host/db?ssl_ca=a.pem"), "mysql://host/db?ssl_ca=a.pem");
        assert_eq!(
            address("mysql://ann@%2Frun%2Fmysqld.sock/db"),
            "mysql://ann@localhost/db?unix_socket=%2Frun%2Fmysqld.sock"
        );
    }

    #[test]
    fn encryption_is_asked_for() {
        let parse = |level| MysqlTarget::parse(&format!("mysql://host/db?ssl_mode={level}&ssl_ca=a.pem"));
        assert!(parse("REQUIRED").unwrap().is_encrypted && !parse("preferred").unwrap().is_encrypted);
        assert!(parse("required").unwrap().address.ends_with("ssl_ca=a.pem"));
        assert_eq!(parse("verify_identity").is_ok(), mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE);
    }

    #[test]
    fn is_refused_without_showing_passwords() {
        for url in ["", "db", "postgres://a:s3cret@host/db", "mysql:db", "http://x", "mysql://a:s3cret@h/d\n"] {
            let error = MysqlTarget::parse(url).unwrap_err().to_string();
            assert!(error.contains("mysql://user") || error.contains("control"), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
        let target = MysqlTarget::parse("mysql://ann:s3cret@host/db").unwrap();
        assert!(!format!("{target} {target:?}").contains("s3cret"));
    }
}

//! The URLs of MariaDB and MySQL databases.

use std::fmt;

use crate::database::url::{Scheme, check_text, redact, refuse};
use crate::error::{ConnectionError, Result};

/// The forms a URL may have, for errors.
const FORMS: &str = "write `mysql://user:password@host:3306/database`";

/// A database of MariaDB or MySQL.
#[derive(Clone)]
pub struct MysqlTarget {
    shown: String,
    address: String,
}

impl MysqlTarget {
    /// What Diesel is asked to connect to.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn parse(url: &str) -> Result<Self, ConnectionError> {
        check_text(url, FORMS)?;
        let Some(scheme) = Scheme::of(url) else {
            return Err(refuse(url, format!("it has no scheme; {FORMS}")));
        };
        match scheme.feature() {
            Some("mysql") => {}
            Some(other) => return Err(refuse(url, format!("it is a URL of `{other}`; {FORMS}"))),
            None => return Err(refuse(url, format!("`{}` is not a known scheme; {FORMS}", scheme.name))),
        }
        let Some(rest) = scheme.rest.strip_prefix("//") else {
            return Err(refuse(url, format!("`//` has to follow the scheme; {FORMS}")));
        };
        // Diesel knows this scheme only, and no names of drivers in it.
        Ok(Self { shown: redact(url), address: format!("mysql://{}", socket(rest)) })
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

impl fmt::Display for MysqlTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for MysqlTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MysqlTarget").field(&self.shown).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::MysqlTarget;

    #[test]
    fn leads_to_servers() {
        let address = |url| MysqlTarget::parse(url).unwrap().address;
        assert_eq!(address("mysql://ann:x@host:3307/db"), "mysql://ann:x@host:3307/db");
        assert_eq!(address("MariaDB+pymysql://host/db?ssl_mode=required"), "mysql://host/db?ssl_mode=required");
        assert_eq!(
            address("mysql://ann@%2Frun%2Fmysqld.sock/db"),
            "mysql://ann@localhost/db?unix_socket=%2Frun%2Fmysqld.sock"
        );
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

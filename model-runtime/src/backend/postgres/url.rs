//! The URLs of PostgreSQL databases.

use std::fmt;

use crate::database::TlsNames;
use crate::database::url::{of_server, redact};
use crate::error::{ConnectionError, Result};

/// The forms a URL may have, for errors.
const FORMS: &str = "write `postgres://user:password@host:5432/database`";

/// How a URL spells the options of encryption.
pub(super) const TLS_NAMES: TlsNames = TlsNames {
    level: ("sslmode", ["disable", "prefer", "require", "verify-ca", "verify-full"]),
    authority: "sslrootcert",
    identity: ("sslcert", "sslkey"),
};

/// A PostgreSQL database.
#[derive(Clone)]
pub struct PostgresTarget {
    shown: String,
    address: String,
}

impl PostgresTarget {
    /// What the client is asked to connect to.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn parse(url: &str) -> Result<Self, ConnectionError> {
        let rest = of_server(url, "postgres", FORMS)?;
        // The clients know no names of drivers in the scheme.
        Ok(Self { shown: redact(url), address: format!("postgresql://{rest}") })
    }
}

impl fmt::Display for PostgresTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for PostgresTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PostgresTarget").field(&self.shown).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::PostgresTarget;

    #[test]
    fn leads_to_servers() {
        let address = |url| PostgresTarget::parse(url).unwrap().address;
        assert_eq!(address("postgres://ann:x@host:5433/db"), "postgresql://ann:x@host:5433/db");
        assert_eq!(address("PostgreSQL+psycopg://host/db?sslmode=require"), "postgresql://host/db?sslmode=require");
        assert_eq!(address("postgres:///db?host=/run/postgresql"), "postgresql:///db?host=/run/postgresql");
    }

    #[test]
    fn is_refused_without_showing_passwords() {
        for url in ["", "db", "mysql://a:s3cret@host/db", "postgres:db", "http://x", "postgres://a:s3cret@h/d\n"] {
            let error = PostgresTarget::parse(url).unwrap_err().to_string();
            assert!(error.contains("postgres://user") || error.contains("control"), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
        let target = PostgresTarget::parse("postgres://ann:s3cret@host/db").unwrap();
        assert!(!format!("{target} {target:?}").contains("s3cret"));
    }
}

//! Encryption of connections to servers: one set of options, which each backend spells in its URLs in its own way.

use super::builder::refuse;
use super::parts::encode;
use crate::error::ConnectionError;

/// Whether a connection to a server is encrypted, and what is checked of the server: the levels of libpq's `sslmode` and of MySQL's
/// `ssl_mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tls {
    /// It is not.
    Disabled,
    /// It is if the server can. Whoever sits in between can see to it that it is not.
    Preferred,
    /// It is, or there is no connection. The server is not asked who it is.
    Required,
    /// It is, and the certificate of the server is signed by an authority that is trusted.
    VerifyCa,
    /// It is, the certificate is trusted, and for the host of the URL.
    VerifyFull,
}

/// How the URLs of a backend spell the options.
#[derive(Debug, Clone, Copy)]
pub struct TlsNames {
    /// The option of the level, and the levels from the lowest to the highest.
    pub(crate) level: (&'static str, [&'static str; 5]),
    /// The option of the file with the authorities that are trusted.
    pub(crate) authority: &'static str,
    /// The options of the files with the client's certificate and its key.
    pub(crate) identity: (&'static str, &'static str),
}

/// The options that were given.
#[derive(Debug, Clone, Default)]
pub(super) struct TlsOptions {
    pub(super) level: Option<Tls>,
    pub(super) authority: Option<String>,
    pub(super) certificate: Option<String>,
    pub(super) key: Option<String>,
}

impl TlsOptions {
    /// The URL with these options.
    pub(super) fn applied(&self, mut url: String, names: Option<TlsNames>) -> Result<String, ConnectionError> {
        let given = |(option, name, value): (&'static str, &'static str, Option<&str>)| {
            value.map(|value| (option, name, value.to_owned()))
        };
        let Some(names) = names else {
            return match self.first() {
                Some(option) => Err(refuse(option, "the database has no server to connect to")),
                None => Ok(url),
            };
        };
        let (level, levels) = names.level;
        let chosen = self.level.and_then(|tls| levels.get(tls as usize).copied());
        let options = [
            ("tls", level, chosen),
            ("tls_ca", names.authority, self.authority.as_deref()),
            ("tls_identity", names.identity.0, self.certificate.as_deref()),
            ("tls_identity", names.identity.1, self.key.as_deref()),
        ];
        for (option, name, value) in options.into_iter().filter_map(given) {
            let (_, query) = url.split_once('?').unwrap_or((&url, ""));
            if query.split('&').any(|part| part.split('=').next() == Some(name)) {
                return Err(refuse(option, format!("the URL has `{name}` as well; give one of them")));
            }
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(name);
            url.push('=');
            encode(&value, &mut url);
        }
        Ok(url)
    }

    /// The first option that was given.
    fn first(&self) -> Option<&'static str> {
        let given = [
            ("tls", self.level.is_some()),
            ("tls_ca", self.authority.is_some()),
            ("tls_identity", self.certificate.is_some() || self.key.is_some()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
    }
}

#[cfg(test)]
mod tests {
    use super::{Tls, TlsNames, TlsOptions};

    const NAMES: TlsNames = TlsNames {
        level: ("sslmode", ["disable", "prefer", "require", "verify-ca", "verify-full"]),
        authority: "sslrootcert",
        identity: ("sslcert", "sslkey"),
    };

    #[test]
    fn options_become_those_of_the_url() {
        let all = TlsOptions {
            level: Some(Tls::VerifyFull),
            authority: Some("/etc/my ca.pem".to_owned()),
            certificate: Some("c.pem".to_owned()),
            key: Some("k.pem".to_owned()),
        };
        let url = |options: &TlsOptions, url: &str, names| options.applied(url.to_owned(), names);
        assert_eq!(
            url(&all, "postgres://host/db", Some(NAMES)).unwrap(),
            "postgres://host/db?sslmode=verify-full&sslrootcert=%2Fetc%2Fmy%20ca.pem&sslcert=c.pem&sslkey=k.pem"
        );
        let required = TlsOptions { level: Some(Tls::Required), ..TlsOptions::default() };
        assert_eq!(url(&required, "x://h/d?a=b", Some(NAMES)).unwrap(), "x://h/d?a=b&sslmode=require");
        assert!(url(&required, "x://h/d?sslmode=disable", Some(NAMES)).is_err());
        assert!(url(&required, "sqlite:a.db", None).is_err());
        assert_eq!(url(&TlsOptions::default(), "sqlite:a.db", None).unwrap(), "sqlite:a.db");
    }
}

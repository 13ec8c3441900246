//! A database's address, part by part, for those who do not have it as a URL.

use std::fmt::{self, Write};

use super::builder::refuse;
use super::url::{SCHEMES, feature};
use crate::error::ConnectionError;

/// The parts of a URL that were given.
#[derive(Clone, Default)]
pub(super) struct Parts {
    pub(super) scheme: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("scheme", &self.scheme)
            .field("host", &self.host)
            .field("port", &self.port)
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .field("database", &self.database)
            .finish()
    }
}

impl Parts {
    /// The URL that they make. Characters that have a meaning in URLs are encoded.
    ///
    /// `scheme` is that of the connection's type, for parts without one.
    pub(super) fn url(&self, scheme: Option<&str>) -> Result<String, ConnectionError> {
        let Some(scheme) = self.scheme.as_deref().or(scheme) else {
            let reason = format!("the other parts do not say which database it is; set it to one of {SCHEMES}");
            return Err(refuse("scheme", reason));
        };
        match feature(scheme) {
            Some("sqlite") => self.file(),
            Some(_) => self.server(scheme),
            None => Err(refuse("scheme", format!("`{scheme}` is not known; it is one of {SCHEMES}"))),
        }
    }

    /// The path of a file, which needs no encoding.
    fn file(&self) -> Result<String, ConnectionError> {
        let of_server = self.given().into_iter().find(|(name, given)| *given && !["scheme", "database"].contains(name));
        if let Some((name, _)) = of_server {
            return Err(refuse(name, "the database has no server; give `database` the path of its file"));
        }
        self.database.clone().ok_or_else(|| refuse("database", "it is not set; set it to the path of the file"))
    }

    fn server(&self, scheme: &str) -> Result<String, ConnectionError> {
        let mut url = format!("{scheme}://");
        if let Some(user) = &self.user {
            encode(user, &mut url);
            if let Some(password) = &self.password {
                url.push(':');
                encode(password, &mut url);
            }
            url.push('@');
        } else if self.password.is_some() {
            return Err(refuse("password", "there is no user that it belongs to; set `user`"));
        }
        match self.host.as_deref() {
            // Colons would begin a port.
            Some(host) if host.parse::<std::net::Ipv6Addr>().is_ok() => url.extend(["[", host, "]"]),
            host => encode(host.unwrap_or("localhost"), &mut url),
        }
        if let Some(port) = self.port {
            url.push(':');
            url.push_str(&port.to_string());
        }
        url.push('/');
        encode(self.database.as_deref().unwrap_or_default(), &mut url);
        Ok(url)
    }

    /// The first that was given, by the name of its option.
    pub(super) fn first(&self) -> Option<&'static str> {
        self.given().into_iter().find(|(_, given)| *given).map(|(name, _)| name)
    }

    /// The names of the options, and whether they were given.
    fn given(&self) -> [(&'static str, bool); 6] {
        [
            ("host", self.host.is_some()),
            ("port", self.port.is_some()),
            ("user", self.user.is_some()),
            ("password", self.password.is_some()),
            ("database", self.database.is_some()),
            ("scheme", self.scheme.is_some()),
        ]
    }
}

/// Percent-encodes all but what RFC 3986 calls unreserved.
pub(super) fn encode(text: &str, url: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing into a string does not fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;
    use crate::error::ConnectionError;

    #[test]
    fn parts_make_a_url() {
        let text = |text: &str| Some(text.to_owned());
        let url = |parts: Parts| parts.url(Some("postgres")).map_err(|error| error.to_string());
        let ok = |url: &str| Ok(url.to_owned());
        let named = Parts { user: text("ann"), password: text("a:b@c/d%é"), ..Parts::default() };
        assert_eq!(url(named.clone()), ok("postgres://ann:a%3Ab%40c%2Fd%25%C3%A9@localhost/"));
        let all = Parts { host: text("::1"), port: Some(5433), database: text("my db"), ..named };
        assert_eq!(url(all.clone()), ok("postgres://ann:a%3Ab%40c%2Fd%25%C3%A9@[::1]:5433/my%20db"));
        let mysql = Parts { scheme: text("mysql"), user: None, password: None, ..all };
        assert_eq!(url(mysql), ok("mysql://[::1]:5433/my%20db"));
        let socket = Parts { host: text("/run/postgresql"), ..Parts::default() };
        assert_eq!(url(socket), ok("postgres://%2Frun%2Fpostgresql/"));
        let file = Parts { scheme: text("sqlite"), database: text("my %20.db"), ..Parts::default() };
        assert_eq!(url(file), ok("my %20.db"));
    }

    #[test]
    fn parts_that_make_none_are_named() {
        let text = |text: &str| Some(text.to_owned());
        let option = |parts: &Parts, scheme| match parts.url(scheme) {
            Err(ConnectionError::Option { option, .. }) => option,
            other => panic!("{other:?}"),
        };
        let nobody = Parts { password: text("s3cret"), ..Parts::default() };
        assert!(nobody.url(Some("postgres")).is_err_and(|error| !error.to_string().contains("s3cret")));
        assert!(!format!("{nobody:?}").contains("s3cret"));
        assert_eq!(option(&nobody, Some("postgres")), "password");
        assert_eq!(option(&nobody, Some("sqlite")), "password");
        assert_eq!(option(&nobody, None), "scheme");
        assert_eq!(option(&Parts { scheme: text("oracle"), ..Parts::default() }, Some("postgres")), "scheme");
        assert_eq!(option(&Parts { scheme: text("sqlite"), ..Parts::default() }, None), "database");
    }
}

//! A server's address, part by part, for those who do not have it as a URL.

use std::fmt::{self, Write};

use super::builder::refuse;
use crate::error::ConnectionError;

/// The parts of a URL that were given.
#[derive(Clone, Default)]
pub(super) struct Parts {
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .field("database", &self.database)
            .finish()
    }
}

impl Parts {
    /// The URL that they make; `None` if none was given. Characters that have a meaning in URLs are encoded.
    pub(super) fn url(&self, scheme: Option<&str>) -> Result<Option<String>, ConnectionError> {
        let Some(first) = self.first() else {
            return Ok(None);
        };
        let Some(scheme) = scheme else {
            return Err(refuse(first, "the database has no server; give `url` the path of its file"));
        };
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
        Ok(Some(url))
    }

    /// The first that was given, by the name of its option.
    pub(super) fn first(&self) -> Option<&'static str> {
        let given = [
            ("host", self.host.is_some()),
            ("port", self.port.is_some()),
            ("user", self.user.is_some()),
            ("password", self.password.is_some()),
            ("database", self.database.is_some()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(name, _)| name)
    }
}

/// Percent-encodes all but what RFC 3986 calls unreserved.
fn encode(text: &str, url: &mut String) {
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

    #[test]
    fn parts_make_a_url() {
        let text = |text: &str| Some(text.to_owned());
        let url = |parts: Parts| parts.url(Some("postgres")).map_err(|error| error.to_string());
        let named = Parts { user: text("ann"), password: text("a:b@c/d%é"), ..Parts::default() };
        assert_eq!(url(named.clone()), Ok(text("postgres://ann:a%3Ab%40c%2Fd%25%C3%A9@localhost/")));
        let all = Parts { host: text("::1"), port: Some(5433), database: text("my db"), ..named };
        assert_eq!(url(all), Ok(text("postgres://ann:a%3Ab%40c%2Fd%25%C3%A9@[::1]:5433/my%20db")));
        let socket = Parts { host: text("/run/postgresql"), ..Parts::default() };
        assert_eq!(url(socket), Ok(text("postgres://%2Frun%2Fpostgresql/")));
        assert_eq!(url(Parts::default()), Ok(None));
        let nobody = Parts { password: text("s3cret"), ..Parts::default() };
        assert!(url(nobody.clone()).is_err_and(|error| error.contains("`password`") && !error.contains("s3cret")));
        assert!(!format!("{nobody:?}").contains("s3cret"));
        assert!(nobody.url(None).is_err_and(|error| error.to_string().contains("no server")));
    }
}

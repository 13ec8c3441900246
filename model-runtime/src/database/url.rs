//! What URLs of all databases have in common: a scheme, and passwords that are never shown.

use std::borrow::Cow;

use crate::error::ConnectionError;

/// A text split at its scheme: `sqlite+driver:rest` is `("sqlite", "rest")`.
pub(crate) struct Scheme<'u> {
    /// The scheme in lower case, without the name of a driver.
    pub(crate) name: String,
    /// What follows the colon.
    pub(crate) rest: &'u str,
}

impl<'u> Scheme<'u> {
    /// The scheme of a URL; `None` for a path, on Windows too (`C:\data\app.db`).
    pub(crate) fn of(url: &'u str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if scheme.len() < 2 || !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(known) {
            return None;
        }
        Some(Self { name: without_driver(scheme), rest })
    }

    /// The feature that the scheme needs, if it is one of a database known here.
    pub(crate) fn feature(&self) -> Option<&'static str> {
        feature(&self.name)
    }
}

/// The schemes that are known, for errors.
pub(crate) const SCHEMES: &str = "`sqlite`, `postgres` (`postgresql`) and `mysql` (`mariadb`)";

/// A scheme in lower case, without the name of a driver.
fn without_driver(scheme: &str) -> String {
    scheme.split_once('+').map_or(scheme, |(name, _driver)| name).to_ascii_lowercase()
}

/// The feature that a scheme needs, if it is one of a database known here.
pub(crate) fn feature(scheme: &str) -> Option<&'static str> {
    Some(match &*without_driver(scheme) {
        "sqlite" | "sqlite3" | "file" => "sqlite",
        "postgres" | "postgresql" => "postgres",
        "mysql" | "mariadb" => "mysql",
        _ => return None,
    })
}

/// What follows the `//` of a URL of a server, if it is one of this feature; `forms` says how such a URL is written.
#[allow(dead_code)] // with SQLite alone there is no server
pub(crate) fn of_server<'u>(url: &'u str, feature: &str, forms: &str) -> Result<&'u str, ConnectionError> {
    check_text(url, forms)?;
    let Some(scheme) = Scheme::of(url) else {
        return Err(refuse(url, format!("it has no scheme; {forms}")));
    };
    match scheme.feature() {
        Some(own) if own == feature => {}
        Some(other) => return Err(refuse(url, format!("it is a URL of `{other}`; {forms}"))),
        None => return Err(refuse(url, format!("`{}` is not a known scheme; {forms}", scheme.name))),
    }
    let rest = scheme.rest.strip_prefix("//");
    rest.ok_or_else(|| refuse(url, format!("`//` has to follow the scheme; {forms}")))
}

/// An address without the options of these names, and their values, percent-decoded.
#[cfg(feature = "async")]
#[allow(dead_code)] // with SQLite alone there is no server
pub(crate) fn options<const N: usize>(address: &str, names: [&str; N]) -> (String, [Option<String>; N]) {
    let mut values = [const { None }; N];
    let Some((place, query)) = address.split_once('?') else { return (address.to_owned(), values) };
    let mut others = Vec::new();
    for option in query.split('&') {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match names.iter().zip(&mut values).find(|(known, _)| **known == name) {
            Some((_, found)) => *found = Some(decoded(value)),
            None => others.push(option),
        }
    }
    let others = others.join("&");
    (if others.is_empty() { place.to_owned() } else { format!("{place}?{others}") }, values)
}

/// A percent-encoded text, decoded; `%` that is no part of a code stays.
#[cfg(feature = "async")]
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let code = match after {
            [high, low, ..] if *byte == b'%' => {
                let digit = |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(high).zip(digit(low)).map(|(high, low)| high << 4 | low)
            }
            _ => None,
        };
        bytes.push(code.unwrap_or(*byte));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Refuses what no backend takes; `forms` says how a URL is written.
pub(crate) fn check_text(url: &str, forms: &str) -> Result<(), ConnectionError> {
    if url.trim().is_empty() {
        return Err(refuse(url, format!("it is empty; {forms}")));
    }
    if url.contains(char::is_control) {
        return Err(refuse(url, "it contains a control character, perhaps the end of a line; remove it"));
    }
    Ok(())
}

/// Refuses a URL.
pub(crate) fn refuse(url: &str, reason: impl Into<String>) -> ConnectionError {
    ConnectionError::Url { url: redact(url), reason: reason.into() }
}

/// A URL whose passwords are `***`.
///
/// Rather too much is hidden than too little: a password that should have been percent-encoded is hidden as well.
pub(crate) fn redact(url: &str) -> String {
    let mut shown = Cow::Borrowed(url);
    if let Some((scheme, rest)) = url.split_once("://")
        && let Some((user, host)) = rest.rsplit_once('@')
        && let Some((user, _password)) = user.split_once(':')
    {
        shown = Cow::Owned(format!("{scheme}://{user}:***@{host}"));
    }
    for key in ["password=", "passwd=", "pwd=", "key="] {
        shown = Cow::Owned(redact_value(&shown, key));
    }
    shown.into_owned()
}

/// A text in which whatever follows `key`, up to the next `&`, is `***`.
fn redact_value(text: &str, key: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = lower.get(at..).and_then(|rest| rest.find(key)) {
        let value = at + found + key.len();
        shown.push_str(text.get(at..value).unwrap_or_default());
        shown.push_str("***");
        at = lower.get(value..).and_then(|rest| rest.find('&')).map_or(text.len(), |end| value + end);
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::{Scheme, redact};

    #[test]
    fn hides_passwords() {
        assert_eq!(redact("postgres://ann:s3cret@host/db"), "postgres://ann:***@host/db");
        assert_eq!(redact("postgres://ann:a/b?c#d@e@host/db"), "postgres://ann:***@host/db");
        assert_eq!(
            redact("mysql://host/db?Password=x&ssl=1&sslkey=y"),
            "mysql://host/db?Password=***&ssl=1&sslkey=***"
        );
        assert_eq!(redact("sqlite:///data/ä b.db"), "sqlite:///data/ä b.db");
    }

    #[test]
    fn tells_schemes_from_paths() {
        let scheme = |url| Scheme::of(url).map(|scheme| (scheme.name, scheme.rest.to_owned()));
        assert_eq!(scheme("SQLite+pysqlite:///x"), Some(("sqlite".into(), "///x".into())));
        for path in ["C:\\data\\app.db", "app.db", ":memory:", "./a:b.db", "1a:b"] {
            assert_eq!(scheme(path), None, "{path}");
        }
    }
}

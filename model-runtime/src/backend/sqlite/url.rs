//! The URLs of SQLite databases.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::database::url::{Scheme, check_text, redact, refuse};
use crate::error::{ConnectionError, Result};

/// The forms a URL may have, for errors.
const FORMS: &str = "write `sqlite::memory:`, `sqlite:relative.db`, `sqlite:///absolute/file.db`, or a path";

/// The options of SQLite's own URIs.
const OPTIONS: [&str; 7] = ["mode", "cache", "vfs", "immutable", "nolock", "psow", "modeof"];
/// The values of `mode`.
const MODES: [&str; 4] = ["ro", "rw", "rwc", "memory"];

/// An SQLite database: a file, or one in memory.
#[derive(Debug, Clone)]
pub struct SqliteTarget {
    shown: String,
    address: String,
    in_memory: bool,
}

impl SqliteTarget {
    /// What SQLite is asked to open.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Whether the database ends with its last connection.
    pub(super) const fn in_memory(&self) -> bool {
        self.in_memory
    }

    pub(super) fn parse(url: &str) -> Result<Self, ConnectionError> {
        check_text(url, FORMS)?;
        let Some(scheme) = Scheme::of(url) else {
            return Self::path(url);
        };
        match scheme.feature() {
            Some("sqlite") => {}
            Some(other) => return Err(refuse(url, format!("it is a URL of `{other}`; {FORMS}"))),
            None => {
                let name = &scheme.name;
                return Err(refuse(
                    url,
                    format!("`{name}` is not a known scheme; {FORMS} (`./` in front of one that contains a colon)"),
                ));
            }
        }
        // A fragment means nothing here, so `#` is part of the name.
        let rest = scheme.rest.replace('#', "%23");
        let (path, options) = rest.split_once('?').unwrap_or((&rest, ""));
        let own = scheme.name == "file";
        let relative = path.strip_prefix("//").filter(|path| !own && !path.starts_with('/'));
        let path = relative.unwrap_or(path);
        let options = Options::parse(url, options)?;
        if matches!(path, ":memory:" | "/:memory:" | "///:memory:") || options.in_memory {
            return Ok(Self::memory(url));
        }
        if path.trim_start_matches('/').is_empty() {
            return Err(refuse(url, format!("it names no file; {FORMS}")));
        }
        if path.contains("%00") {
            return Err(refuse(url, "`%00` cannot be part of a file name"));
        }
        let query = if options.text.is_empty() { String::new() } else { format!("?{}", options.text) };
        let address = format!("file:{path}{query}");
        Ok(Self { shown: redact(url), address, in_memory: options.memory_vfs })
    }

    /// A path is taken as it is, without percent-decoding.
    fn path(path: &str) -> Result<Self, ConnectionError> {
        if path == ":memory:" {
            return Ok(Self::memory(path));
        }
        if let Some((file, options)) = path.split_once('?') {
            let reason = format!("a path has no options; write `sqlite:{file}?{}`", redact(options));
            return Err(refuse(path, reason));
        }
        Ok(Self { shown: redact(path), address: path.to_owned(), in_memory: false })
    }

    /// A new database in memory, which all connections of a pool share.
    ///
    /// The `memdb` VFS waits for locks as files do, where shared caches fail at once.
    fn memory(url: &str) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let address = format!("file:/model-runtime-{number}?vfs=memdb");
        Self { shown: redact(url), address, in_memory: true }
    }
}

impl fmt::Display for SqliteTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

struct Options<'u> {
    text: &'u str,
    /// `mode=memory`.
    in_memory: bool,
    /// `vfs=memdb`: a database in memory that the application named itself.
    memory_vfs: bool,
}

impl<'u> Options<'u> {
    /// SQLite ignores options it does not know; a misspelt `mode=ro` would open the file for writing.
    fn parse(url: &str, text: &'u str) -> Result<Self, ConnectionError> {
        let pairs =
            || text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let has = |key, value| pairs().any(|pair| pair == (key, value));
        // A VFS may have options of its own.
        let vfs = pairs().any(|(key, _)| key == "vfs");
        if let Some((key, _)) = pairs().find(|(key, _)| !vfs && !OPTIONS.contains(key)) {
            return Err(refuse(url, format!("SQLite has no option `{key}`; it has `{}`", OPTIONS.join("`, `"))));
        }
        if let Some((_, mode)) = pairs().find(|(key, mode)| *key == "mode" && !MODES.contains(mode)) {
            return Err(refuse(url, format!("`mode` cannot be `{mode}`; it is one of `{}`", MODES.join("`, `"))));
        }
        Ok(Self { text, in_memory: has("mode", "memory"), memory_vfs: has("vfs", "memdb") })
    }
}

#[cfg(test)]
mod tests {
    use super::SqliteTarget;

    fn address(url: &str) -> String {
        SqliteTarget::parse(url).unwrap().address
    }

    #[test]
    fn leads_to_files() {
        assert_eq!(address("sqlite:///abs/a.db"), "file:///abs/a.db");
        assert_eq!(address("sqlite:////abs/a.db"), "file:////abs/a.db");
        assert_eq!(address("sqlite:/abs/a.db"), "file:/abs/a.db");
        assert_eq!(address("sqlite://a.db"), "file:a.db");
        assert_eq!(address("sqlite+pysqlite:a%20b.db?mode=ro"), "file:a%20b.db?mode=ro");
        assert_eq!(address("sqlite:a#b ä.db"), "file:a%23b ä.db");
        assert_eq!(address("file:a.db?mode=rw&cache=private"), "file:a.db?mode=rw&cache=private");
        assert_eq!(address("a %20.db"), "a %20.db");
        assert_eq!(address("C:\\data\\a.db"), "C:\\data\\a.db");
    }

    #[test]
    fn leads_to_memory() {
        let urls = ["sqlite::memory:", "sqlite://:memory:", "sqlite:///:memory:", ":memory:", "file::memory:"];
        for url in urls.into_iter().chain(["file:x?mode=memory&cache=shared", "sqlite::memory:?cache=shared"]) {
            let target = SqliteTarget::parse(url).unwrap();
            assert!(target.in_memory, "{url}");
            assert!(target.address.ends_with("?vfs=memdb"), "{url}");
        }
        assert!(SqliteTarget::parse("file:/mine?vfs=memdb").unwrap().in_memory);
    }
}

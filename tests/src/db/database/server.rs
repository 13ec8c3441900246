//! A server that tests need, and what becomes of them where none answers.

use std::io::Write;

use crate::db::Tested;

/// A server, and where it is looked for.
pub(in crate::db) struct Server {
    pub(in crate::db) name: &'static str,
    /// The variable that has its URL.
    pub(in crate::db) variable: &'static str,
    /// The URL without that.
    pub(in crate::db) usual: &'static str,
}

/// A server of PostgreSQL.
pub(in crate::db) const POSTGRES: Server = Server {
    name: "PostgreSQL",
    variable: "MODEL_TEST_POSTGRES_URL",
    usual: "postgres://postgres@127.0.0.1:5432/test",
};

/// A server of MariaDB or MySQL.
#[cfg_attr(not(any(feature = "mysql", feature = "async")), allow(dead_code))]
pub(in crate::db) const MYSQL: Server =
    Server { name: "MariaDB or MySQL", variable: "MODEL_TEST_MYSQL_URL", usual: "mysql://root@127.0.0.1:3306/test" };

impl Server {
    pub(in crate::db) fn url(&self) -> String {
        std::env::var(self.variable).unwrap_or_else(|_| self.usual.to_owned())
    }

    /// A connection, or `None` and a line that says so where no server answers.
    ///
    /// # Panics
    /// If one is required.
    pub(in crate::db) fn answering<C: Tested>(&self) -> Option<C> {
        C::to(&self.url()).map_err(|error| self.is_missing(&*error)).ok()
    }

    /// Says that no server answers.
    ///
    /// # Panics
    /// If one is required.
    pub(in crate::db) fn is_missing(&self, error: &dyn std::error::Error) {
        let required = std::env::var("MODEL_TEST_SERVERS").is_ok_and(|value| value == "required");
        assert!(!required, "no {} answers: {error}", self.name);
        // Not through `print!`, which tests capture.
        let line = format!("skipped: no {} answers; set {} to test with one\n", self.name, self.variable);
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

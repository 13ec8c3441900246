//! A server that tests need, and what becomes of them where none answers.

use std::io::Write;

use crate::db::Tested;

/// A server, and where it is looked for.
pub(super) struct Server {
    pub(super) name: &'static str,
    /// The variable that has its URL.
    pub(super) variable: &'static str,
    /// The URL without that.
    pub(super) usual: &'static str,
}

impl Server {
    pub(super) fn url(&self) -> String {
        std::env::var(self.variable).unwrap_or_else(|_| self.usual.to_owned())
    }

    /// A connection, or `None` and a line that says so where no server answers.
    ///
    /// # Panics
    /// If one is required.
    pub(super) fn answering<C: Tested>(&self) -> Option<C> {
        match C::to(&self.url()) {
            Ok(conn) => Some(conn),
            Err(error) => {
                let required = std::env::var("MODEL_TEST_SERVERS").is_ok_and(|value| value == "required");
                assert!(!required, "no {} answers: {error}", self.name);
                // Not through `print!`, which tests capture.
                let line = format!("skipped: no {} answers; set {} to test with one\n", self.name, self.variable);
                let _ = std::io::stderr().write_all(line.as_bytes());
                None
            }
        }
    }
}

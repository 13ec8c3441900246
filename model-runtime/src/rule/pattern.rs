//! Regular expressions that are compiled once.

use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

/// A regular expression in the syntax of the crate `regex`, compiled when it is first used.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// The expression `source`.
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// Whether it is found in a text. Nothing is found by an expression that cannot be compiled; the derive refuses those
    /// that are malformed, so that is one too large for the crate `regex`.
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

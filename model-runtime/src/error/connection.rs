//! Databases that cannot be reached.

use std::error::Error as StdError;
use std::fmt;

use super::Error;

/// A connection that could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The URL is malformed, or names a backend that is not enabled.
    Url {
        /// The URL without its password.
        url: String,
        /// What is wrong with it, and what is expected.
        reason: String,
    },
    /// The database could not be opened.
    Open {
        /// The URL without its password.
        url: String,
        /// What the driver said.
        source: diesel::ConnectionError,
    },
    /// An option is out of its range.
    Option {
        /// The option's name.
        option: &'static str,
        /// What is wrong with it, and what is expected.
        reason: String,
    },
    /// There is no database of a name.
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Something hears the connection that was installed with Diesel's `set_instrumentation`, and would not any more.
    Instrumented,
    /// No connection of the pool became free in time.
    PoolTimeout {
        /// What the pool said.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url { url, reason } => {
                write!(f, "`{url}` is not a usable database URL: {reason}")
            }
            Self::Open { url, source } => write!(f, "cannot open `{url}`: {source}"),
            Self::Option { option, reason } => {
                write!(f, "the option `{option}` is not usable: {reason}")
            }
            Self::Unknown { name, known } if known.is_empty() => {
                write!(f, "there is no database `{name}`, nor any other")
            }
            Self::Unknown { name, known } => {
                write!(f, "there is no database `{name}`; those known are `{}`", known.join("`, `"))
            }
            Self::Instrumented => f.write_str(
                "the connection has an instrumentation that Diesel's `set_instrumentation` installed, which would not hear it any more; \
                 install it with `conn.instrument(..)` of `database::Poolable`",
            ),
            Self::PoolTimeout { source } => {
                write!(f, "no connection became free in time: {source}")
            }
        }
    }
}

impl StdError for ConnectionError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Open { source, .. } => Some(source),
            Self::PoolTimeout { source } => Some(&**source),
            Self::Url { .. } | Self::Option { .. } | Self::Unknown { .. } | Self::Instrumented => None,
        }
    }
}

impl From<ConnectionError> for Error {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(Box::new(error))
    }
}

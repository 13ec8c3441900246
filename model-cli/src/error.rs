//! What can go wrong.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::Backend;
use crate::rust::MergeError;

/// What a command could not do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The database said no.
    Database(Box<model_runtime::Error>),
    /// A file could not be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file is no snapshot that this program knows.
    Snapshot(String),
    /// A file with models is no Rust.
    Merge {
        /// The file.
        path: PathBuf,
        /// Where, and why.
        error: MergeError,
    },
    /// Two sides are of different databases, and cannot be compared.
    Backends(Backend, Backend),
    /// The URL leads to a database that this build does not know.
    Unknown,
}

impl Error {
    pub(crate) fn file(path: &Path, error: io::Error) -> Self {
        Self::File { path: path.to_owned(), error }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => error.fmt(f),
            Self::File { path, error } => write!(f, "`{}`: {error}", path.display()),
            Self::Snapshot(reason) => write!(f, "this is no snapshot: {reason}"),
            Self::Merge { path, error } => write!(f, "`{}`, {error}; nothing was written", path.display()),
            Self::Backends(a, b) => write!(f, "a database of {a} cannot be compared with one of {b}"),
            Self::Unknown => f.write_str("this program was built without the database that the URL names"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Database(error) => Some(error),
            Self::File { error, .. } => Some(error),
            Self::Merge { error, .. } => Some(error),
            Self::Snapshot(_) | Self::Backends(..) | Self::Unknown => None,
        }
    }
}

impl From<model_runtime::Error> for Error {
    fn from(error: model_runtime::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

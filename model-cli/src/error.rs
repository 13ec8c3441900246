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
    /// A word can only be a path, and nothing is there.
    NoSource(String),
    /// Models are asked for, and the program knows none.
    NoModels,
    /// Nothing says which database SQL is for.
    NoBackend,
    /// There is nothing to compare a database with.
    NoExpectation(PathBuf),
    /// An empty database is needed, and no server is known to make it on.
    NoServer(Backend),
    /// An empty database is needed, and the server refuses to make one.
    Scratch {
        /// Of which backend.
        backend: Backend,
        /// What the server said.
        reason: String,
    },
    /// The database that was given to be filled has these tables.
    NotEmpty(Vec<String>),
    /// The models cannot be created in an empty database.
    NotCreated(Box<model_runtime::Error>),
    /// A folder of migrations is not as it should be.
    Folder {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A migration failed.
    Migration {
        /// Its name.
        name: String,
        /// Whether it was to be reverted.
        reverted: bool,
        /// What the database said.
        reason: String,
    },
    /// A new migration was tried, and does not do what it should; it was not written.
    Trial {
        /// What is wrong.
        reason: String,
        /// Whether it is the way there, and not the way back.
        up: bool,
    },
    /// Nothing has that name.
    NotFound {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
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
            Self::NoSource(word) => {
                write!(f, "`{word}`: there is no such file or folder; write a URL, a snapshot `.json`, a folder of migrations, or `models`")
            }
            Self::NoModels => f.write_str(
                "this program knows no models; the program of an application does, with `fn main() -> ExitCode { Blog::cli().main() }`",
            ),
            Self::NoBackend => {
                f.write_str("nothing says which database the SQL is for; say it with `--backend`, or set `DATABASE_URL`")
            }
            Self::NoExpectation(path) => {
                write!(f, "there is nothing to compare with: the program knows no models, and there is no folder `{}`; name one with `--folder`", path.display())
            }
            Self::NoServer(backend) => {
                write!(f, "an empty database of {backend} is needed, and no server is known; name one of its databases in `DATABASE_URL`, or an empty one with `--scratch`")
            }
            Self::Scratch { backend, reason } => {
                write!(f, "an empty database of {backend} is needed, and the server refuses to make one: {reason}; give one with `--scratch URL`")
            }
            Self::NotEmpty(tables) => {
                write!(f, "the database of `--scratch` is not empty: it has `{}`; give one without tables, for what is made in it is dropped", tables.join("`, `"))
            }
            Self::NotCreated(error) => {
                write!(f, "the models cannot be created in an empty database: {error}; with `--no-scratch` they are compared as they are")
            }
            Self::Folder { path, reason } => write!(f, "`{}`: {reason}", path.display()),
            Self::Migration { name, reverted, reason } => {
                let what = if *reverted { "reverting the migration" } else { "the migration" };
                write!(f, "{what} `{name}` failed: {reason}")
            }
            Self::Trial { reason, up } => {
                let way = if *up { "the migration" } else { "the way back of the migration" };
                write!(f, "{way} failed when it was tried: {reason}\nnothing was written")
            }
            Self::NotFound { name, known } if known.is_empty() => write!(f, "there is no table `{name}`, and no other"),
            Self::NotFound { name, known } => {
                write!(f, "there is no model and no table `{name}`; there are `{}`", known.join("`, `"))
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Database(error) | Self::NotCreated(error) => Some(error),
            Self::File { error, .. } => Some(error),
            Self::Merge { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<model_runtime::Error> for Error {
    fn from(error: model_runtime::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

//! What is done to models and databases from the command line, as a library.
//!
//! [`SchemaCli::cli`] makes the command line of an application from its models; the program `model` is the same without models ([`Cli::new`]).

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("no backend is enabled; add the feature `sqlite`, `postgres` or `mysql` to `model-cli`");

mod backend;
mod cli;
mod command;
mod console;
mod error;
// Each backend needs its part of it.
#[cfg_attr(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")), allow(dead_code, unused_imports))]
pub mod migrate;
mod migrations;
mod models;
pub mod rust;
mod scratch;
mod snapshot;
mod source;
mod trial;
mod url;
mod version;
mod words;

pub use backend::Backend;
pub use cli::{Cli, DIFFERENCES, FAILURE, SUCCESS};
pub use error::Error;
pub use models::SchemaCli;
pub use snapshot::Snapshot;

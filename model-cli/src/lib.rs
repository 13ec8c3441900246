//! What is done to models and databases from the command line, as a library: `model` is a few lines around [`run`].

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("no backend is enabled; add the feature `sqlite`, `postgres` or `mysql` to `model-cli`");

mod backend;
mod command;
mod error;
pub mod rust;
mod snapshot;

pub use backend::Backend;
pub use command::{DIFFERENCES, FAILURE, SUCCESS, run};
pub use error::Error;
pub use snapshot::Snapshot;

//! The connections that tests run on, one module for each backend, all with the same items; and a watch on what one is sent.

pub mod any;
#[cfg(feature = "async")]
pub mod asynchronous;
#[cfg(feature = "mysql")]
pub mod mysql;
pub mod postgres;
mod server;
pub mod sqlite;
mod watch;

pub use watch::Watch;

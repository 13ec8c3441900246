//! What each database is to the tests, for every kind of connection to it.

pub(super) mod any;
#[cfg(any(feature = "mysql", feature = "async"))]
pub(super) mod mysql;
pub(super) mod postgres;
pub(super) mod server;
pub(super) mod sqlite;

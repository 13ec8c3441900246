//! What the tests share.

pub mod data;
pub mod db;
pub mod models;
#[cfg(unix)]
pub mod process;
pub mod proxy;
pub mod schema;

#[cfg(doctest)]
mod documents;

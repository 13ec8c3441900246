//! What the tests share.

pub mod db;
pub mod models;
pub mod proxy;

#[cfg(doctest)]
mod documents;

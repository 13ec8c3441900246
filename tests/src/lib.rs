//! What the tests share.

pub mod db;
pub mod models;

#[cfg(doctest)]
mod documents;

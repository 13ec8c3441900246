//! What the tests share.

pub mod guide;

#[cfg(doctest)]
mod documents;

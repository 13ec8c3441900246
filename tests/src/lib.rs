//! What the tests share.

#[cfg(doctest)]
mod documents;

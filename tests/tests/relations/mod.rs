//! Relations: eager, lazy, in conditions.

mod eager;
mod models;

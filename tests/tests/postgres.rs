//! Everything that models do, on PostgreSQL.
#![allow(missing_docs, unreachable_pub)]

mod db {
    pub use tests::db::postgres::*;
}
mod validation;
mod verbs;

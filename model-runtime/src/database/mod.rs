//! Databases: URLs, pools, transactions, logging.

pub(crate) mod transaction;

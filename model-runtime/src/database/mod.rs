//! Databases: URLs, pools, set-up of connections, transactions, statement logging.
//!
//! A [`Database`] is a pool of ready connections. Each one is set up the same way (for SQLite: busy timeout, WAL, foreign keys
//! enforced), then by the application's own [`on_connect`](DatabaseBuilder::on_connect). Transactions are written with
//! [`Atomic`] as closures or with [`Transaction`] as a guard. [`Echo`] decides which statements are logged; a [`QueryLog`] tells
//! tests which were sent.

mod all_or_nothing;
#[cfg(feature = "async")]
mod async_pool;
pub(crate) mod budget;
mod builder;
mod connect;
mod databases;
mod env;
mod hook;
mod instrumentation;
mod manager;
mod options;
mod parts;
mod pool;
mod query_log;
pub(crate) mod relay;
mod retry;
mod status;
mod tls;
pub(crate) mod transaction;
pub(crate) mod url;

pub use crate::backend::{AnyConnection, AnyTarget};
#[cfg(feature = "async")]
pub use crate::backend::{AsyncAnyConnection, AsyncAnyTarget};
pub use all_or_nothing::AllOrNothing;
#[cfg(feature = "async")]
pub use async_pool::{AsyncDatabase, AsyncPooledConnection};
pub use builder::{DatabaseBuilder, Plan};
pub use connect::{Connect, PoolDefaults, Poolable, SetUp, prepare};
pub use databases::Databases;
pub use instrumentation::{Echo, SQL_TARGET};
pub use manager::{Manager, POOL_TARGET};
pub use options::{Isolation, TransactionOptions};
pub use pool::{Database, PooledConnection};
pub use query_log::{QueryLog, Repeated};
pub use retry::Retry;
pub use status::PoolStatus;
pub use tls::{Tls, TlsNames};
pub use transaction::{AsyncAtomic, Atomic, Transaction, Transactional};

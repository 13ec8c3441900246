//! One connection type for every enabled backend: which database it leads to is known when the program runs.

// Without a blocking connection there is nothing to hand on to.
#![cfg_attr(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")), allow(dead_code, unused_variables))]

#[macro_use]
mod backends;
mod connect;
mod query;
mod verbs;

use std::future::{Ready, ready};
use std::pin::pin;

use diesel::connection::SimpleConnection;
use diesel::result::QueryResult;

use super::{Capabilities, Dialect};
use crate::connection::{Blocking, Conn, Exec, Link, now};
use crate::error::Result;

pub use connect::AnyTarget;
#[cfg(feature = "async")]
pub use connect::AsyncAnyTarget;

macro_rules! any_connection {
    (($Any:ident $(#[$doc:meta])*) $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))*) => {
        $(#[$doc])*
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)] // connections are few, and stay where they are made
        pub enum $Any {
            $(
                #[doc = concat!("A connection of the backend `", $feature, "`.")]
                $Variant($Connection),
            )*
        }

        impl $Any {
            $(
                #[doc = concat!("The connection, if it is one of the backend `", $feature, "`.")]
                pub fn $accessor(&mut self) -> Option<&mut $Connection> {
                    match self {
                        Self::$Variant(conn) => Some(conn),
                        #[allow(unreachable_patterns)] // there may be no other backend
                        _ => None,
                    }
                }
            )*
        }

        $(
            impl From<$Connection> for $Any {
                fn from(conn: $Connection) -> Self {
                    Self::$Variant(conn)
                }
            }
        )*
    };
}
with_backends! { any_connection (AnyConnection
/// A connection to a database of any enabled backend; the URL chooses which.
///
/// Verbs, queries and transactions work on it as on the connections of Diesel that it holds. It is none itself: Diesel's
/// own `load` and `execute` need to know the backend when they are compiled. Plain Diesel that is valid on every enabled
/// backend is run by [`QueryVerbs`](crate::query::QueryVerbs), anything else on the connection inside:
///
/// ```
/// use diesel::prelude::*;
/// use model_runtime::database::AnyConnection;
///
/// fn vacuum(conn: &mut AnyConnection) -> model_runtime::Result<()> {
///     match conn {
///         AnyConnection::Sqlite(conn) => diesel::sql_query("PRAGMA optimize").execute(conn)?,
///         _ => 0,
///     };
///     Ok(())
/// }
/// # fn main() -> model_runtime::Result<()> {
/// # vacuum(&mut *model_runtime::Database::connect("sqlite::memory:")?.get()?)
/// # }
/// ```
///
/// Each enabled feature of a backend adds a variant, so a `match` has a wildcard arm.
) }
#[cfg(feature = "async")]
with_async_backends! { any_connection (AsyncAnyConnection
/// An asynchronous connection to a database of any enabled backend; the URL chooses which.
///
/// What [`AnyConnection`] is to blocking connections.
///
/// Each enabled feature of a backend adds a variant, so a `match` has a wildcard arm.
) }

impl AnyConnection {
    /// What the backend of the connection can do.
    pub fn capabilities(&self) -> Capabilities {
        const fn of<C: Link>(_: &C) -> Capabilities {
            C::Backend::CAPABILITIES
        }
        delegate!(AnyConnection, self, conn => of(conn))
    }
}

impl SimpleConnection for AnyConnection {
    fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        delegate!(AnyConnection, self, conn => conn.batch_execute(query))
    }
}

impl Exec for AnyConnection {
    type Ret<'c, T: Send + 'c> = Result<T>;
    type Wait<'c, T: Send + 'c> = Ready<T>;

    fn answer<'c, T: Send + 'c>(work: impl Future<Output = Result<T>> + Send + 'c) -> Result<T> {
        now(pin!(work))
    }

    fn pending<'c, T: Send + 'c>(result: Result<T>) -> Ready<Result<T>> {
        ready(result)
    }

    fn ready<'c, T: Send + 'c>(answer: T) -> Ready<T> {
        ready(answer)
    }
}

impl Conn for AnyConnection {
    type Raw = Self;
    fn raw(&mut self) -> &mut Self {
        self
    }
}

impl Blocking for AnyConnection {
    fn now<'c, T: Send + 'c>(result: Result<T>) -> Result<T> {
        result
    }
}

#[cfg(feature = "async")]
mod awaiting {
    use diesel::result::QueryResult;
    use diesel_async::SimpleAsyncConnection;

    use super::AsyncAnyConnection;
    use crate::backend::{Capabilities, Dialect};
    use crate::connection::{Awaiting, BoxFuture, Conn, Exec, Link};
    use crate::error::Result;

    impl AsyncAnyConnection {
        /// What the backend of the connection can do.
        pub fn capabilities(&self) -> Capabilities {
            const fn of<C: Link>(_: &C) -> Capabilities {
                C::Backend::CAPABILITIES
            }
            delegate!(AsyncAnyConnection, self, conn => of(conn))
        }
    }

    impl SimpleAsyncConnection for AsyncAnyConnection {
        async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
            delegate!(AsyncAnyConnection, self, conn => conn.batch_execute(query).await)
        }
    }

    impl Exec for AsyncAnyConnection {
        type Ret<'c, T: Send + 'c> = BoxFuture<'c, Result<T>>;
        type Wait<'c, T: Send + 'c> = BoxFuture<'c, T>;

        fn answer<'c, T: Send + 'c>(work: impl Future<Output = Result<T>> + Send + 'c) -> BoxFuture<'c, Result<T>> {
            Box::pin(work)
        }

        fn pending<'c, T: Send + 'c>(result: BoxFuture<'c, Result<T>>) -> BoxFuture<'c, Result<T>> {
            result
        }

        fn ready<'c, T: Send + 'c>(answer: T) -> BoxFuture<'c, T> {
            Box::pin(std::future::ready(answer))
        }
    }

    impl Conn for AsyncAnyConnection {
        type Raw = Self;
        fn raw(&mut self) -> &mut Self {
            self
        }
    }

    impl Awaiting for AsyncAnyConnection {
        fn wait<'c, T: Send + 'c>(future: BoxFuture<'c, T>) -> BoxFuture<'c, T> {
            future
        }

        fn future<'c, T: Send + 'c>(result: BoxFuture<'c, Result<T>>) -> BoxFuture<'c, Result<T>> {
            result
        }
    }
}

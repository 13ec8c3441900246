//! One connection type for every enabled backend: which database it leads to is known when the program runs.

#[macro_use]
mod backends;
mod connect;
mod query;
mod verbs;

use diesel::connection::{Connection, SimpleConnection};
use diesel::result::QueryResult;

use super::{Capabilities, Dialect};
use crate::connection::{Blocking, Conn, Exec};
use crate::error::Result;

pub use connect::AnyTarget;

macro_rules! any_connection {
    (() $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))+) => {
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
        #[non_exhaustive]
        pub enum AnyConnection {
            $(
                #[doc = concat!("A connection of the backend `", $feature, "`.")]
                $Variant($Connection),
            )+
        }

        impl AnyConnection {
            $(
                #[doc = concat!("The connection, if it is one of the backend `", $feature, "`.")]
                pub fn $accessor(&mut self) -> Option<&mut $Connection> {
                    match self {
                        Self::$Variant(conn) => Some(conn),
                        #[allow(unreachable_patterns)] // there may be no other backend
                        _ => None,
                    }
                }
            )+
        }

        $(
            impl From<$Connection> for AnyConnection {
                fn from(conn: $Connection) -> Self {
                    Self::$Variant(conn)
                }
            }
        )+
    };
}
with_backends! { any_connection () }

impl AnyConnection {
    /// What the backend of the connection can do.
    pub fn capabilities(&self) -> Capabilities {
        const fn of<C: Connection<Backend: Dialect>>(_: &C) -> Capabilities {
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

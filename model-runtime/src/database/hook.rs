//! What an application does with each new connection, and one configuration for connections of several types.

use std::sync::Arc;

use diesel::result::QueryResult;

use super::builder::{DatabaseBuilder, refuse};
use super::connect::Connect;
use crate::connection::{Awaiting, Blocking, BoxFuture, Exec};
use crate::error::ConnectionError;

/// Something done with each new connection.
pub(super) enum Hook<C: Exec> {
    /// Runs SQL.
    Sql(Arc<str>),
    /// Calls a function.
    Call(Arc<Function<C>>),
    /// Called a function for connections of another type.
    OfOthers,
}

type Function<C> = dyn for<'c> Fn(&'c mut C) -> <C as Exec>::Wait<'c, QueryResult<()>> + Send + Sync;

impl<C: Connect> Hook<C> {
    pub(super) async fn run(&self, conn: &mut C) -> QueryResult<()> {
        match self {
            Self::Sql(sql) => conn.run_sql(sql).await,
            Self::Call(function) => function(conn).await,
            Self::OfOthers => Ok(()),
        }
    }

    /// Whether it can be run on connections of this type.
    pub(super) fn check(&self) -> Result<(), ConnectionError> {
        match self {
            Self::Sql(_) | Self::Call(_) => Ok(()),
            Self::OfOthers => Err(refuse(
                "on_connect",
                "it was given before `for_connections`, for connections of another type; give it afterwards, or as `on_connect_sql`",
            )),
        }
    }

    /// The same on connections of another type, as far as there is such a thing.
    fn for_connections<D: Connect>(self) -> Hook<D> {
        match self {
            Self::Sql(sql) => Hook::Sql(sql),
            Self::Call(_) | Self::OfOthers => Hook::OfOthers,
        }
    }
}

impl<C: Exec> Clone for Hook<C> {
    fn clone(&self) -> Self {
        match self {
            Self::Sql(sql) => Self::Sql(Arc::clone(sql)),
            Self::Call(function) => Self::Call(Arc::clone(function)),
            Self::OfOthers => Self::OfOthers,
        }
    }
}

impl<C: Connect> DatabaseBuilder<C> {
    /// Runs `hook` on each new connection after it was set up; several, and those of SQL, run in the order given.
    ///
    /// A connection whose hook fails is not used; if it is the first one, [`connect`](DatabaseBuilder::connect) fails.
    pub fn on_connect(mut self, hook: impl Fn(&mut C) -> QueryResult<()> + Send + Sync + 'static) -> Self
    where
        C: Blocking,
    {
        self.hooks.push(Hook::Call(Arc::new(move |conn| C::ready(hook(conn)))));
        self
    }

    /// Runs `hook` on each new asynchronous connection, as [`on_connect`](DatabaseBuilder::on_connect) does on blocking ones.
    ///
    /// ```
    /// # #[cfg(feature = "async-sqlite")] {
    /// use diesel_async::SimpleAsyncConnection;
    /// use model_runtime::database::AsyncDatabase;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> model_runtime::Result<()> {
    /// let db = AsyncDatabase::builder()
    ///     .url("sqlite::memory:")
    ///     .on_connect_async(|conn| Box::pin(conn.batch_execute("PRAGMA cache_size = -20000")))
    ///     .connect()
    ///     .await?;
    /// # let _ = db;
    /// # Ok(())
    /// # }
    /// # main().unwrap();
    /// # }
    /// ```
    pub fn on_connect_async(
        mut self,
        hook: impl for<'c> Fn(&'c mut C) -> BoxFuture<'c, QueryResult<()>> + Send + Sync + 'static,
    ) -> Self
    where
        C: Awaiting,
    {
        self.hooks.push(Hook::Call(Arc::new(move |conn| C::wait(hook(conn)))));
        self
    }

    /// Runs SQL on each new connection, which may be several statements, as [`on_connect`](DatabaseBuilder::on_connect) runs a function.
    ///
    /// ```
    /// use model_runtime::prelude::*;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let db = Database::builder().url("sqlite::memory:").on_connect_sql("PRAGMA cache_size = -20000").connect()?;
    /// # let _ = db;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_connect_sql(mut self, sql: impl Into<String>) -> Self {
        self.hooks.push(Hook::Sql(sql.into().into()));
        self
    }

    /// The same options for connections of another type, so that one configuration serves a blocking and an asynchronous pool.
    ///
    /// A function of [`on_connect`](DatabaseBuilder::on_connect) takes connections of one type, so it is given after this;
    /// one that was given before is an error of [`connect`](DatabaseBuilder::connect).
    ///
    /// ```
    /// # #[cfg(feature = "async-sqlite")] {
    /// use model_runtime::database::AsyncAnyConnection;
    /// use model_runtime::prelude::*;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> model_runtime::Result<()> {
    /// let options = Database::builder().url("sqlite::memory:").pool_size(2);
    /// let blocking = options.clone().connect()?;
    /// let asynchronous = options.for_connections::<AsyncAnyConnection>().connect().await?;
    /// assert_eq!(blocking.status().size, asynchronous.status().size);
    /// # Ok(())
    /// # }
    /// # main().unwrap();
    /// # }
    /// ```
    pub fn for_connections<D: Connect>(self) -> DatabaseBuilder<D> {
        DatabaseBuilder {
            url: self.url,
            parts: self.parts,
            pool_size: self.pool_size,
            max_overflow: self.max_overflow,
            pool_timeout: self.pool_timeout,
            pool_recycle: self.pool_recycle,
            idle_timeout: self.idle_timeout,
            pre_ping: self.pre_ping,
            tls: self.tls,
            set_up: self.set_up,
            echo: self.echo,
            echo_binds: self.echo_binds,
            warn_repeated: self.warn_repeated,
            hooks: self.hooks.into_iter().map(Hook::for_connections).collect(),
        }
    }
}

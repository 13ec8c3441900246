//! Connects to what a URL says.

use std::fmt;
use std::future::ready;

use diesel::connection::Instrumentation;
use diesel::result::{ConnectionError as DieselConnectionError, ConnectionResult, Error as DieselError, QueryResult};

use super::AnyConnection;
#[cfg(feature = "async")]
use super::AsyncAnyConnection;
use crate::connection::{Exec, at_once, stuck};
#[cfg(feature = "async")]
use crate::database::AsyncDatabase;
use crate::database::url::{SCHEMES, Scheme, check_text, refuse};
use crate::database::{
    Connect, Database, Plan, PoolDefaults, Poolable, SetUp, TlsNames, TransactionOptions, Transactional,
};
use crate::error::{ConnectionError, Error, Result};

/// The forms a URL may have, for errors.
const FORMS: &str =
    "write `sqlite:file.db`, `sqlite::memory:`, `postgres://user:password@host/database` or `mysql://..`";

macro_rules! any_target {
    (($Any:ident $Connect:ident $prefix:literal $(#[$doc:meta])*) $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))*) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum $Any {
            $(
                #[doc = concat!("A database of the backend `", $feature, "`.")]
                $Variant($Target),
            )*
        }

        impl $Any {
            fn parse(url: &str) -> Result<Self, ConnectionError> {
                match feature_of(url)? {
                    $($feature => <$Connection>::target(url).map(Self::$Variant),)*
                    feature => {
                        let feature = format!(concat!($prefix, "{}"), feature);
                        Err(refuse(url, format!("feature `{feature}` is not enabled; enable it for `model-runtime`")))
                    }
                }
            }

            fn tls_names(url: &str) -> Option<TlsNames> {
                match feature_of(url).ok()? {
                    $($feature => <$Connection>::tls_names(url),)*
                    _ => None,
                }
            }

            fn pool(&self) -> PoolDefaults {
                match *self { $(Self::$Variant(ref target) => <$Connection>::pool(target),)* }
            }

            fn vanishes(&self) -> bool {
                match *self { $(Self::$Variant(ref target) => <$Connection>::vanishes(target),)* }
            }
        }

        impl fmt::Display for $Any {
            #[allow(unused_variables)] // there may be no backend
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self { $(Self::$Variant(ref target) => fmt::Display::fmt(target, f),)* }
            }
        }

        impl $Connect {
            /// Makes a connection.
            #[allow(clippy::unused_async)] // there may be no backend
            async fn made(target: &$Any) -> ConnectionResult<Self> {
                match *target { $($Any::$Variant(ref target) => <$Connection>::open(target).await.map(Self::$Variant),)* }
            }
        }
    };
}
with_backends! { any_target (AnyTarget AnyConnection ""
/// What a URL leads to, on any enabled backend.
) }
#[cfg(feature = "async")]
with_async_backends! { any_target (AsyncAnyTarget AsyncAnyConnection "async-"
/// What a URL leads to, on any backend with an enabled asynchronous connection.
) }

macro_rules! connects {
    ($Any:ident, $Target:ident, $Database:ident, $start:expr, $made:ident => $open:expr) => {
        impl Connect for $Any {
            type Target = $Target;

            const SCHEME: Option<&'static str> = None;

            fn target(url: &str) -> Result<$Target, ConnectionError> {
                $Target::parse(url)
            }

            fn tls_names(url: &str) -> Option<TlsNames> {
                $Target::tls_names(url)
            }

            fn pool(target: &$Target) -> PoolDefaults {
                target.pool()
            }

            type Database = $Database<Self>;

            fn start(plan: Plan<Self>) -> <Self as Exec>::Ret<'static, $Database<Self>> {
                ($start)(plan)
            }

            fn open(target: &$Target) -> <Self as Exec>::Wait<'_, ConnectionResult<Self>> {
                let $made = Self::made(target);
                $open
            }

            fn vanishes(target: &$Target) -> bool {
                target.vanishes()
            }
        }

        impl Transactional for $Any {
            fn begin_outermost(&mut self, options: TransactionOptions) -> <Self as Exec>::Wait<'_, QueryResult<()>> {
                delegate!($Any, self, conn => conn.begin_outermost(options))
            }

            fn begin_savepoint(&mut self) -> <Self as Exec>::Wait<'_, QueryResult<()>> {
                delegate!($Any, self, conn => conn.begin_savepoint())
            }

            fn commit_innermost(&mut self) -> <Self as Exec>::Wait<'_, QueryResult<()>> {
                delegate!($Any, self, conn => conn.commit_innermost())
            }

            fn rollback_innermost(&mut self) -> <Self as Exec>::Wait<'_, QueryResult<()>> {
                delegate!($Any, self, conn => conn.rollback_innermost())
            }

            fn depth(&mut self) -> QueryResult<u32> {
                delegate!($Any, self, conn => conn.depth())
            }

            fn abandon(&mut self, depth: u32) {
                delegate!($Any, self, conn => conn.abandon(depth));
            }

            fn decode(&self, error: DieselError) -> Error {
                delegate!($Any, self, conn => conn.decode(error))
            }
        }

        impl Poolable for $Any {
            fn set_up<'c>(&'c mut self, set_up: &'c SetUp) -> <Self as Exec>::Wait<'c, QueryResult<()>> {
                delegate!($Any, self, conn => conn.set_up(set_up))
            }

            fn run_sql<'c>(&'c mut self, sql: &'c str) -> <Self as Exec>::Wait<'c, QueryResult<()>> {
                delegate!($Any, self, conn => conn.run_sql(sql))
            }

            fn ping(&mut self) -> <Self as Exec>::Wait<'_, QueryResult<()>> {
                delegate!($Any, self, conn => conn.ping())
            }

            fn is_broken(&mut self) -> bool {
                delegate!($Any, self, conn => conn.is_broken())
            }

            fn instrument(&mut self, instrumentation: impl Instrumentation) {
                delegate!($Any, self, conn => conn.instrument(instrumentation));
            }

            fn heard_by(&mut self) -> &mut dyn Instrumentation {
                delegate!($Any, self, conn => conn.heard_by())
            }

            fn tells_binds_at_the_end(&mut self) -> bool {
                delegate!($Any, self, conn => conn.tells_binds_at_the_end())
            }
        }
    };
}
connects!(AnyConnection, AnyTarget, Database, Database::start, made => {
    let made = at_once(made);
    ready(made.unwrap_or_else(|| Err(DieselConnectionError::CouldntSetupConfiguration(stuck()))))
});
#[cfg(feature = "async")]
connects!(AsyncAnyConnection, AsyncAnyTarget, AsyncDatabase, |plan| Box::pin(AsyncDatabase::start(plan)), made => Box::pin(made));

/// The feature that a URL needs. A path is one of SQLite.
fn feature_of(url: &str) -> Result<&'static str, ConnectionError> {
    check_text(url, FORMS)?;
    let Some(scheme) = Scheme::of(url) else { return Ok("sqlite") };
    scheme.feature().ok_or_else(|| {
        let name = &scheme.name;
        refuse(
            url,
            format!(
                "`{name}` is not a known scheme; it is one of {SCHEMES}, or a path (`./` in front of one that contains a colon)"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{AnyConnection, Connect};

    /// The variant that a URL leads to, or why it leads nowhere.
    fn told(url: &str) -> String {
        match AnyConnection::target(url) {
            Ok(target) => format!("{target:?}").to_lowercase(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn urls_lead_to_their_database_or_name_the_feature_that_is_missing() {
        for (feature, url) in [
            ("sqlite", "sqlite::memory:"),
            ("sqlite", "SQLite+driver:a.db"),
            ("sqlite", "file:a.db"),
            ("sqlite", "a.db"),
            ("sqlite", ":memory:"),
            ("sqlite", "C:\\data\\a.db"),
            ("postgres", "postgres://a:s3cret@host/db"),
            ("postgres", "PostgreSQL+psycopg://host/db"),
            ("mysql", "mysql://a:s3cret@host/db"),
            ("mysql", "mariadb+driver://host/db"),
        ] {
            let told = told(url);
            let missing = format!("feature `{feature}` is not enabled");
            assert!(told.starts_with(&format!("{feature}(")) || told.contains(&missing), "{url}: {told}");
            assert!(!told.contains("s3cret"), "{told}");
        }
    }

    #[test]
    fn an_unknown_scheme_is_told_those_that_are_known() {
        let told = told("http://host/db");
        for expected in ["`http` is not a known scheme", "`sqlite`", "`postgres`", "`mysql`"] {
            assert!(told.contains(expected), "{told}");
        }
    }
}

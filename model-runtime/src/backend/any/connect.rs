//! Connects to what a URL says.

use std::fmt;

use diesel::connection::Instrumentation;
use diesel::result::{ConnectionResult, Error as DieselError, QueryResult};

use super::AnyConnection;
use crate::database::url::{SCHEMES, Scheme, check_text, refuse};
use crate::database::{Connect, PoolDefaults, Poolable, SetUp, TlsNames, TransactionOptions, Transactional};
use crate::error::{ConnectionError, Error, Result};

/// The forms a URL may have, for errors.
const FORMS: &str =
    "write `sqlite:file.db`, `sqlite::memory:`, `postgres://user:password@host/database` or `mysql://..`";

macro_rules! any_target {
    (() $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))+) => {
        /// What a URL leads to, on any enabled backend.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum AnyTarget {
            $(
                #[doc = concat!("A database of the backend `", $feature, "`.")]
                $Variant($Target),
            )+
        }

        impl AnyTarget {
            fn parse(url: &str) -> Result<Self, ConnectionError> {
                match feature_of(url)? {
                    $($feature => <$Connection>::target(url).map(Self::$Variant),)+
                    feature => Err(refuse(url, format!("feature `{feature}` is not enabled; enable it for `model-runtime`"))),
                }
            }

            fn tls_names(url: &str) -> Option<TlsNames> {
                match feature_of(url).ok()? {
                    $($feature => <$Connection>::tls_names(url),)+
                    _ => None,
                }
            }

            fn open(&self) -> ConnectionResult<AnyConnection> {
                match self {
                    $(Self::$Variant(target) => <$Connection>::open(target).map(AnyConnection::$Variant),)+
                }
            }

            fn pool(&self) -> PoolDefaults {
                match self {
                    $(Self::$Variant(target) => <$Connection>::pool(target),)+
                }
            }

            fn vanishes(&self) -> bool {
                match self {
                    $(Self::$Variant(target) => <$Connection>::vanishes(target),)+
                }
            }
        }
    };
}
with_backends! { any_target () }

impl fmt::Display for AnyTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        delegate!(AnyTarget, self, target => target.fmt(f))
    }
}

impl Connect for AnyConnection {
    type Target = AnyTarget;

    const SCHEME: Option<&'static str> = None;

    fn target(url: &str) -> Result<AnyTarget, ConnectionError> {
        AnyTarget::parse(url)
    }

    fn tls_names(url: &str) -> Option<TlsNames> {
        AnyTarget::tls_names(url)
    }

    fn pool(target: &AnyTarget) -> PoolDefaults {
        target.pool()
    }

    fn open(target: &AnyTarget) -> ConnectionResult<Self> {
        target.open()
    }

    fn set_up(&mut self, set_up: &SetUp) -> QueryResult<()> {
        delegate!(AnyConnection, self, conn => conn.set_up(set_up))
    }

    fn vanishes(target: &AnyTarget) -> bool {
        target.vanishes()
    }
}

impl Transactional for AnyConnection {
    fn begin_outermost(&mut self, options: TransactionOptions) -> QueryResult<()> {
        delegate!(AnyConnection, self, conn => conn.begin_outermost(options))
    }

    fn begin_savepoint(&mut self) -> QueryResult<()> {
        delegate!(AnyConnection, self, conn => conn.begin_savepoint())
    }

    fn commit_innermost(&mut self) -> QueryResult<()> {
        delegate!(AnyConnection, self, conn => conn.commit_innermost())
    }

    fn rollback_innermost(&mut self) -> QueryResult<()> {
        delegate!(AnyConnection, self, conn => conn.rollback_innermost())
    }

    fn depth(&mut self) -> QueryResult<u32> {
        delegate!(AnyConnection, self, conn => conn.depth())
    }

    fn decode(&self, error: DieselError) -> Error {
        delegate!(AnyConnection, self, conn => conn.decode(error))
    }
}

impl Poolable for AnyConnection {
    fn ping(&mut self) -> QueryResult<()> {
        delegate!(AnyConnection, self, conn => conn.ping())
    }

    fn is_broken(&mut self) -> bool {
        delegate!(AnyConnection, self, conn => conn.is_broken())
    }

    fn instrument(&mut self, instrumentation: impl Instrumentation) {
        delegate!(AnyConnection, self, conn => conn.instrument(instrumentation));
    }
}

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

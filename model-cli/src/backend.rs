//! Which database something is of, where only the program that runs knows.

use std::fmt;

use model_runtime::database::AnyConnection;
use model_runtime::schema::{Difference, Table, compare};
use serde::{Deserialize, Serialize};

use crate::rust::{self, Models, Options, Tables};

/// A backend that this build knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Backend {
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite,
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres,
    /// MariaDB and MySQL.
    #[cfg(feature = "mysql")]
    Mysql,
}

/// Calls a generic function for the backend that a value stands for.
macro_rules! on {
    ($backend:expr, $DB:ident => $call:expr) => {
        match $backend {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite => {
                type $DB = diesel::sqlite::Sqlite;
                $call
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres => {
                type $DB = diesel::pg::Pg;
                $call
            }
            #[cfg(feature = "mysql")]
            Backend::Mysql => {
                type $DB = diesel::mysql::Mysql;
                $call
            }
        }
    };
}

impl Backend {
    /// The backend of a connection; `None` for one that this build does not know.
    pub fn of(conn: &AnyConnection) -> Option<Self> {
        match conn {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(_) => Some(Self::Sqlite),
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(_) => Some(Self::Postgres),
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(_) => Some(Self::Mysql),
            _ => None,
        }
    }

    /// See [`rust::models`].
    pub fn models(self, tables: &[Table], options: &Options) -> Models {
        on!(self, DB => rust::models::<DB>(tables, options))
    }

    /// See [`rust::tables`].
    pub fn tables(self, tables: &[Table]) -> Tables {
        on!(self, DB => rust::tables::<DB>(tables))
    }

    /// See [`compare`].
    pub fn compare(self, expected: &[Table], found: &[Table]) -> Vec<Difference> {
        on!(self, DB => compare::<DB>(expected, found))
    }

    /// The statements that create tables. See [`model_runtime::schema::script`].
    pub fn script(self, tables: Vec<Table>) -> String {
        on!(self, DB => model_runtime::schema::script::<DB>(tables))
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "SQLite",
            #[cfg(feature = "postgres")]
            Self::Postgres => "PostgreSQL",
            #[cfg(feature = "mysql")]
            Self::Mysql => "MySQL",
        })
    }
}

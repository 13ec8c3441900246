//! Which database something is of, where only the program that runs knows.

use std::fmt;
use std::str::FromStr;

use model_runtime::database::{AnyConnection, AnyTarget, Connect};
use model_runtime::schema::{Ddl, Difference, Table, TableSchema, compare, in_order};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::migrate::{self, Hints, Plan, Refused};
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
pub(crate) use on;

impl Backend {
    /// The backends that this build knows.
    pub const ALL: &[Self] = &[
        #[cfg(feature = "sqlite")]
        Self::Sqlite,
        #[cfg(feature = "postgres")]
        Self::Postgres,
        #[cfg(feature = "mysql")]
        Self::Mysql,
    ];

    /// The backend that a URL leads to. Nothing is connected to.
    ///
    /// # Errors
    /// If the URL leads nowhere, or to a backend that this build does not know.
    pub fn of_url(url: &str) -> Result<Self, Error> {
        match AnyConnection::target(url).map_err(model_runtime::Error::from)? {
            #[cfg(feature = "sqlite")]
            AnyTarget::Sqlite(_) => Ok(Self::Sqlite),
            #[cfg(feature = "postgres")]
            AnyTarget::Postgres(_) => Ok(Self::Postgres),
            #[cfg(feature = "mysql")]
            AnyTarget::Mysql(_) => Ok(Self::Mysql),
            #[allow(unreachable_patterns)] // every backend may be known
            _ => Err(Error::Unknown),
        }
    }

    /// Whether its databases are in files, or in memory, and need no server.
    pub fn is_sqlite(self) -> bool {
        self.word() == "sqlite"
    }

    /// Its name in options and in files.
    pub const fn word(self) -> &'static str {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "sqlite",
            #[cfg(feature = "postgres")]
            Self::Postgres => "postgres",
            #[cfg(feature = "mysql")]
            Self::Mysql => "mysql",
        }
    }

    /// The tables of models, as the models say them, in the order in which they can be created. Views and tables that models know in part are
    /// not among them.
    pub fn tables_of(self, models: &[&'static TableSchema]) -> Vec<Table> {
        let whole = models.iter().filter(|table| !table.is_partial && !table.is_view);
        on!(self, DB => in_order::<DB>(whole.map(|table| Table::of::<DB>(table)).collect()))
    }

    /// The table of one model, as the model says it.
    pub fn table_of(self, model: &'static TableSchema) -> Table {
        on!(self, DB => Table::of::<DB>(model))
    }

    /// The migrations that lead from some tables to others. See [`migrate::plan`].
    ///
    /// # Errors
    /// [`Refused`] if values would be lost.
    pub fn plan(
        self,
        from: &[Table],
        to: &[Table],
        hints: &Hints,
        options: &migrate::Options,
    ) -> Result<Plan, Refused> {
        on!(self, DB => migrate::plan::<DB>(from, to, hints, options))
    }

    pub(crate) fn is_same(self, a: &Table, b: &Table) -> bool {
        on!(self, DB => a.is_same::<DB>(b))
    }

    /// Whether two identifiers name the same thing. See [`Ddl::same_name`].
    pub fn same_name(self, a: &str, b: &str) -> bool {
        on!(self, DB => DB::same_name(a, b))
    }

    /// An identifier, quoted. See [`Ddl::quote`].
    pub fn quote(self, name: &str) -> String {
        on!(self, DB => DB::quote(name))
    }

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

impl FromStr for Backend {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|backend| backend.word() == word);
        known.copied().ok_or_else(|| {
            let words: Vec<String> = Self::ALL.iter().map(|backend| format!("`{}`", backend.word())).collect();
            format!("this program was built with {}", words.join(", "))
        })
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

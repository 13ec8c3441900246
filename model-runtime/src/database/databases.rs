//! Several databases of one application.

use std::collections::BTreeMap;

#[cfg(feature = "async")]
use super::async_pool::AsyncDatabase;
use super::builder::DatabaseBuilder;
use super::connect::Connect;
use super::env::variables;
use super::pool::Database;
#[cfg(feature = "async")]
use crate::backend::AsyncAnyConnection;
use crate::backend::DefaultConnection;
use crate::error::{ConnectionError, Error, Result};

/// The name of the database whose variables have no prefix.
const DEFAULT: &str = "default";

/// Several databases, each with a name. Clones share their pools.
///
/// They are [`Database`]s, or all of another kind: `Databases<AsyncDatabase>`.
///
/// ```
/// use model_runtime::database::Databases;
/// use model_runtime::prelude::*;
///
/// # fn main() -> model_runtime::Result<()> {
/// let databases = Databases::new()
///     .with("default", Database::connect("sqlite::memory:")?)
///     .with("analytics", Database::builder().url("sqlite::memory:").pool_size(2).connect()?);
/// let mut conn = databases.get("analytics")?.get()?;
/// # let _ = &mut conn;
/// let error = databases.get("analytic").unwrap_err();
/// assert_eq!(error.to_string(), "there is no database `analytic`; those known are `analytics`, `default`");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Databases<D = Database> {
    by_name: BTreeMap<String, D>,
}

impl Databases {
    /// Connects to the databases of these names, with what the environment says of each.
    ///
    /// The variables of the database `default` are those of [`DatabaseBuilder::from_env`]. Those of another have its name in upper
    /// case and `_` in front: `ANALYTICS_DATABASE_URL`, `ANALYTICS_DB_POOL_SIZE`.
    ///
    /// # Errors
    /// As [`DatabaseBuilder::from_env`] and [`DatabaseBuilder::connect`], for the first database that fails.
    pub fn from_env(names: impl IntoIterator<Item = impl Into<String>>) -> Result<Self> {
        let variables: Vec<_> = variables().collect();
        Self::from_vars(names, &variables)
    }

    /// The same from variables that are given.
    ///
    /// ```
    /// use model_runtime::database::Databases;
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let variables = [
    ///     ("DATABASE_URL", "sqlite::memory:"),
    ///     ("ANALYTICS_DATABASE_URL", "sqlite::memory:"),
    ///     ("ANALYTICS_DB_POOL_SIZE", "2"),
    /// ];
    /// let databases = Databases::from_vars(["default", "analytics"], &variables)?;
    /// assert_eq!(databases.get("analytics")?.status().size, 7);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`from_env`](Databases::from_env).
    pub fn from_vars(
        names: impl IntoIterator<Item = impl Into<String>>,
        variables: &[(impl AsRef<str>, impl AsRef<str>)],
    ) -> Result<Self> {
        let mut databases = Self::new();
        for name in names.into_iter().map(Into::into) {
            let prefix = prefix(&name);
            let database = options::<DefaultConnection>(&prefix, variables).and_then(DatabaseBuilder::connect);
            databases = databases.with(name, database.map_err(|error| with_prefix(error, &prefix))?);
        }
        Ok(databases)
    }
}

#[cfg(feature = "async")]
impl Databases<AsyncDatabase> {
    /// Connects to the databases of these names, as [`from_env`](Databases::from_env) does, for asynchronous connections.
    ///
    /// # Errors
    /// As [`from_env`](Databases::from_env).
    pub async fn from_env_async(names: impl IntoIterator<Item = impl Into<String>>) -> Result<Self> {
        let variables: Vec<_> = variables().collect();
        Self::from_vars_async(names, &variables).await
    }

    /// The same from variables that are given.
    ///
    /// ```
    /// # #[cfg(feature = "async-sqlite")] {
    /// use model_runtime::database::Databases;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> model_runtime::Result<()> {
    /// let variables = [("DATABASE_URL", "sqlite::memory:"), ("ANALYTICS_DATABASE_URL", "sqlite::memory:")];
    /// let databases = Databases::from_vars_async(["default", "analytics"], &variables).await?;
    /// let mut conn = databases.get("analytics")?.get().await?;
    /// # let _ = &mut conn;
    /// # Ok(())
    /// # }
    /// # main().unwrap();
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`from_env`](Databases::from_env).
    pub async fn from_vars_async(
        names: impl IntoIterator<Item = impl Into<String>>,
        variables: &[(impl AsRef<str>, impl AsRef<str>)],
    ) -> Result<Self> {
        let mut databases = Self::new();
        for name in names.into_iter().map(Into::into) {
            let prefix = prefix(&name);
            let database = match options::<AsyncAnyConnection>(&prefix, variables) {
                Ok(options) => options.connect().await,
                Err(error) => Err(error),
            };
            databases = databases.with(name, database.map_err(|error| with_prefix(error, &prefix))?);
        }
        Ok(databases)
    }
}

impl<D> Databases<D> {
    /// No databases.
    pub fn new() -> Self {
        Self { by_name: BTreeMap::new() }
    }

    /// These and one more, in place of the one that had the name before.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, database: D) -> Self {
        self.by_name.insert(name.into(), database);
        self
    }

    /// The database of this name.
    ///
    /// # Errors
    /// [`ConnectionError::Unknown`] lists the names that there are.
    pub fn get(&self, name: &str) -> Result<&D> {
        let known = || self.names().map(str::to_owned).collect();
        let unknown = || ConnectionError::Unknown { name: name.to_owned(), known: known() };
        self.by_name.get(name).ok_or_else(|| unknown().into())
    }

    /// The names, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

impl<D> Default for Databases<D> {
    fn default() -> Self {
        Self::new()
    }
}

/// What the variables say of the database whose names begin so.
fn options<C: Connect>(prefix: &str, variables: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<DatabaseBuilder<C>> {
    let own = variables
        .iter()
        .filter_map(|(variable, value)| Some((variable.as_ref().strip_prefix(prefix)?, value.as_ref())));
    DatabaseBuilder::from_vars(own)
}

/// What the variables of a database begin with.
fn prefix(name: &str) -> String {
    if name == DEFAULT {
        return String::new();
    }
    let upper = |c: char| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    name.chars().map(upper).chain(['_']).collect()
}

/// An error of a variable, which says where the variable's name begins.
fn with_prefix(error: Error, prefix: &str) -> Error {
    match error {
        Error::Connection(error) if !prefix.is_empty() => match *error {
            ConnectionError::Option { option, reason } => {
                ConnectionError::Option { option, reason: format!("{reason} (with `{prefix}` in front of the name)") }
                    .into()
            }
            other => other.into(),
        },
        error => error,
    }
}

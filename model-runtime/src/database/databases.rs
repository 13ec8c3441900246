//! Several databases of one application.

use std::collections::BTreeMap;

use super::builder::DatabaseBuilder;
use super::connect::Connect;
use super::env::variables;
use super::pool::Database;
use crate::backend::DefaultConnection;
use crate::connection::Blocking;
use crate::error::{ConnectionError, Error, Result};

/// The name of the database whose variables have no prefix.
const DEFAULT: &str = "default";

/// Several databases, each with a name. Clones share their pools.
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
pub struct Databases<C: Connect + Blocking = DefaultConnection> {
    by_name: BTreeMap<String, Database<C>>,
}

impl Databases<DefaultConnection> {
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
        names.into_iter().map(Into::into).try_fold(Self::new(), |databases, name: String| {
            let prefix = prefix(&name);
            let own = variables
                .iter()
                .filter_map(|(variable, value)| Some((variable.as_ref().strip_prefix(&*prefix)?, value.as_ref())));
            let database = DatabaseBuilder::<DefaultConnection>::from_vars(own).and_then(DatabaseBuilder::connect);
            Ok(databases.with(name, database.map_err(|error| with_prefix(error, &prefix))?))
        })
    }
}

impl<C: Connect + Blocking> Databases<C> {
    /// No databases.
    pub fn new() -> Self {
        Self { by_name: BTreeMap::new() }
    }

    /// These and one more, in place of the one that had the name before.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, database: Database<C>) -> Self {
        self.by_name.insert(name.into(), database);
        self
    }

    /// The database of this name.
    ///
    /// # Errors
    /// [`ConnectionError::Unknown`] lists the names that there are.
    pub fn get(&self, name: &str) -> Result<&Database<C>> {
        let known = || self.names().map(str::to_owned).collect();
        let unknown = || ConnectionError::Unknown { name: name.to_owned(), known: known() };
        self.by_name.get(name).ok_or_else(|| unknown().into())
    }

    /// The names, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

impl<C: Connect + Blocking> Default for Databases<C> {
    fn default() -> Self {
        Self::new()
    }
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

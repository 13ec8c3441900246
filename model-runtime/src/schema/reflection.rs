//! What is to be read of a database.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Ddl, Define, Table};
use crate::connection::{Conn, Ret};

/// What is to be read of a database: by itself every table of the schema that names without a schema lead to, as [`reflect`](super::reflect)
/// does.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use model_runtime::prelude::*;
/// use model_runtime::schema::Reflection;
///
/// # fn main() -> model_runtime::Result<()> {
/// let mut conn = Database::connect("sqlite::memory:")?.get()?;
/// for sql in ["CREATE TABLE tags (id INTEGER PRIMARY KEY)", "CREATE VIEW all_tags AS SELECT id FROM tags"] {
///     diesel::sql_query(sql).run(&mut conn)?;
/// }
/// let found = Reflection::new().views().read(&mut conn)?;
/// assert_eq!(found[1].name, "tags");
/// assert_eq!(found[0].view.as_ref().map(|view| &*view.query), Some("SELECT id FROM tags"));
/// assert_eq!(Reflection::new().only(["posts"]).read(&mut conn)?, []);
/// # Ok(())
/// # }
/// # main().unwrap();
/// # }
/// ```
///
/// However many tables there are, they take the same few queries. What is read can be written as DDL again, by [`script`](super::script), and is
/// then read the same. Triggers are read on SQLite only, those of views with the views. Not read are: functions, rules, rights, storage; on PostgreSQL composite types, the numbers of
/// sequences (any `nextval(..)` counts as a `serial`), INHERITS, constraints and indexes that a partition has besides, and its schema, deferrable
/// and including primary keys, `MATCH FULL`, `ON DELETE SET NULL (..)`, `NO INHERIT`, `NOT VALID`; on MySQL triggers and
/// what is versioned by the system; on SQLite `ON CONFLICT`, and the orders and collations of keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reflection {
    pub(crate) views: bool,
    pub(crate) namespaces: Namespaces,
    /// Whether the current one is read besides those that are named.
    and_current: bool,
    pub(crate) only: Option<Vec<String>>,
    pub(crate) except: Vec<String>,
}

/// Which schemas of a database are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Namespaces {
    /// The one that names without a schema lead to.
    #[default]
    Current,
    /// These.
    Named(Vec<String>),
    /// All but those of the database itself.
    All,
}

impl Reflection {
    /// Every table of the current schema.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Views and materialised views as well.
    #[must_use]
    pub fn views(mut self) -> Self {
        self.views = true;
        self
    }

    /// Of these schemas, rather than of the current one. On MySQL they are databases, on SQLite what is attached.
    ///
    /// Tables of the current schema have no [`namespace`](Table::namespace), whether it is named here or not.
    #[must_use]
    pub fn namespaces(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.namespaces = Namespaces::Named(names.into_iter().map(Into::into).collect());
        self.and_current = false;
        self
    }

    /// Of these schemas as well as of the current one.
    #[must_use]
    pub fn and_namespaces(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        self.and_current = !names.is_empty();
        self.namespaces = if names.is_empty() { Namespaces::Current } else { Namespaces::Named(names) };
        self
    }

    /// Of all schemas but the database's own.
    #[must_use]
    pub fn all_namespaces(mut self) -> Self {
        self.namespaces = Namespaces::All;
        self
    }

    /// Tables of these names alone. Asked for by name, partitions are read as tables, and so is what belongs to an extension or a module.
    #[must_use]
    pub fn only(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.only = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// No tables of these names.
    #[must_use]
    pub fn except(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.except = names.into_iter().map(Into::into).collect();
        self
    }

    /// Reads them, those of the current schema first, otherwise in the order of their names. Nothing is changed.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn read<C: Conn<Raw: Define>>(self, conn: &mut C) -> Ret<'_, C, Vec<Table>> {
        Define::reflect_tables(self, conn.raw())
    }

    /// The schemas that are asked for besides the current one.
    pub(super) fn beside_current(&self) -> Option<&[String]> {
        match &self.namespaces {
            Namespaces::Named(names) if self.and_current => Some(names),
            _ => None,
        }
    }

    /// Whether nothing can be found.
    pub(super) fn is_of_none(&self) -> bool {
        let no_schema = matches!(&self.namespaces, Namespaces::Named(names) if names.is_empty());
        no_schema || self.only.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether a table of this name is not asked for.
    pub(crate) fn is_exception<DB: Ddl>(&self, name: &str) -> bool {
        self.except.iter().any(|other| DB::same_name(other, name))
    }
}

/// Rows of a query about many tables, table by table, in the order in which they came.
pub(crate) fn grouped<K: Eq + Hash, T>(rows: Vec<T>, table: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(table(&row)).or_default().push(row);
    }
    groups
}

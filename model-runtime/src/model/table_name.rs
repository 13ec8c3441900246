//! What a table is called in SQL.

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use super::Model;

/// The name of a table in SQL, with that of its schema if the model says one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableName {
    pub(crate) namespace: Option<&'static str>,
    pub(crate) name: &'static str,
}

impl TableName {
    pub(crate) const fn of<M: Model>() -> Self {
        Self { namespace: M::NAMESPACE, name: M::TABLE }
    }

    /// What a table is called in one query.
    pub(crate) const fn alias(name: &'static str) -> Self {
        Self { namespace: None, name }
    }

    /// Writes it, quoted.
    pub(crate) fn write<DB: Backend>(self, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        write_name(self.namespace, self.name, out)
    }
}

/// Writes the name of a table, quoted, with that of its schema in front if it has one.
pub(crate) fn write_name<DB: Backend>(
    namespace: Option<&str>,
    name: &str,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    if let Some(namespace) = namespace {
        out.push_identifier(namespace)?;
        out.push_sql(".");
    }
    out.push_identifier(name)
}

impl std::fmt::Display for TableName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.namespace {
            Some(namespace) => write!(f, "{namespace}.{}", self.name),
            None => f.write_str(self.name),
        }
    }
}

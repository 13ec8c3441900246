//! Writes indexes as DDL.

use std::fmt::Write;

use super::{Ddl, list, qualified};
use crate::schema::{Index, IndexColumn, PrimaryKey, Table};

/// The statement that creates an index of a table.
#[must_use]
pub fn create_index<DB: Ddl>(table: &Table, index: &Index) -> String {
    let of_index = table.namespace.as_deref().filter(|_| DB::NAMESPACE_OF_INDEX);
    let of_table = table.namespace.as_deref().filter(|_| !DB::NAMESPACE_OF_INDEX);
    let (name, table) = (qualified::<DB>(of_index, &index.name), qualified::<DB>(of_table, &table.name));
    let columns: Vec<String> = index.columns.iter().map(index_column_sql::<DB>).collect();
    let (kind, using) = match index.method.as_deref() {
        Some(method) if DB::INDEX_KINDS.contains(&method) => (format!("{method} "), String::new()),
        Some(method) => (String::new(), format!(" USING {method}")),
        None => (String::new(), String::new()),
    };
    let unique = if index.unique { "UNIQUE " } else { "" };
    let mut sql = format!("CREATE {unique}{kind}INDEX {name} ON {table}{using} ({})", columns.join(", "));
    if !index.include.is_empty() {
        let _ = write!(sql, " INCLUDE {}", list::<DB>(&index.include));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    // Where indexes are of all rows, one that is not unique does more than it has to.
    if let Some(filter) = index.filter.as_ref().filter(|_| DB::CAPABILITIES.partial_indexes || index.unique) {
        let _ = write!(sql, " WHERE {filter}");
    }
    sql
}

/// An index as a part of the table that is created.
pub(super) fn inside_sql<DB: Ddl>(index: &Index) -> String {
    let columns: Vec<String> = index.columns.iter().map(index_column_sql::<DB>).collect();
    let unique = if index.unique { "UNIQUE " } else { "" };
    format!("{unique}INDEX {} ({})", DB::quote(&index.name), columns.join(", "))
}

/// Whether a table could not be created without an index: that of a column that is counted, and that the primary key does not start with.
pub(super) fn is_asked_at_once<DB: Ddl>(index: &Index, table: &Table) -> bool {
    let Some(IndexColumn::Column(first) | IndexColumn::Descending(first)) = index.columns.first() else { return false };
    let is_first = |key: &PrimaryKey| key.columns.first() == Some(first);
    DB::COUNTED_IS_INDEXED
        && table.column(first).is_some_and(|column| column.identity.is_some())
        && !table.primary_key.as_ref().is_some_and(is_first)
}

pub(in crate::schema) fn index_column_sql<DB: Ddl>(column: &IndexColumn) -> String {
    match column {
        IndexColumn::Column(name) => DB::quote(name),
        IndexColumn::Descending(name) => format!("{} DESC", DB::quote(name)),
        IndexColumn::Expression(sql) => sql.clone(),
    }
}

//! The schemas of a database that tables are in.

use diesel::deserialize::QueryableByName;
use diesel::sql_types::{Nullable, Text};

use super::live::Reflect;
use super::{Ddl, Table, Type};
use crate::connection::Link;
use crate::error::Result;

/// The schemas of the database that tables and the types of their columns are in, each once and in the order of their names. That of the
/// connection, which names without a schema lead to, is not among them.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::sqlite::Sqlite;
/// use model_runtime::prelude::*;
/// use model_runtime::schema::{Table, Type, namespaces};
///
/// #[derive(Model, Debug)]
/// #[model(namespace = "stock")]
/// pub struct Item { pub id: i64, pub state: String }
///
/// let mut item = Table::of::<Sqlite>(Item::SCHEMA);
/// assert_eq!(namespaces(&[item.clone(), Table::named("notes")]), ["stock"]);
/// // A column may have a type of another schema.
/// let state = Type::Enum { namespace: Some("base".to_owned()), name: "state".to_owned(), values: Vec::new() };
/// item.columns[1].ty = state;
/// assert_eq!(namespaces(&[item]), ["base", "stock"]);
/// # }
/// ```
#[must_use]
pub fn namespaces(tables: &[Table]) -> Vec<&str> {
    let types = tables.iter().flat_map(|table| &table.columns).filter_map(|column| match column.ty.item() {
        Type::Enum { namespace, .. } | Type::Domain { namespace, .. } => namespace.as_deref(),
        _ => None,
    });
    let mut names: Vec<&str> = tables.iter().filter_map(|table| table.namespace.as_deref()).chain(types).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The schema that a type is in, if it may be in one.
fn place_of(ty: &mut Type) -> Option<&mut Option<String>> {
    match ty {
        Type::Array(item) => place_of(item),
        Type::Enum { namespace, .. } | Type::Domain { namespace, .. } => Some(namespace),
        _ => None,
    }
}

/// What a connection finds the schemas of its database to be.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    /// The one that names without one lead to.
    pub(super) current: Option<String>,
    all: Vec<String>,
}

/// A schema of the database, beside the one that names without one lead to.
#[derive(QueryableByName)]
pub(crate) struct Namespace {
    #[diesel(sql_type = Nullable<Text>)]
    here: Option<String>,
    #[diesel(sql_type = Text)]
    name: String,
}

impl Catalog {
    /// Those that there are.
    pub(super) async fn of<C: Link<Backend: Reflect>>(conn: &mut C) -> Result<Self> {
        let rows = C::Backend::namespaces(conn).await?;
        let current = rows.first().and_then(|row| row.here.clone());
        Ok(Self { current, all: rows.into_iter().map(|row| row.name).collect() })
    }

    /// The same, asked for only where a table is in one, or refers to one that is.
    pub(super) async fn of_tables<C: Link<Backend: Reflect>>(tables: &[Table], conn: &mut C) -> Result<Self> {
        let refers = |table: &Table| table.foreign_keys.iter().any(|key| key.namespace.is_some());
        let is_in_one = !namespaces(tables).is_empty() || tables.iter().any(refers);
        if is_in_one { Self::of(conn).await } else { Ok(Self::default()) }
    }

    /// Tables as they are found: what is in the connection's own schema is in none.
    pub(super) fn settle(&self, tables: &mut [Table]) {
        let settle = |namespace: &mut Option<String>| {
            if *namespace == self.current {
                *namespace = None;
            }
        };
        for table in tables {
            settle(&mut table.namespace);
            table.columns.iter_mut().filter_map(|column| place_of(&mut column.ty)).for_each(settle);
            table.foreign_keys.iter_mut().for_each(|key| settle(&mut key.namespace));
        }
    }

    /// The statements that create those which tables are in, and which are not there.
    pub(super) fn missing<DB: Ddl>(&self, tables: &[Table]) -> Vec<String> {
        let wanted = namespaces(tables).into_iter();
        wanted.filter(|name| !self.all.iter().any(|other| other == name)).filter_map(DB::create_namespace).collect()
    }
}

//! Reads the tables of a SQLite database: four queries for all of them, besides that of their names.
//!
//! Columns, keys and indexes come from pragmas, triggers from the table of tables; what no pragma tells comes from the stored statements (`stored.rs`).

mod columns;
mod constraints;
mod triggers;

use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Text};
use diesel::sqlite::Sqlite;

use super::stored::{self, ConstraintKind};
use crate::backend::Dialect;
use crate::backend::literal::quoted;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Check, Ddl, Namespace, Namespaces, Reflect, Reflection, Table, View, grouped};

/// The database that names without one lead to.
const MAIN: &str = "main";

impl Reflect for Sqlite {
    async fn namespaces<C: Link<Backend = Self>>(conn: &mut C) -> Result<Vec<Namespace>> {
        load(conn, "SELECT 'main' AS here, name FROM pragma_database_list", &[]).await
    }

    async fn tables<C: Link<Backend = Self>>(wanted: &Reflection, conn: &mut C) -> Result<Vec<Table>> {
        let mut databases = match &wanted.namespaces {
            Namespaces::Current => vec![MAIN.to_owned()],
            Namespaces::Named(names) => names.clone(),
            Namespaces::All => {
                let sql = "SELECT name AS value FROM pragma_database_list WHERE name <> 'temp'";
                let names: Vec<Value> = load(conn, sql, &[]).await?;
                names.into_iter().map(|name| name.value).collect()
            }
        };
        databases.sort_unstable_by_key(|name| (name != MAIN, name.clone()));
        let mut tables = Vec::new();
        for database in &databases {
            tables.extend(Scope::new(database, wanted).read(wanted, conn).await?);
        }
        Ok(tables)
    }
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

/// A table or a view.
#[derive(QueryableByName)]
struct Relation {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    sql: String,
    #[diesel(sql_type = Integer)]
    without_rowid: i32,
    #[diesel(sql_type = Integer)]
    strict: i32,
}

/// What is read, in SQL.
struct Scope<'w> {
    /// The name of the database, as a text.
    database: String,
    /// Its table of tables.
    master: String,
    namespace: Option<String>,
    /// What is asked of the table of tables, called `m`.
    filter: String,
    /// The kinds of tables that are read.
    kinds: &'static str,
    /// The names that are asked for.
    binds: &'w [String],
}

impl<'w> Scope<'w> {
    fn new(database: &str, wanted: &'w Reflection) -> Self {
        let is_main = database == MAIN;
        let quoted_name = if is_main { MAIN.to_owned() } else { Sqlite::quote(database) };
        // Tables without a page belong to modules such as FTS.
        let mut filter = match (&wanted.only, wanted.views) {
            (None, false) => "m.type = 'table' AND m.rootpage <> 0",
            (None, true) => "(m.type = 'table' AND m.rootpage <> 0 OR m.type = 'view')",
            (Some(_), false) => "m.type = 'table'",
            (Some(_), true) => "m.type IN ('table', 'view')",
        }
        .to_owned();
        if let Some(only) = &wanted.only {
            let places = vec!["?"; only.len()].join(", ");
            let _ = write!(filter, " AND m.name COLLATE NOCASE IN ({places})");
        }
        Self {
            database: quoted(database),
            master: format!("{quoted_name}.sqlite_master"),
            namespace: (!is_main).then(|| database.to_owned()),
            filter,
            // Shadow and virtual tables belong to modules.
            kinds: if wanted.only.is_some() { "'table', 'virtual', 'shadow', 'view'" } else { "'table', 'view'" },
            binds: wanted.only.as_deref().unwrap_or_default(),
        }
    }

    async fn read<C: Link<Backend = Sqlite>>(&self, wanted: &Reflection, conn: &mut C) -> Result<Vec<Table>> {
        let Self { database, master, filter, kinds, .. } = self;
        // Names of `sqlite_` are SQLite's own.
        let sql = format!(
            "SELECT m.name, m.type AS kind, coalesce(m.sql, '') AS sql, l.wr AS without_rowid, l.strict \
             FROM pragma_table_list AS l JOIN {master} AS m ON m.name = l.name \
             WHERE l.schema = {database} AND l.type IN ({kinds}) AND {filter} \
             AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name"
        );
        let relations: Vec<Relation> = load(conn, &sql, self.binds).await?;
        let mut columns = grouped(columns::read(self, conn).await?, |info| info.relation.clone());
        let mut indexes = grouped(constraints::indexes(self, conn).await?, |part| part.relation.clone());
        let mut keys = grouped(constraints::keys(self, conn).await?, |part| part.relation.clone());
        let mut triggers = grouped(triggers::read(self, conn).await?, |found| found.relation.clone());
        let relations = relations.into_iter().filter(|relation| !wanted.is_exception::<Sqlite>(&relation.name));
        let table = |relation: Relation| {
            let columns = columns.remove(&relation.name).unwrap_or_default();
            let indexes = indexes.remove(&relation.name).unwrap_or_default();
            let keys = keys.remove(&relation.name).unwrap_or_default();
            let triggers = triggers.remove(&relation.name).unwrap_or_default();
            Table {
                namespace: self.namespace.clone(),
                triggers: triggers.into_iter().map(triggers::trigger).collect(),
                ..table(relation, columns, &indexes, keys, self.namespace.as_deref())
            }
        };
        Ok(relations.map(table).collect())
    }
}

/// A table, put together.
fn table(
    relation: Relation,
    infos: Vec<columns::ColumnInfo>,
    indexes: &[constraints::IndexPart],
    keys: Vec<constraints::KeyPart>,
    namespace: Option<&str>,
) -> Table {
    let Relation { name, kind, sql, without_rowid, strict } = relation;
    if kind == "view" {
        let view = View { query: stored::view(&name, &sql), materialized: false };
        let columns = infos.into_iter().map(columns::of_view).collect();
        return Table { view: Some(view), columns, reflected: true, ..Table::named(name) };
    }
    let mut stored = stored::table(&sql);
    // The primary key has no index where it is the number of the row.
    let has_key_index = indexes.iter().any(|part| part.origin == "pk");
    let primary_key = columns::primary_key(&infos, &stored);
    let foreign_keys = constraints::foreign_keys(keys, namespace, &mut stored);
    let (uniques, indexes) = constraints::uniques_and_indexes(indexes, &mut stored);
    let checks = stored.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Check { condition } => {
            Some(Check { name: constraint.name.clone(), condition: condition.clone() })
        }
        _ => None,
    });
    let options = [(without_rowid != 0, "WITHOUT ROWID"), (strict != 0, "STRICT")];
    let options: Vec<&str> = options.iter().filter(|(is_set, _)| *is_set).map(|(_, option)| *option).collect();
    Table {
        checks: checks.collect(),
        columns: infos.into_iter().map(|info| columns::column(info, has_key_index, &stored)).collect(),
        primary_key,
        uniques,
        foreign_keys,
        indexes,
        options: (!options.is_empty()).then(|| options.join(", ")),
        reflected: true,
        ..Table::named(name)
    }
}

async fn load<T, C>(conn: &mut C, sql: &str, binds: &[String]) -> Result<Vec<T>>
where
    T: QueryableByName<Sqlite> + Send + 'static,
    C: Link<Backend = Sqlite>,
{
    let rows = {
        let mut query = sql_query(sql).into_boxed::<Sqlite>();
        for bind in binds {
            query = query.bind::<Text, _>(bind.clone());
        }
        conn.rows::<T, _>(query)
    };
    rows.await.map_err(|error| Sqlite::decode(error, None))
}

fn same(a: &str, b: &str) -> bool {
    Sqlite::same_name(a, b)
}

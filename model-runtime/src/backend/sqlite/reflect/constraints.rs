//! Foreign keys, unique constraints and indexes.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::sqlite::Sqlite;

use super::super::stored::{self, Constraint, ConstraintKind, StoredTable};
use super::{Scope, load, same};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Action, Ddl, Deferrable, ForeignKey, Index, IndexColumn, Unique};

/// A column of an index.
#[derive(QueryableByName)]
pub(super) struct IndexPart {
    /// The table.
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    /// The index.
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    is_unique: i32,
    /// `c` for CREATE INDEX, `u` for UNIQUE, `pk` for PRIMARY KEY.
    #[diesel(sql_type = Text)]
    pub(super) origin: String,
    #[diesel(sql_type = Text)]
    sql: String,
    /// `None` for an expression.
    #[diesel(sql_type = Nullable<Text>)]
    column: Option<String>,
    /// How it compares texts.
    #[diesel(sql_type = Nullable<Text>)]
    collation: Option<String>,
    #[diesel(sql_type = Integer)]
    descending: i32,
}

/// A column of a foreign key.
#[derive(QueryableByName)]
pub(super) struct KeyPart {
    /// The table.
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    column: String,
    /// `None` where the parent has no key to tell.
    #[diesel(sql_type = Nullable<Text>)]
    references: Option<String>,
    #[diesel(sql_type = Text)]
    on_update: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

/// The columns of all indexes, in order.
pub(super) async fn indexes<C: Link<Backend = Sqlite>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<IndexPart>> {
    let Scope { database, master, filter, binds, .. } = scope;
    let sql = format!(
        "SELECT m.name AS relation, l.name, l.\"unique\" AS is_unique, l.origin, coalesce(i.sql, '') AS sql, \
         p.name AS \"column\", p.coll AS collation, p.\"desc\" AS descending \
         FROM {master} AS m JOIN pragma_index_list(m.name, {database}) AS l \
         JOIN pragma_index_xinfo(l.name, {database}) AS p \
         LEFT JOIN {master} AS i ON i.type = 'index' AND i.name = l.name \
         WHERE {filter} AND p.key = 1 ORDER BY m.name, l.seq DESC, p.seqno"
    );
    load(conn, &sql, binds).await
}

/// The columns of all foreign keys, in order. Where a key does not name columns, those of the parent's key are meant.
pub(super) async fn keys<C: Link<Backend = Sqlite>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<KeyPart>> {
    let Scope { database, master, filter, binds, .. } = scope;
    let sql = format!(
        "SELECT m.name AS relation, k.id, k.\"table\" AS parent, k.\"from\" AS \"column\", \
         coalesce(k.\"to\", (SELECT p.name FROM pragma_table_info(k.\"table\", {database}) AS p WHERE p.pk = k.seq + 1)) \
         AS \"references\", k.on_update, k.on_delete \
         FROM {master} AS m JOIN pragma_foreign_key_list(m.name, {database}) AS k \
         WHERE {filter} ORDER BY m.name, k.id DESC, k.seq"
    );
    load(conn, &sql, binds).await
}

pub(super) fn foreign_keys(parts: Vec<KeyPart>, namespace: Option<&str>, stored: &mut StoredTable) -> Vec<ForeignKey> {
    let mut keys: Vec<(i32, ForeignKey)> = Vec::new();
    for part in parts {
        if keys.last().is_none_or(|(id, _)| *id != part.id) {
            let key = ForeignKey {
                name: None,
                columns: Vec::new(),
                namespace: namespace.map(str::to_owned),
                table: part.parent,
                references: Vec::new(),
                on_delete: action(&part.on_delete),
                on_update: action(&part.on_update),
                deferrable: Deferrable::Not,
            };
            keys.push((part.id, key));
        }
        if let Some((_, key)) = keys.last_mut() {
            key.columns.push(part.column);
            key.references.extend(part.references);
        }
    }
    let mut keys: Vec<ForeignKey> = keys.into_iter().map(|(_, key)| key).collect();
    for key in &mut keys {
        let written = take(
            &mut stored.constraints,
            &key.columns,
            |kind| matches!(kind, ConstraintKind::ForeignKey { table, .. } if same(table, &key.table)),
        );
        if let Some(Constraint { name, kind: ConstraintKind::ForeignKey { deferrable, .. }, .. }) = written {
            key.name = name;
            key.deferrable = deferrable;
        }
    }
    keys
}

pub(super) fn uniques_and_indexes(parts: &[IndexPart], stored: &mut StoredTable) -> (Vec<Unique>, Vec<Index>) {
    let (mut uniques, mut indexes) = (Vec::new(), Vec::new());
    for parts in parts.chunk_by(|a, b| a.name == b.name) {
        match parts.first() {
            Some(first) if first.origin == "u" => {
                let columns: Vec<String> = parts.iter().filter_map(|part| part.column.clone()).collect();
                let written = take(&mut stored.constraints, &columns, |kind| *kind == ConstraintKind::Unique);
                uniques.push(Unique {
                    name: written.and_then(|constraint| constraint.name),
                    columns,
                    ..Unique::default()
                });
            }
            Some(first) if first.origin == "c" => indexes.push(index(first, parts, stored)),
            // The index of the primary key is the key.
            _ => {}
        }
    }
    (uniques, indexes)
}

fn index(first: &IndexPart, parts: &[IndexPart], table: &StoredTable) -> Index {
    let mut written = stored::index(&first.sql);
    written.columns.resize(parts.len(), String::new());
    let columns = parts.iter().zip(written.columns).map(|(part, sql)| match &part.column {
        // A column in the order of its own collation.
        Some(name) if compares_as(part, name, table) => match part.descending {
            0 => IndexColumn::Column(name.clone()),
            _ => IndexColumn::Descending(name.clone()),
        },
        Some(name) if sql.is_empty() => IndexColumn::Expression(Sqlite::quote(name)),
        _ => IndexColumn::Expression(sql),
    });
    let columns = columns.collect();
    Index { unique: first.is_unique != 0, filter: written.filter, ..Index::new(first.name.clone(), columns) }
}

/// Whether an index compares texts as its column does.
fn compares_as(part: &IndexPart, column: &str, table: &StoredTable) -> bool {
    let own = table.collations.iter().find(|(name, _)| same(name, column)).map_or("BINARY", |(_, sql)| &**sql);
    part.collation.as_deref().is_none_or(|collation| same(collation, &stored::name(own)))
}

/// Takes out the constraint of this kind and these columns, so that a second one like it finds its own name.
fn take(
    constraints: &mut Vec<Constraint>,
    columns: &[String],
    kind: impl Fn(&ConstraintKind) -> bool,
) -> Option<Constraint> {
    let at = constraints.iter().position(|constraint| {
        kind(&constraint.kind)
            && constraint.columns.len() == columns.len()
            && constraint.columns.iter().zip(columns).all(|(a, b)| same(a, b))
    })?;
    Some(constraints.remove(at))
}

fn action(sql: &str) -> Action {
    match sql {
        "RESTRICT" => Action::Restrict,
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

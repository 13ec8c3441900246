//! Reads the tables of a SQLite database.
//!
//! Columns, keys and indexes come from pragmas; what no pragma tells comes from the stored statements (`stored.rs`).

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::sqlite::Sqlite;

use super::stored::{self, Constraint, ConstraintKind, StoredTable};
use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{
    Action, Check, Column, Ddl, ForeignKey, Generated, Identity, Index, IndexColumn, PrimaryKey, Reflect, Table, Type,
    Unique,
};

impl Reflect for Sqlite {
    async fn table_names<C: Link<Backend = Self>>(conn: &mut C) -> Result<Vec<String>> {
        // Shadow and virtual tables belong to modules such as FTS; names of `sqlite_` are SQLite's own.
        let sql = "SELECT name AS value FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
                   AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
        let names: Vec<Value> = load(conn, sql, &[]).await?;
        Ok(names.into_iter().map(|name| name.value).collect())
    }

    async fn table<C: Link<Backend = Self>>(name: &str, conn: &mut C) -> Result<Option<Table>> {
        let sql = "SELECT name, coalesce(sql, '') AS sql FROM main.sqlite_master \
                   WHERE type = 'table' AND name = ? COLLATE NOCASE";
        let Some(found) = load::<Stored, C>(conn, sql, &[name]).await?.pop() else {
            return Ok(None);
        };
        read(conn, found).await.map(Some)
    }
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

#[derive(QueryableByName)]
struct ColumnInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    declared: String,
    #[diesel(sql_type = Integer)]
    not_null: i32,
    #[diesel(sql_type = Nullable<Text>)]
    default_value: Option<String>,
    /// The position in the primary key, from 1.
    #[diesel(sql_type = Integer)]
    pk: i32,
    /// 2 for a virtual and 3 for a stored generated column.
    #[diesel(sql_type = Integer)]
    hidden: i32,
    /// Whether the primary key has an index: it has none where it is the number of the row.
    #[diesel(sql_type = Integer)]
    key_index: i32,
}

impl ColumnInfo {
    /// Whether the column, the only one of its key, is another name for the number of the row.
    fn is_row_number(&self) -> bool {
        self.pk > 0 && self.key_index == 0 && self.declared.eq_ignore_ascii_case("INTEGER")
    }
}

#[derive(QueryableByName)]
struct IndexInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    is_unique: i32,
    /// `c` for CREATE INDEX, `u` for UNIQUE, `pk` for PRIMARY KEY.
    #[diesel(sql_type = Text)]
    origin: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

#[derive(QueryableByName)]
struct IndexPart {
    /// `None` for an expression.
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    /// Whether it is anything but a column in the order of its own collation.
    #[diesel(sql_type = Integer)]
    special: i32,
    #[diesel(sql_type = Integer)]
    descending: i32,
}

#[derive(QueryableByName)]
struct KeyInfo {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    column: String,
    /// `None` where the key of the parent is meant.
    #[diesel(sql_type = Nullable<Text>)]
    references: Option<String>,
    #[diesel(sql_type = Text)]
    on_update: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

async fn load<T, C>(conn: &mut C, sql: &str, binds: &[&str]) -> Result<Vec<T>>
where
    T: QueryableByName<Sqlite> + Send + 'static,
    C: Link<Backend = Sqlite>,
{
    let rows = {
        let mut query = sql_query(sql).into_boxed::<Sqlite>();
        for bind in binds {
            query = query.bind::<Text, _>((*bind).to_owned());
        }
        conn.rows::<T, _>(query)
    };
    rows.await.map_err(|error| Sqlite::decode(error, None))
}

async fn read<C: Link<Backend = Sqlite>>(conn: &mut C, found: Stored) -> Result<Table> {
    let Stored { name, sql } = found;
    let mut stored = stored::table(&sql);
    let infos = columns_of(conn, &name).await?;
    let primary_key = primary_key(&infos, &stored);
    let foreign_keys = foreign_keys(conn, &name, &mut stored).await?;
    let (uniques, indexes) = indexes(conn, &name, &mut stored).await?;
    let checks = stored.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Check { condition } => {
            Some(Check { name: constraint.name.clone(), condition: condition.clone() })
        }
        _ => None,
    });
    let checks = checks.collect();
    let columns = infos.into_iter().map(|info| column(info, &stored)).collect();
    Ok(Table { columns, primary_key, uniques, foreign_keys, checks, indexes, reflected: true, ..Table::named(name) })
}

async fn columns_of<C: Link<Backend = Sqlite>>(conn: &mut C, table: &str) -> Result<Vec<ColumnInfo>> {
    let sql = "SELECT name, type AS declared, \"notnull\" AS not_null, dflt_value AS default_value, pk, hidden, \
               EXISTS (SELECT 1 FROM pragma_index_list(?1, 'main') WHERE origin = 'pk') AS key_index \
               FROM pragma_table_xinfo(?1, 'main') WHERE hidden <> 1 ORDER BY cid";
    load(conn, sql, &[table]).await
}

fn column(info: ColumnInfo, stored: &StoredTable) -> Column {
    // The number of a row is never NULL, whether that is declared or not.
    let is_row_number = info.is_row_number();
    let nullable = info.not_null == 0 && !is_row_number;
    let generated = matches!(info.hidden, 2 | 3).then(|| {
        let expression = stored.generated.iter().find(|(name, _)| same(name, &info.name));
        Generated { expression: expression.map(|(_, sql)| sql.clone()).unwrap_or_default(), stored: info.hidden == 3 }
    });
    // The type of a generated column carries the words along.
    let declared = match &generated {
        Some(_) => info.declared.trim_end_matches("GENERATED ALWAYS").trim_end().to_owned(),
        None => info.declared,
    };
    let identity =
        is_row_number.then_some(if stored.autoincrement { Identity::ByDefault } else { Identity::RowNumber });
    Column {
        nullable,
        default: info.default_value,
        generated,
        identity,
        ..Column::new(info.name, Type::Named(declared))
    }
}

fn key_columns(infos: &[ColumnInfo]) -> Vec<String> {
    let mut parts: Vec<(i32, &str)> =
        infos.iter().filter(|info| info.pk > 0).map(|info| (info.pk, &*info.name)).collect();
    parts.sort_unstable();
    parts.into_iter().map(|(_, name)| name.to_owned()).collect()
}

fn primary_key(infos: &[ColumnInfo], stored: &StoredTable) -> Option<PrimaryKey> {
    let columns = key_columns(infos);
    if columns.is_empty() {
        return None;
    }
    let written = stored.constraints.iter().find(|constraint| constraint.kind == ConstraintKind::PrimaryKey);
    Some(PrimaryKey { name: written.and_then(|constraint| constraint.name.clone()), columns })
}

async fn foreign_keys<C: Link<Backend = Sqlite>>(
    conn: &mut C,
    table: &str,
    stored: &mut StoredTable,
) -> Result<Vec<ForeignKey>> {
    let sql = "SELECT id, \"table\" AS parent, \"from\" AS \"column\", \"to\" AS \"references\", on_update, on_delete \
               FROM pragma_foreign_key_list(?, 'main') ORDER BY id DESC, seq";
    let mut keys: Vec<(i32, ForeignKey)> = Vec::new();
    for info in load::<KeyInfo, C>(conn, sql, &[table]).await? {
        if keys.last().is_none_or(|(id, _)| *id != info.id) {
            let key = ForeignKey {
                name: None,
                columns: Vec::new(),
                namespace: None,
                table: info.parent,
                references: Vec::new(),
                on_delete: action(&info.on_delete),
                on_update: action(&info.on_update),
                deferred: false,
            };
            keys.push((info.id, key));
        }
        if let Some((_, key)) = keys.last_mut() {
            key.columns.push(info.column);
            key.references.extend(info.references);
        }
    }
    let mut keys: Vec<ForeignKey> = keys.into_iter().map(|(_, key)| key).collect();
    for key in &mut keys {
        if key.references.is_empty() {
            key.references = key_columns(&columns_of(conn, &key.table).await?);
        }
        let written = take(
            &mut stored.constraints,
            &key.columns,
            |kind| matches!(kind, ConstraintKind::ForeignKey { table, .. } if same(table, &key.table)),
        );
        if let Some(Constraint { name, kind: ConstraintKind::ForeignKey { deferred, .. }, .. }) = written {
            key.name = name;
            key.deferred = deferred;
        }
    }
    Ok(keys)
}

async fn indexes<C: Link<Backend = Sqlite>>(
    conn: &mut C,
    table: &str,
    stored: &mut StoredTable,
) -> Result<(Vec<Unique>, Vec<Index>)> {
    let sql = "SELECT list.name, list.\"unique\" AS is_unique, list.origin, coalesce(master.sql, '') AS sql \
               FROM pragma_index_list(?, 'main') AS list \
               JOIN main.sqlite_master AS master ON master.type = 'index' AND master.name = list.name \
               ORDER BY list.seq DESC";
    let (mut uniques, mut indexes) = (Vec::new(), Vec::new());
    for info in load::<IndexInfo, C>(conn, sql, &[table]).await? {
        let parts = "SELECT part.name, (part.cid = -2 OR part.coll <> 'BINARY') AS special, \
                     part.\"desc\" AS descending \
                     FROM pragma_index_xinfo(?, 'main') AS part WHERE part.key = 1 ORDER BY part.seqno";
        let parts: Vec<IndexPart> = load(conn, parts, &[&info.name]).await?;
        match &*info.origin {
            "u" => {
                let columns: Vec<String> = parts.into_iter().filter_map(|part| part.name).collect();
                let written = take(&mut stored.constraints, &columns, |kind| *kind == ConstraintKind::Unique);
                uniques.push(Unique { name: written.and_then(|constraint| constraint.name), columns });
            }
            "c" => indexes.push(index(info, parts)),
            // The index of the primary key is the key.
            _ => {}
        }
    }
    Ok((uniques, indexes))
}

fn index(info: IndexInfo, parts: Vec<IndexPart>) -> Index {
    let mut written = stored::index(&info.sql);
    written.columns.resize(parts.len(), String::new());
    let columns = parts.into_iter().zip(written.columns).map(|(part, sql)| match part.name {
        Some(name) if part.special == 0 && part.descending != 0 => IndexColumn::Descending(name),
        Some(name) if part.special == 0 => IndexColumn::Column(name),
        Some(name) if sql.is_empty() => IndexColumn::Expression(Sqlite::quote(&name)),
        _ => IndexColumn::Expression(sql),
    });
    Index { unique: info.is_unique != 0, filter: written.filter, ..Index::new(info.name, columns.collect()) }
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

fn same(a: &str, b: &str) -> bool {
    Sqlite::same_name(a, b)
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

//! Reads the tables of a database of MariaDB or MySQL: the one that the connection is in.

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{
    Action, Check, Column, ForeignKey, Generated, Identity, Index, IndexColumn, PrimaryKey, Reflect, Table, Type,
};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct ColumnInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    declared: String,
    #[diesel(sql_type = Text)]
    nullable: String,
    #[diesel(sql_type = Nullable<Text>)]
    default: Option<String>,
    /// `auto_increment`, `STORED GENERATED`, `VIRTUAL GENERATED`, `DEFAULT_GENERATED`.
    #[diesel(sql_type = Text)]
    extra: String,
    #[diesel(sql_type = Nullable<Text>)]
    expression: Option<String>,
}

/// A column of a foreign key.
#[derive(QueryableByName)]
struct KeyPart {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    column: String,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    references: String,
    #[diesel(sql_type = Text)]
    on_update: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

/// A column of an index.
#[derive(QueryableByName)]
struct IndexPart {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    not_unique: i64,
    /// NULL for an expression.
    #[diesel(sql_type = Nullable<Text>)]
    column: Option<String>,
    /// How many characters are indexed; NULL for all.
    #[diesel(sql_type = Nullable<BigInt>)]
    prefix: Option<i64>,
    /// `D` if descending.
    #[diesel(sql_type = Nullable<Text>)]
    order: Option<String>,
}

#[derive(QueryableByName)]
struct CheckInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    clause: String,
}

async fn load<T, C>(conn: &mut C, sql: &str, table: &str) -> Result<Vec<T>>
where
    T: QueryableByName<Mysql> + Send + 'static,
    C: Link<Backend = Mysql>,
{
    let rows = conn.rows::<T, _>(sql_query(sql).bind::<Text, _>(table));
    rows.await.map_err(|error| Mysql::decode(error, None))
}

impl Reflect for Mysql {
    async fn table_names<C: Link<Backend = Self>>(conn: &mut C) -> Result<Vec<String>> {
        // The parameter is there for `load`; every name contains it.
        let sql = "SELECT table_name AS `name` FROM information_schema.tables WHERE table_schema = database() \
                   AND table_type = 'BASE TABLE' AND locate(?, table_name) > 0 ORDER BY BINARY table_name";
        Ok(load::<Name, C>(conn, sql, "").await?.into_iter().map(|table| table.name).collect())
    }

    async fn table<C: Link<Backend = Self>>(name: &str, conn: &mut C) -> Result<Option<Table>> {
        let sql = "SELECT table_name AS `name` FROM information_schema.tables WHERE table_schema = database() \
                   AND table_type = 'BASE TABLE' AND table_name = ?";
        let Some(Name { name }) = load::<Name, C>(conn, sql, name).await?.pop() else { return Ok(None) };
        let columns = columns(conn, &name).await?;
        let (key, mut indexes) = indexes(conn, &name).await?;
        let foreign_keys = foreign_keys(conn, &name).await?;
        // The server makes an index for a foreign key that has none, and calls it the same.
        indexes.retain(|index| foreign_keys.iter().all(|key| index.unique || key.name.as_ref() != Some(&index.name)));
        // Constraints that are unique are indexes that are.
        Ok(Some(Table {
            primary_key: (!key.is_empty()).then_some(PrimaryKey { name: None, columns: key }),
            foreign_keys,
            checks: checks(conn, &name).await?,
            indexes,
            columns: columns.into_iter().map(column).collect(),
            reflected: true,
            ..Table::named(name)
        }))
    }
}

impl ColumnInfo {
    /// Whether the server counts.
    fn is_counted(&self) -> bool {
        self.extra.contains("auto_increment")
    }
}

async fn columns<C: Link<Backend = Mysql>>(conn: &mut C, table: &str) -> Result<Vec<ColumnInfo>> {
    let sql = "SELECT column_name AS `name`, column_type AS `declared`, is_nullable AS `nullable`, \
               column_default AS `default`, extra AS `extra`, generation_expression AS `expression` \
               FROM information_schema.columns WHERE table_schema = database() AND table_name = ? \
               ORDER BY ordinal_position";
    load(conn, sql, table).await
}

fn column(info: ColumnInfo) -> Column {
    let is_counted = info.is_counted();
    let stored = info.extra.contains("STORED GENERATED") || info.extra.contains("PERSISTENT");
    let expression = info.expression.filter(|expression| !expression.is_empty());
    Column {
        nullable: info.nullable == "YES",
        // MariaDB writes out that there is none.
        default: info.default.filter(|default| expression.is_none() && default != "NULL"),
        generated: expression.map(|expression| Generated { expression, stored }),
        identity: is_counted.then_some(Identity::ByDefault),
        ..Column::new(info.name, Type::Named(info.declared))
    }
}

async fn foreign_keys<C: Link<Backend = Mysql>>(conn: &mut C, table: &str) -> Result<Vec<ForeignKey>> {
    let sql = "SELECT k.constraint_name AS `name`, k.column_name AS `column`, k.referenced_table_name AS `parent`, \
               k.referenced_column_name AS `references`, r.update_rule AS `on_update`, r.delete_rule AS `on_delete` \
               FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r \
               ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name \
               AND r.constraint_name = k.constraint_name \
               WHERE k.table_schema = database() AND k.table_name = ? ORDER BY k.constraint_name, k.ordinal_position";
    let mut keys: Vec<ForeignKey> = Vec::new();
    for part in load::<KeyPart, C>(conn, sql, table).await? {
        match keys.last_mut().filter(|key| key.name.as_ref() == Some(&part.name)) {
            Some(key) => {
                key.columns.push(part.column);
                key.references.push(part.references);
            }
            None => keys.push(ForeignKey {
                name: Some(part.name),
                columns: vec![part.column],
                namespace: None,
                table: part.parent,
                references: vec![part.references],
                on_delete: action(&part.on_delete),
                on_update: action(&part.on_update),
                deferred: false,
            }),
        }
    }
    Ok(keys)
}

/// The columns of the primary key, and the other indexes.
async fn indexes<C: Link<Backend = Mysql>>(conn: &mut C, table: &str) -> Result<(Vec<String>, Vec<Index>)> {
    let sql = "SELECT index_name AS `name`, CAST(non_unique AS SIGNED) AS `not_unique`, column_name AS `column`, \
               CAST(sub_part AS SIGNED) AS `prefix`, collation AS `order` FROM information_schema.statistics \
               WHERE table_schema = database() AND table_name = ? ORDER BY index_name, seq_in_index";
    let (mut primary, mut indexes) = (Vec::new(), Vec::<Index>::new());
    for part in load::<IndexPart, C>(conn, sql, table).await? {
        if part.name == "PRIMARY" {
            primary.extend(part.column);
            continue;
        }
        let column = match (part.column, part.prefix, part.order.as_deref()) {
            (Some(column), None, Some("A") | None) => IndexColumn::Column(column),
            (Some(column), Some(prefix), _) => IndexColumn::Expression(format!("{column}({prefix})")),
            (Some(column), None, _) => IndexColumn::Descending(column),
            (None, ..) => IndexColumn::Expression("an expression".to_owned()),
        };
        match indexes.last_mut().filter(|index| index.name == part.name) {
            Some(index) => index.columns.push(column),
            None => indexes.push(Index { unique: part.not_unique == 0, ..Index::new(part.name, vec![column]) }),
        }
    }
    Ok((primary, indexes))
}

async fn checks<C: Link<Backend = Mysql>>(conn: &mut C, table: &str) -> Result<Vec<Check>> {
    // MariaDB has names per table, and checks of columns by which it knows JSON; MySQL skips the comment.
    let sql = "SELECT c.constraint_name AS `name`, c.check_clause AS `clause` \
               FROM information_schema.table_constraints t JOIN information_schema.check_constraints c \
               ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name \
               /*M! AND c.table_name = t.table_name AND c.level = 'Table' */ \
               WHERE t.table_schema = database() AND t.table_name = ? AND t.constraint_type = 'CHECK' \
               ORDER BY c.constraint_name";
    let infos: Vec<CheckInfo> = load(conn, sql, table).await?;
    Ok(infos.into_iter().map(|info| Check { name: Some(info.name), condition: info.clause }).collect())
}

fn action(rule: &str) -> Action {
    match rule {
        "RESTRICT" => Action::Restrict,
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

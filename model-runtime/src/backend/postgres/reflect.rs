//! Reads the tables of a PostgreSQL database: those of the schema that unqualified names lead to.

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_query;
use diesel::sql_types::{Array, Bool, Nullable, Text};

use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{
    Action, Check, Column, ForeignKey, Generated, Identity, Index, IndexColumn, PrimaryKey, Reflect, Table, Type,
    Unique,
};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Values {
    #[diesel(sql_type = Array<Text>)]
    values: Vec<String>,
}

#[derive(QueryableByName)]
struct ColumnInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    declared: String,
    /// The values of its type, if that is an enum.
    #[diesel(sql_type = Array<Text>)]
    values: Vec<String>,
    #[diesel(sql_type = Bool)]
    not_null: bool,
    #[diesel(sql_type = Nullable<Text>)]
    expression: Option<String>,
    /// Whether the expression is what the column is generated from, and not its default.
    #[diesel(sql_type = Bool)]
    is_generated: bool,
    /// Whether the server counts: an identity, or the default of a `serial`.
    #[diesel(sql_type = Bool)]
    is_counted: bool,
}

#[derive(QueryableByName)]
struct ConstraintInfo {
    #[diesel(sql_type = Text)]
    name: String,
    /// `p`, `u`, `f` or `c`.
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
    #[diesel(sql_type = Text)]
    definition: String,
    #[diesel(sql_type = Nullable<Text>)]
    parent: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    references: Vec<String>,
    #[diesel(sql_type = Text)]
    on_update: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
    #[diesel(sql_type = Bool)]
    deferred: bool,
}

#[derive(QueryableByName)]
struct IndexInfo {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Nullable<Text>)]
    filter: Option<String>,
    /// What it orders by, in SQL.
    #[diesel(sql_type = Array<Text>)]
    parts: Vec<String>,
    /// Whether each part is a column in ascending order.
    #[diesel(sql_type = Array<Bool>)]
    plain: Vec<bool>,
}

async fn load<T, C>(conn: &mut C, sql: &str, table: &str) -> Result<Vec<T>>
where
    T: QueryableByName<Pg> + Send + 'static,
    C: Link<Backend = Pg>,
{
    let rows = conn.rows::<T, _>(sql_query(sql).bind::<Text, _>(table));
    rows.await.map_err(|error| Pg::decode(error, None))
}

impl Reflect for Pg {
    async fn table_names<C: Link<Backend = Self>>(conn: &mut C) -> Result<Vec<String>> {
        // The parameter is there for `load`; every name contains it.
        let sql = "SELECT relname::text AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
                   AND relkind IN ('r', 'p') AND strpos(relname::text, $1) > 0 ORDER BY relname::text COLLATE \"C\"";
        Ok(load::<Name, C>(conn, sql, "").await?.into_iter().map(|table| table.name).collect())
    }

    async fn table<C: Link<Backend = Self>>(name: &str, conn: &mut C) -> Result<Option<Table>> {
        let sql = "SELECT relname::text AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
                   AND relkind IN ('r', 'p') AND relname = $1";
        let Some(Name { name }) = load::<Name, C>(conn, sql, name).await?.pop() else { return Ok(None) };
        let infos = columns(conn, &name).await?;
        let indexes = indexes(conn, &name).await?;
        let mut table = Table { indexes, reflected: true, ..Table::named(name.clone()) };
        for info in constraints(conn, &name).await? {
            add_constraint(&mut table, info);
        }
        table.columns = infos.into_iter().map(column).collect();
        Ok(Some(table))
    }

    async fn enum_values<C: Link<Backend = Self>>(name: &str, conn: &mut C) -> Result<Option<Vec<String>>> {
        let sql = format!("SELECT {} AS values FROM {ENUM}", values_of("e.oid"));
        Ok(load::<Values, C>(conn, &sql, name).await?.pop().map(|ty| ty.values))
    }

    async fn is_unused_enum<C: Link<Backend = Self>>(name: &str, conn: &mut C) -> Result<bool> {
        let sql = format!(
            "SELECT e.typname::text AS name FROM {ENUM} AND NOT EXISTS (SELECT 1 FROM pg_attribute a \
             WHERE a.atttypid IN (e.oid, e.typarray) AND NOT a.attisdropped)"
        );
        Ok(!load::<Name, C>(conn, &sql, name).await?.is_empty())
    }
}

/// The relation of this name, as SQL.
const RELATION: &str = "(SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
                        AND relkind IN ('r', 'p') AND relname = $1)";

/// The enum type of this name, as the rest of a SELECT.
const ENUM: &str = "pg_type e WHERE e.oid = to_regtype(quote_ident($1)) AND e.typtype = 'e'";

async fn columns<C: Link<Backend = Pg>>(conn: &mut C, table: &str) -> Result<Vec<ColumnInfo>> {
    let sql = format!(
        "SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS declared, {} AS values, a.attnotnull AS not_null, \
         pg_get_expr(d.adbin, d.adrelid) AS expression, a.attgenerated <> '' AS is_generated, \
         (a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid), '') LIKE 'nextval(%') AS is_counted \
         FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         WHERE a.attrelid = {RELATION} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        values_of("a.atttypid"),
    );
    load(conn, &sql, table).await
}

/// The values of an enum type, as SQL literals, in SQL; none if it is another type.
fn values_of(ty: &str) -> String {
    format!("ARRAY(SELECT quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = {ty} ORDER BY enumsortorder)")
}

fn column(info: ColumnInfo) -> Column {
    let (default, generated) = match info.expression {
        Some(expression) if info.is_generated => (None, Some(Generated { expression, stored: true })),
        // A column that counts has the count for its default, which is part of the key.
        expression => (expression.filter(|_| !info.is_counted), None),
    };
    let ty = if info.values.is_empty() {
        Type::Named(info.declared)
    } else {
        Type::Enum { name: unquoted(&info.declared), values: info.values }
    };
    let identity = info.is_counted.then_some(Identity::ByDefault);
    Column { nullable: !info.not_null, default, generated, identity, ..Column::new(info.name, ty) }
}

async fn constraints<C: Link<Backend = Pg>>(conn: &mut C, table: &str) -> Result<Vec<ConstraintInfo>> {
    let names = |of: &str, keys: &str| {
        format!(
            "ARRAY(SELECT a.attname::text FROM unnest({keys}) WITH ORDINALITY AS k (attnum, at) \
             JOIN pg_attribute a ON a.attrelid = {of} AND a.attnum = k.attnum ORDER BY k.at)"
        )
    };
    let (columns, references) = (names("c.conrelid", "c.conkey"), names("c.confrelid", "c.confkey"));
    let sql = format!(
        "SELECT c.conname::text AS name, c.contype::text AS kind, {columns} AS columns, \
         pg_get_constraintdef(c.oid) AS definition, p.relname::text AS parent, {references} AS \"references\", \
         c.confupdtype::text AS on_update, c.confdeltype::text AS on_delete, c.condeferred AS deferred \
         FROM pg_constraint c LEFT JOIN pg_class p ON p.oid = c.confrelid \
         WHERE c.conrelid = {RELATION} AND c.contype IN ('p', 'u', 'f', 'c') ORDER BY c.oid"
    );
    load(conn, &sql, table).await
}

fn add_constraint(table: &mut Table, info: ConstraintInfo) {
    let name = Some(info.name);
    match &*info.kind {
        "p" => table.primary_key = Some(PrimaryKey { name, columns: info.columns }),
        "u" => table.uniques.push(Unique { name, columns: info.columns }),
        "f" => table.foreign_keys.push(ForeignKey {
            name,
            columns: info.columns,
            namespace: None,
            table: info.parent.unwrap_or_default(),
            references: info.references,
            on_delete: action(&info.on_delete),
            on_update: action(&info.on_update),
            deferred: info.deferred,
        }),
        _ => {
            let sql = info.definition.strip_prefix("CHECK (").and_then(|sql| sql.strip_suffix(')'));
            let condition = sql.unwrap_or(&info.definition).to_owned();
            table.checks.push(Check { name, condition });
        }
    }
}

async fn indexes<C: Link<Backend = Pg>>(conn: &mut C, table: &str) -> Result<Vec<Index>> {
    let sql = format!(
        "SELECT c.relname::text AS name, i.indisunique AS is_unique, pg_get_expr(i.indpred, i.indrelid) AS filter, \
         ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) AS k ORDER BY k) \
         AS parts, \
         ARRAY(SELECT i.indkey[k - 1] <> 0 AND i.indoption[k - 1] = 0 FROM generate_series(1, i.indnkeyatts) AS k \
         ORDER BY k) AS plain \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         WHERE i.indrelid = {RELATION} \
         AND NOT EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conindid = i.indexrelid AND n.contype IN ('p', 'u', 'x')) \
         ORDER BY c.oid"
    );
    let infos: Vec<IndexInfo> = load(conn, &sql, table).await?;
    let index = |info: IndexInfo| {
        let part = |(part, plain): (String, bool)| {
            if plain { IndexColumn::Column(unquoted(&part)) } else { IndexColumn::Expression(part) }
        };
        let columns = info.parts.into_iter().zip(info.plain).map(part).collect();
        Index { unique: info.is_unique, filter: info.filter, ..Index::new(info.name, columns) }
    };
    Ok(infos.into_iter().map(index).collect())
}

/// The name that a quoted identifier stands for.
fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

//! Reads the tables of a PostgreSQL database: one query for each kind of thing they are made of, whatever their number.

mod columns;
mod constraints;
mod indexes;
mod partitions;
mod texts;
mod types;

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_query;
use diesel::sql_types::{Array, Bool, Nullable, Oid, Text};

use crate::backend::Dialect;
use crate::connection::{Link, Statement};
use crate::error::Result;
use crate::schema::{Namespace, Namespaces, Reflect, Reflection, Table, View, grouped};

use texts::settled;

impl Reflect for Pg {
    async fn tables<C: Link<Backend = Self>>(wanted: &Reflection, conn: &mut C) -> Result<Vec<Table>> {
        let mut relations = relations(wanted, conn).await?;
        relations.retain(|relation| !wanted.is_exception::<Self>(&relation.name));
        let oids: Vec<u32> = relations.iter().map(|relation| relation.oid).collect();
        let columns = columns::read(&oids, conn).await?;
        let types = types::read(&columns, conn).await?;
        let mut columns = grouped(columns, |info| info.relation);
        let mut constraints = grouped(constraints::read(&oids, conn).await?, |info| info.relation);
        let mut indexes = grouped(indexes::read(&oids, conn).await?, |info| info.relation);
        let mut partitions = grouped(partitions::read(&oids, conn).await?, |info| info.parent);
        let table = |relation: Relation| {
            let infos = columns.remove(&relation.oid).unwrap_or_default();
            let mut table = Table {
                namespace: relation.namespace,
                view: relation.query.map(|query| View { query: settled(&query), materialized: relation.kind == "m" }),
                columns: infos.into_iter().map(|info| columns::column(info, &types)).collect(),
                indexes: indexes.remove(&relation.oid).unwrap_or_default().into_iter().map(indexes::index).collect(),
                partition_by: relation.partition_by,
                partitions: partitions::below(relation.oid, &mut partitions),
                options: relation.options.map(|options| format!("WITH ({options})")),
                comment: relation.comment,
                reflected: true,
                ..Table::named(relation.name)
            };
            for info in constraints.remove(&relation.oid).unwrap_or_default() {
                constraints::add(&mut table, info);
            }
            table
        };
        Ok(relations.into_iter().map(table).collect())
    }

    async fn namespaces<C: Link<Backend = Self>>(conn: &mut C) -> Result<Vec<Namespace>> {
        let sql = "SELECT current_schema()::text AS here, nspname::text AS name FROM pg_namespace";
        load(conn, sql_query(sql)).await
    }

    async fn enums<C: Link<Backend = Self>>(names: Vec<String>, conn: &mut C) -> Result<Vec<(String, Vec<String>)>> {
        let sql = format!("SELECT n.name, {} AS values FROM {ENUMS}", types::values_of("e.oid"));
        let found: Vec<Values> = load(conn, sql_query(sql).bind::<Array<Text>, _>(names)).await?;
        Ok(found.into_iter().map(|ty| (ty.name, ty.values)).collect())
    }

    async fn unused_enums<C: Link<Backend = Self>>(names: Vec<String>, conn: &mut C) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT n.name FROM {ENUMS} WHERE NOT EXISTS (SELECT 1 FROM pg_attribute a \
             WHERE a.atttypid IN (e.oid, e.typarray) AND NOT a.attisdropped)"
        );
        let found: Vec<Name> = load(conn, sql_query(sql).bind::<Array<Text>, _>(names)).await?;
        Ok(found.into_iter().map(|ty| ty.name).collect())
    }

    /// Asked for first, because the server writes what it refuses to its log. No two connections get the same name.
    async fn room<C: Link<Backend = Self>>(conn: &mut C) -> Result<Option<String>> {
        // A transaction that was begun by SQL, so that Diesel does not know it, would be rolled back: there, time stands still.
        let before = match conn.depth() {
            Ok(0) => load::<Name, C>(conn, sql_query("SELECT now()::text AS name")).await?.pop(),
            Ok(_) => None,
            Err(error) => return Err(Self::decode(error, None)),
        };
        let sql = "SELECT 'model_words_' || pg_backend_pid() AS name WHERE now()::text IS DISTINCT FROM $1 \
                   AND has_database_privilege(current_database(), 'CREATE') AND current_setting('transaction_read_only') = 'off'";
        let query = sql_query(sql).bind::<Nullable<Text>, _>(before.map(|before| before.name));
        Ok(load::<Name, C>(conn, query).await?.pop().map(|found| found.name))
    }
}

/// The enum types that names lead to, as the rest of a SELECT.
const ENUMS: &str = "pg_type e JOIN unnest($1) AS n (name) ON e.oid = to_regtype(n.name) AND e.typtype = 'e'";

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Values {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Array<Text>)]
    values: Vec<String>,
}

/// A table or a view.
#[derive(QueryableByName)]
struct Relation {
    #[diesel(sql_type = Oid)]
    oid: u32,
    /// NULL for the current schema.
    #[diesel(sql_type = Nullable<Text>)]
    namespace: Option<String>,
    #[diesel(sql_type = Text)]
    name: String,
    /// `r`, `p` for a partitioned table, `v`, `m` for a materialised view.
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    query: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    partition_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    options: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    comment: Option<String>,
}

/// The tables that are asked for, in the order of their names.
async fn relations<C: Link<Backend = Pg>>(wanted: &Reflection, conn: &mut C) -> Result<Vec<Relation>> {
    let sql = "SELECT c.oid, nullif(n.nspname, current_schema())::text AS namespace, c.relname::text AS name, \
               c.relkind::text AS kind, obj_description(c.oid, 'pg_class') AS comment, \
               CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query, \
               CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by, \
               (SELECT string_agg(format('%s=%L', o.option_name, o.option_value), ', ') \
               FROM pg_options_to_table(c.reloptions) AS o) AS options \
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE (c.relkind IN ('r', 'p') OR $1 AND c.relkind IN ('v', 'm')) \
               AND CASE WHEN $2 THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
               WHEN $3 IS NULL THEN n.nspname = current_schema() ELSE n.nspname = ANY($3) END \
               AND CASE WHEN $4 IS NULL THEN NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_depend d \
               WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') \
               ELSE c.relname = ANY($4) END \
               ORDER BY n.nspname IS DISTINCT FROM current_schema(), n.nspname COLLATE \"C\", c.relname COLLATE \"C\"";
    let named = match &wanted.namespaces {
        Namespaces::Named(names) => Some(names.clone()),
        _ => None,
    };
    let query = sql_query(sql)
        .bind::<Bool, _>(wanted.views)
        .bind::<Bool, _>(wanted.namespaces == Namespaces::All)
        .bind::<Nullable<Array<Text>>, _>(named)
        .bind::<Nullable<Array<Text>>, _>(wanted.only.clone());
    load(conn, query).await
}

async fn load<T, C>(conn: &mut C, query: impl Statement<Pg>) -> Result<Vec<T>>
where
    T: QueryableByName<Pg> + Send + 'static,
    C: Link<Backend = Pg>,
{
    conn.rows::<T, _>(query).await.map_err(|error| Pg::decode(error, None))
}

/// Loads rows about tables, whose numbers are the only parameter.
async fn load_of<T, C>(conn: &mut C, sql: &str, oids: &[u32]) -> Result<Vec<T>>
where
    T: QueryableByName<Pg> + Send + 'static,
    C: Link<Backend = Pg>,
{
    load(conn, sql_query(sql).bind::<Array<Oid>, _>(oids.to_vec())).await
}

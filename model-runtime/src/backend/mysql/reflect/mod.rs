//! Reads the tables of a server of MariaDB or MySQL: one query for each kind of thing they are made of, whatever their number.

mod columns;
mod constraints;
mod indexes;
mod partitions;
mod texts;
mod views;
mod words;

use std::fmt::Write;

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Namespace, Namespaces, Reflect, Reflection, Table, View, grouped};

impl Reflect for Mysql {
    async fn namespaces<C: Link<Backend = Self>>(conn: &mut C) -> Result<Vec<Namespace>> {
        let sql = "SELECT database() AS `here`, schema_name AS `name` FROM information_schema.schemata";
        conn.rows(sql_query(sql)).await.map_err(|error| Self::decode(error, None))
    }

    async fn temporary<C: Link<Backend = Self>>(tables: &[Table], conn: &mut C) -> Result<Vec<Table>, String> {
        words::temporary(tables, conn).await
    }

    async fn tables<C: Link<Backend = Self>>(wanted: &Reflection, conn: &mut C) -> Result<Vec<Table>> {
        let scope = Scope::new(wanted);
        let mut relations = relations(&scope, wanted, conn).await?;
        relations.retain(|relation| relation.is_wanted(wanted));
        let mut columns = grouped(columns::read(&scope, conn).await?, |info| info.place.clone());
        let mut keys = grouped(constraints::keys(&scope, conn).await?, |part| part.place.clone());
        let mut actions = grouped(constraints::actions(&scope, conn).await?, |info| info.place.clone());
        let mut checks = grouped(constraints::checks(&scope, conn).await?, |info| info.place.clone());
        let mut indexes = grouped(indexes::read(&scope, conn).await?, |part| part.place.clone());
        let mut partitions = grouped(partitions::read(&scope, conn).await?, |info| info.place.clone());
        let views = if wanted.views { views::read(&scope, conn).await? } else { Vec::new() };
        let mut views = grouped(views, |info| info.place.clone());
        let table = |relation: Relation| {
            let place = relation.place.clone();
            let infos = columns.remove(&place).unwrap_or_default();
            let namespace = relation.namespace();
            if let Some(info) = views.remove(&place).unwrap_or_default().pop() {
                let query = views::query(&texts::standard(&info.definition), relation.current.as_deref());
                let columns = infos.into_iter().map(columns::of_view).collect();
                let view = Some(View { query, materialized: false });
                return Table { namespace, view, columns, reflected: true, ..Table::named(place.table) };
            }
            let checks = constraints::Checks::new(checks.remove(&place).unwrap_or_default());
            let actions = actions.remove(&place).unwrap_or_default();
            let foreign_keys = constraints::foreign_keys(keys.remove(&place).unwrap_or_default(), &actions, &relation);
            let (primary_key, mut indexes) = indexes::indexes(indexes.remove(&place).unwrap_or_default());
            // The server makes an index for a foreign key that has none, and calls it the same.
            indexes.retain(|index| !foreign_keys.iter().any(|key| constraints::is_made_for(index, key)));
            let columns = infos.into_iter().map(|info| columns::column(info, &relation, &checks)).collect();
            let (partition_by, partitions) = partitions::partitions(partitions.remove(&place).unwrap_or_default());
            // Constraints that are unique are indexes that are.
            Table {
                namespace,
                columns,
                primary_key,
                foreign_keys,
                checks: checks.of_table(),
                indexes,
                partition_by,
                partitions,
                options: relation.options(),
                comment: Some(relation.comment).filter(|comment| !comment.is_empty()),
                reflected: true,
                ..Table::named(place.table)
            }
        };
        Ok(relations.into_iter().map(table).collect())
    }
}

/// Where a table is.
#[derive(QueryableByName, Clone, PartialEq, Eq, Hash)]
struct Place {
    #[diesel(sql_type = Text, column_name = "place_schema")]
    schema: String,
    #[diesel(sql_type = Text, column_name = "place_table")]
    table: String,
}

/// A table or a view.
#[derive(QueryableByName)]
struct Relation {
    #[diesel(embed)]
    place: Place,
    /// The database that the connection is in.
    #[diesel(sql_type = Nullable<Text>)]
    current: Option<String>,
    /// Whether names that differ in capitals are two.
    #[diesel(sql_type = BigInt)]
    exact: i64,
    /// NULL for a view.
    #[diesel(sql_type = Nullable<Text>)]
    engine: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    collation: Option<String>,
    #[diesel(sql_type = Text)]
    comment: String,
}

impl Relation {
    /// The database it is in, if it is another one.
    fn namespace(&self) -> Option<String> {
        self.other_than_current(&self.place.schema)
    }

    /// A database, if it is another one than the connection is in.
    fn other_than_current(&self, schema: &str) -> Option<String> {
        (self.current.as_deref() != Some(schema)).then(|| schema.to_owned())
    }

    /// The server may have looked names up without regard to capitals.
    fn is_wanted(&self, wanted: &Reflection) -> bool {
        let name = &self.place.table;
        let is_named = |only: &Vec<String>| self.exact == 0 || only.contains(name);
        wanted.only.as_ref().is_none_or(is_named) && !wanted.is_exception::<Mysql>(name)
    }

    /// Engine and collation, if they are not those of the tables of models.
    fn options(&self) -> Option<String> {
        let (engine, collation) = (self.engine.as_deref()?, self.collation.as_deref()?);
        let is_usual = engine == "InnoDB" && matches!(collation, "utf8mb4_nopad_bin" | "utf8mb4_0900_bin");
        (!is_usual).then(|| format!("ENGINE = {engine} DEFAULT COLLATE {collation}"))
    }
}

/// The tables that are asked for, in the order of their names.
async fn relations<C: Link<Backend = Mysql>>(
    scope: &Scope<'_>,
    wanted: &Reflection,
    conn: &mut C,
) -> Result<Vec<Relation>> {
    let kinds = if wanted.views { "'BASE TABLE', 'VIEW'" } else { "'BASE TABLE'" };
    let sql = format!(
        "SELECT t.table_schema AS `place_schema`, t.table_name AS `place_table`, database() AS `current`, \
         CAST(@@lower_case_table_names = 0 AS SIGNED) AS `exact`, t.engine AS `engine`, \
         t.table_collation AS `collation`, t.table_comment AS `comment` \
         FROM information_schema.tables t WHERE {} AND t.table_type IN ({kinds}) \
         ORDER BY t.table_schema = database() DESC, BINARY t.table_schema, BINARY t.table_name",
        scope.of("t")
    );
    scope.load(&sql, conn).await
}

/// Which tables are asked for, in SQL.
struct Scope<'w> {
    wanted: &'w Reflection,
    binds: Vec<&'w String>,
}

impl<'w> Scope<'w> {
    fn new(wanted: &'w Reflection) -> Self {
        let schemas = match &wanted.namespaces {
            Namespaces::Named(names) => &**names,
            _ => &[],
        };
        Self { wanted, binds: schemas.iter().chain(wanted.only.iter().flatten()).collect() }
    }

    /// The condition on a table of the catalog.
    fn of(&self, catalog: &str) -> String {
        self.on(&format!("{catalog}.table_schema"), &format!("{catalog}.table_name"))
    }

    /// The condition on the name of a database and that of a table.
    fn on(&self, schema: &str, table: &str) -> String {
        let list = |names: &[String]| vec!["?"; names.len()].join(", ");
        let mut sql = match &self.wanted.namespaces {
            Namespaces::Current => format!("{schema} = database()"),
            Namespaces::Named(names) => format!("{schema} IN ({})", list(names)),
            Namespaces::All => {
                format!("{schema} NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')")
            }
        };
        if let Some(only) = &self.wanted.only {
            let _ = write!(sql, " AND {table} IN ({})", list(only));
        }
        sql
    }

    async fn load<T, C>(&self, sql: &str, conn: &mut C) -> Result<Vec<T>>
    where
        T: QueryableByName<Mysql> + Send + 'static,
        C: Link<Backend = Mysql>,
    {
        let rows = {
            let mut query = sql_query(sql).into_boxed::<Mysql>();
            for bind in &self.binds {
                query = query.bind::<Text, _>((*bind).clone());
            }
            conn.rows::<T, _>(query)
        };
        rows.await.map_err(|error| Mysql::decode(error, None))
    }
}

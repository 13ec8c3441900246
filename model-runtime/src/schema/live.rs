//! Reads, creates and drops the tables of a database.

use diesel::result::Error as DieselError;

use super::{
    CreateReport, Ddl, Difference, SchemaError, Table, TableSchema, compare, create_enum, create_tables, diff,
    drop_circles, drop_enum, drop_tables, enum_types, in_order,
};
use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::{Error, Result};
use crate::write::engine::Together;

/// A backend whose tables can be read.
pub(crate) trait Reflect: Dialect {
    /// The names of all tables, apart from the database's own.
    fn table_names<C: Link<Backend = Self>>(conn: &mut C) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// The table of this name, if there is one.
    fn table<C: Link<Backend = Self>>(name: &str, conn: &mut C) -> impl Future<Output = Result<Option<Table>>> + Send;

    /// The values of the enum type of this name, as SQL literals, if there is one.
    fn enum_values<C: Link<Backend = Self>>(
        _name: &str,
        _conn: &mut C,
    ) -> impl Future<Output = Result<Option<Vec<String>>>> + Send {
        async { Ok(None) }
    }

    /// Whether there is an enum type of this name that no table has a column of.
    fn is_unused_enum<C: Link<Backend = Self>>(
        _name: &str,
        _conn: &mut C,
    ) -> impl Future<Output = Result<bool>> + Send {
        async { Ok(false) }
    }
}

/// Creates what is missing if everything that is there is as it should be: all of it, or nothing.
pub(crate) async fn create<C: Link>(
    schema: &'static str,
    tables: &[&'static TableSchema],
    conn: &mut C,
) -> Result<CreateReport> {
    refuse_partial_uniques::<C::Backend>(tables)?;
    let mut together = begin(conn).await?;
    let report = create_missing(schema, tables, &mut *together).await;
    together.end(report).await
}

async fn create_missing<C: Link>(
    schema: &'static str,
    tables: &[&'static TableSchema],
    conn: &mut C,
) -> Result<CreateReport> {
    let mut report = CreateReport::default();
    let mut differences = Vec::new();
    let mut missing = Vec::new();
    for expected in ordered::<C::Backend>(tables) {
        match C::Backend::table(&expected.name, conn).await? {
            Some(found) => {
                differences.extend(diff::<C::Backend>(&expected, &found));
                report.unchanged.push(expected.name);
            }
            None => missing.push(expected),
        }
    }
    let mut statements = Vec::new();
    for wanted in enum_types::<C::Backend>(&missing) {
        match C::Backend::enum_values(wanted.name, conn).await? {
            Some(found) => differences.extend(wanted.difference::<C::Backend>(found, false)),
            None => statements.push(create_enum::<C::Backend>(wanted.name, &wanted.values)),
        }
    }
    if !differences.is_empty() {
        return Err(Error::Schema(Box::new(SchemaError { schema, differences })));
    }
    statements.extend(create_tables::<C::Backend>(&missing));
    if let Err(error) = execute_all(&statements, conn).await {
        if !C::Backend::CAPABILITIES.transactional_ddl {
            undo(&missing, conn).await;
        }
        return Err(error);
    }
    report.created = missing.into_iter().map(|table| table.name).collect();
    Ok(report)
}

/// Where indexes are of all rows, one that is to keep some rows apart would refuse others.
fn refuse_partial_uniques<DB: Ddl>(tables: &[&'static TableSchema]) -> Result<()> {
    let indexes = tables.iter().flat_map(|table| table.indexes.iter().map(move |index| (table.model, index)));
    let mut partial = indexes.filter(|(_, index)| index.unique && index.filter.is_some());
    match partial.next() {
        Some((model, index)) if !DB::CAPABILITIES.partial_indexes => {
            let reason = format!("the unique index `{}` is partial, and this database has no such indexes", index.name);
            Err(Error::query(model, reason))
        }
        _ => Ok(()),
    }
}

/// Begins the statements of one call: in a transaction, where it can undo them.
async fn begin<C: Link>(conn: &mut C) -> Result<Together<'_, C>> {
    let transactional = C::Backend::CAPABILITIES.transactional_ddl;
    if !transactional {
        // They would commit what is in it.
        let open = match conn.depth() {
            Ok(0) => None,
            Ok(_) => Some(DieselError::AlreadyInTransaction),
            Err(error) => Some(error),
        };
        if let Some(error) = open {
            return Err(C::Backend::decode(error, None));
        }
    }
    Together::begin(transactional, conn).await
}

/// Drops the tables that a call created before it failed. They are new and empty; what goes wrong is logged, because the first
/// error is the one to know.
async fn undo<C: Link>(created: &[Table], conn: &mut C) {
    let mut tables = Vec::new();
    for table in created.iter().rev() {
        tables.extend(C::Backend::table(&table.name, conn).await.ok().flatten());
    }
    if let Err(error) = drop_found(&tables, conn).await {
        tracing::error!(target: crate::database::SQL_TARGET, %error, "tables that were created in vain could not be dropped");
    }
}

/// Drops these tables, in the order given.
async fn drop_found<C: Link>(tables: &[Table], conn: &mut C) -> Result<Vec<String>> {
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    if !C::Backend::DROPS_TOGETHER && !C::Backend::REFERS_AHEAD {
        execute_all(&drop_circles::<C::Backend>(tables), conn).await?;
    }
    execute_all(&drop_tables::<C::Backend>(&names), conn).await?;
    Ok(names)
}

/// Drops the tables that are there, together if that is possible; their names in the order dropped.
pub(crate) async fn drop_all<C: Link>(tables: &[&'static TableSchema], conn: &mut C) -> Result<Vec<String>> {
    let mut together = begin(conn).await?;
    let dropped = drop_each(tables, &mut *together).await;
    together.end(dropped).await
}

async fn drop_each<C: Link>(tables: &[&'static TableSchema], conn: &mut C) -> Result<Vec<String>> {
    if let Some(statement) = C::Backend::BEFORE_DROP {
        execute(statement, conn).await?;
    }
    let mut tables = ordered::<C::Backend>(tables);
    tables.reverse();
    let mut found = Vec::new();
    for table in &tables {
        found.extend(C::Backend::table(&table.name, conn).await?);
    }
    let dropped = drop_found(&found, conn).await?;
    for ty in enum_types::<C::Backend>(&tables) {
        // Another table may have the type, too.
        if C::Backend::is_unused_enum(ty.name, conn).await? {
            execute(&drop_enum::<C::Backend>(ty.name), conn).await?;
        }
    }
    Ok(dropped)
}

/// Every difference between tables and those of the database that have their names.
pub(crate) async fn drift<C: Link>(tables: &'static [&'static TableSchema], conn: &mut C) -> Result<Vec<Difference>> {
    let expected = ordered::<C::Backend>(tables);
    let mut found = Vec::new();
    for table in &expected {
        found.extend(C::Backend::table(&table.name, conn).await?);
    }
    let mut differences = compare::<C::Backend>(&expected, &found);
    for wanted in enum_types::<C::Backend>(&expected) {
        if let Some(values) = C::Backend::enum_values(wanted.name, conn).await? {
            differences.extend(wanted.difference::<C::Backend>(values, true));
        }
    }
    Ok(differences)
}

/// Every table of the database.
pub(crate) async fn reflect<C: Link>(conn: &mut C) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for name in C::Backend::table_names(conn).await? {
        tables.extend(C::Backend::table(&name, conn).await?);
    }
    Ok(tables)
}

async fn execute_all<C: Link>(statements: &[String], conn: &mut C) -> Result<()> {
    for statement in statements {
        execute(statement, conn).await?;
    }
    Ok(())
}

async fn execute<C: Link>(statement: &str, conn: &mut C) -> Result<()> {
    conn.batch(statement).await.map_err(|error| C::Backend::decode(error, None))
}

/// The tables of models in the order in which they can be created. Tables whose columns are not all known, and views, are left to whoever
/// knows them.
pub(crate) fn ordered<DB: Ddl>(tables: &[&'static TableSchema]) -> Vec<Table> {
    in_order::<DB>(tables.iter().filter(|table| table.is_whole()).map(|table| Table::of::<DB>(table)).collect())
}

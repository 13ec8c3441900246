//! Reads, creates and drops the tables of a database.

use diesel::result::Error as DieselError;

use super::enums::{EnumType, enum_types};
use super::namespaces::{Catalog, Namespace, namespaces};
use super::{
    CreateReport, Ddl, Difference, Reflection, SchemaError, Table, TableSchema, compare_worded, create_enum,
    create_tables, diff, drop_circles, drop_enum, drop_tables, in_order, words,
};
use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::{Error, Result};
use crate::write::engine::Together;

/// A backend whose tables can be read.
pub(crate) trait Reflect: Ddl {
    /// The tables that are asked for, by a number of queries that does not grow with them.
    fn tables<C: Link<Backend = Self>>(
        wanted: &Reflection,
        conn: &mut C,
    ) -> impl Future<Output = Result<Vec<Table>>> + Send;

    /// The schemas that there are.
    fn namespaces<C: Link<Backend = Self>>(conn: &mut C) -> impl Future<Output = Result<Vec<Namespace>>> + Send;

    /// Those of these enum types, whose names are quoted, that there are, with their values as SQL literals.
    fn enums<C: Link<Backend = Self>>(
        _names: Vec<String>,
        _conn: &mut C,
    ) -> impl Future<Output = Result<Vec<(String, Vec<String>)>>> + Send {
        async { Ok(Vec::new()) }
    }

    /// Those of these enum types, whose names are quoted, that there are, and that no table has a column of.
    fn unused_enums<C: Link<Backend = Self>>(
        _names: Vec<String>,
        _conn: &mut C,
    ) -> impl Future<Output = Result<Vec<String>>> + Send {
        async { Ok(Vec::new()) }
    }

    /// What the names of schemas begin with that may be created and rolled back, in a transaction or a savepoint of their own; `None` if none may be.
    fn room<C: Link<Backend = Self>>(_conn: &mut C) -> impl Future<Output = Result<Option<String>>> + Send {
        async { Ok(None) }
    }

    /// What the database makes of the conditions of tables, where it cannot roll back what it creates; or why it cannot be asked.
    fn temporary<C: Link<Backend = Self>>(
        _tables: &[Table],
        _conn: &mut C,
    ) -> impl Future<Output = Result<Vec<Table>, String>> + Send {
        async { Err("the database has no way to be asked".to_owned()) }
    }
}

/// What models expect of a database, in the order in which it can be created, what there is of it, and the schemas that there are.
async fn sides<C: Link>(tables: &[&'static TableSchema], conn: &mut C) -> Result<(Vec<Table>, Vec<Table>, Catalog)> {
    let mut expected = ordered::<C::Backend>(tables);
    let catalog = Catalog::of_tables(&expected, conn).await?;
    catalog.settle(&mut expected);
    let found = found(&expected, conn).await?;
    Ok((expected, found, catalog))
}

/// Those of these tables that the database has.
async fn found<C: Link>(tables: &[Table], conn: &mut C) -> Result<Vec<Table>> {
    let wanted =
        Reflection::new().only(tables.iter().map(|table| table.name.clone())).and_namespaces(namespaces(tables));
    let mut found = reflect(&wanted, conn).await?;
    found.retain(|table| same::<C::Backend>(table, tables).is_some());
    Ok(found)
}

/// The one of these tables that is meant by another.
pub(super) fn same<'t, DB: Ddl>(table: &Table, tables: &'t [Table]) -> Option<&'t Table> {
    tables.iter().find(|other| table.is_same::<DB>(other))
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
    let (expected, found, catalog) = sides(tables, conn).await?;
    for expected in expected {
        match same::<C::Backend>(&expected, &found) {
            Some(found) => {
                differences.extend(diff::<C::Backend>(&expected, found));
                report.unchanged.push(expected.full_name());
            }
            None => missing.push(expected),
        }
    }
    let mut statements = catalog.missing::<C::Backend>(&missing);
    let wanted = enum_types::<C::Backend>(&missing);
    let mut enums = enums_of(&wanted, conn).await?;
    for wanted in wanted {
        match take(&mut enums, &wanted.quoted::<C::Backend>()) {
            Some(found) => differences.extend(wanted.difference::<C::Backend>(found, false)),
            None => statements.push(create_enum::<C::Backend>(wanted.namespace, wanted.name, &wanted.values)),
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
    report.created = missing.iter().map(Table::full_name).collect();
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
    let undone = async {
        let found = found(created, conn).await?;
        let tables: Vec<Table> =
            created.iter().rev().filter_map(|table| same::<C::Backend>(table, &found)).cloned().collect();
        drop_found(&tables, conn).await
    };
    if let Err(error) = undone.await {
        tracing::error!(target: crate::database::SQL_TARGET, %error, "tables that were created in vain could not be dropped");
    }
}

/// Drops these tables, in the order given.
async fn drop_found<C: Link>(tables: &[Table], conn: &mut C) -> Result<Vec<String>> {
    if !C::Backend::DROPS_TOGETHER && !C::Backend::REFERS_AHEAD {
        execute_all(&drop_circles::<C::Backend>(tables), conn).await?;
    }
    execute_all(&drop_tables::<C::Backend>(tables), conn).await?;
    Ok(tables.iter().map(Table::full_name).collect())
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
    let (mut tables, found, _) = sides(tables, conn).await?;
    tables.reverse();
    let found: Vec<Table> = tables.iter().filter_map(|table| same::<C::Backend>(table, &found)).cloned().collect();
    let dropped = drop_found(&found, conn).await?;
    let enums = enum_types::<C::Backend>(&tables);
    if !enums.is_empty() {
        // Another table may have the type, too.
        let names = enums.iter().map(EnumType::quoted::<C::Backend>).collect();
        let unused = C::Backend::unused_enums(names, conn).await?;
        for ty in enums.iter().filter(|ty| unused.contains(&ty.quoted::<C::Backend>())) {
            execute(&drop_enum::<C::Backend>(ty.namespace, ty.name), conn).await?;
        }
    }
    Ok(dropped)
}

/// Every difference between tables and those of the database that have their names.
pub(crate) async fn drift<C: Link>(tables: &'static [&'static TableSchema], conn: &mut C) -> Result<Vec<Difference>> {
    let (mut expected, found, _) = sides(tables, conn).await?;
    let comparable = words::settle(&mut expected, &found, conn).await?;
    let mut differences = compare_worded::<C::Backend>(&expected, &comparable, &found);
    let wanted = enum_types::<C::Backend>(&expected);
    let mut enums = enums_of(&wanted, conn).await?;
    for wanted in wanted {
        if let Some(values) = take(&mut enums, &wanted.quoted::<C::Backend>()) {
            differences.extend(wanted.difference::<C::Backend>(values, true));
        }
    }
    Ok(differences)
}

/// The tables that are asked for.
pub(crate) async fn reflect<C: Link>(wanted: &Reflection, conn: &mut C) -> Result<Vec<Table>> {
    if wanted.is_of_none() {
        return Ok(Vec::new());
    }
    match wanted.beside_current() {
        Some(names) => {
            let here = Catalog::of(conn).await?.current;
            let wanted = wanted.clone().namespaces(here.into_iter().chain(names.iter().cloned()));
            C::Backend::tables(&wanted, conn).await
        }
        None => C::Backend::tables(wanted, conn).await,
    }
}

/// The values of those of these types that there are.
async fn enums_of<C: Link>(types: &[EnumType<'_>], conn: &mut C) -> Result<Vec<(String, Vec<String>)>> {
    if types.is_empty() {
        return Ok(Vec::new());
    }
    C::Backend::enums(types.iter().map(EnumType::quoted::<C::Backend>).collect(), conn).await
}

/// Takes the values of a type out.
fn take(enums: &mut Vec<(String, Vec<String>)>, name: &str) -> Option<Vec<String>> {
    let at = enums.iter().position(|(other, _)| other == name)?;
    Some(enums.swap_remove(at).1)
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

//! Creates and drops tables on blocking connections.

use super::{CreateReport, Ddl, SchemaError, Table, TableSchema, create_table, diff, drop_table};
use crate::backend::Dialect;
use crate::database::transaction::within;
use crate::error::{Error, Result};
use crate::write::sync::Sync;

/// A connection that can read the tables of its database.
pub(crate) trait Reflect {
    /// The names of all tables, apart from the database's own.
    fn table_names(&mut self) -> Result<Vec<String>>;

    /// The table of this name, if there is one.
    fn table(&mut self, name: &str) -> Result<Option<Table>>;
}

/// Creates what is missing, in one transaction, if everything that is there is as it should be.
pub(crate) fn create<C>(schema: &'static str, tables: &[&'static TableSchema], conn: &mut C) -> Result<CreateReport>
where
    C: Sync<Backend: Ddl> + Reflect,
{
    within(conn, |conn| {
        let mut report = CreateReport::default();
        let mut differences = Vec::new();
        let mut missing = Vec::new();
        for expected in ordered::<C::Backend>(tables) {
            match conn.table(&expected.name)? {
                Some(found) => {
                    differences.extend(diff::<C::Backend>(&expected, &found));
                    report.unchanged.push(expected.name);
                }
                None => missing.push(expected),
            }
        }
        if !differences.is_empty() {
            return Err(Error::Schema(Box::new(SchemaError { schema, differences })));
        }
        for table in missing {
            for statement in create_table::<C::Backend>(&table) {
                execute(conn, &statement)?;
            }
            report.created.push(table.name);
        }
        Ok(report)
    })
}

/// Drops the tables that are there, in one transaction; their names in the order dropped.
pub(crate) fn drop_all<C>(tables: &[&'static TableSchema], conn: &mut C) -> Result<Vec<String>>
where
    C: Sync<Backend: Ddl> + Reflect,
{
    within(conn, |conn| {
        if let Some(statement) = C::Backend::BEFORE_DROP {
            execute(conn, statement)?;
        }
        let mut dropped = Vec::new();
        for table in ordered::<C::Backend>(tables).into_iter().rev() {
            if let Some(found) = conn.table(&table.name)? {
                execute(conn, &drop_table::<C::Backend>(&found.name))?;
                dropped.push(found.name);
            }
        }
        Ok(dropped)
    })
}

/// Every table of the database.
pub(crate) fn reflect<C: Sync + Reflect>(conn: &mut C) -> Result<Vec<Table>> {
    let names = conn.table_names()?;
    let tables = names.iter().map(|name| conn.table(name));
    tables.filter_map(Result::transpose).collect()
}

fn execute<C: Sync>(conn: &mut C, statement: &str) -> Result<()> {
    conn.batch_execute(statement).map_err(|error| C::Backend::decode(error, None))
}

/// Tables with those they refer to before them, otherwise in the order given.
///
/// Tables that refer to each other in a circle, or to themselves, come in the order given; a reference to a table outside
/// the list does not count.
pub(super) fn ordered<DB: Ddl>(tables: &[&'static TableSchema]) -> Vec<Table> {
    let mut left: Vec<&TableSchema> = tables.to_vec();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |table: &TableSchema| {
            table.foreign_keys.iter().any(|key| {
                !DB::same_name(key.table, table.name) && left.iter().any(|other| DB::same_name(other.name, key.table))
            })
        };
        // In a circle nobody is free; the first of it opens it.
        let next = left.iter().position(|table| !waits(table)).unwrap_or(0);
        order.push(Table::from(left.remove(next)));
    }
    order
}

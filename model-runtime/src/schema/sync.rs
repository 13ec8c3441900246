//! Creates and drops tables on blocking connections.

use std::marker::PhantomData;

use diesel::result::Error as DieselError;

use super::{
    CreateReport, Ddl, SchemaError, Table, TableSchema, create_enum, create_tables, diff, drop_circles, drop_enum,
    drop_tables, enum_types,
};
use crate::backend::Dialect;
use crate::database::transaction::{Transactional, within};
use crate::error::{Error, Result};
use crate::write::sync::Sync;

/// A connection that can read the tables of its database.
pub(crate) trait Reflect {
    /// The names of all tables, apart from the database's own.
    fn table_names(&mut self) -> Result<Vec<String>>;

    /// The table of this name, if there is one.
    fn table(&mut self, name: &str) -> Result<Option<Table>>;

    /// The values of the enum type of this name, as SQL literals, if there is one.
    fn enum_values(&mut self, _name: &str) -> Result<Option<Vec<String>>> {
        Ok(None)
    }

    /// Whether there is an enum type of this name that no table has a column of.
    fn is_unused_enum(&mut self, _name: &str) -> Result<bool> {
        Ok(false)
    }
}

/// Creates what is missing if everything that is there is as it should be: all of it, or nothing.
pub(crate) fn create<C>(schema: &'static str, tables: &[&'static TableSchema], conn: &mut C) -> Result<CreateReport>
where
    C: Sync<Backend: Ddl> + Reflect,
{
    refuse_partial_uniques::<C::Backend>(tables)?;
    together(conn, |conn| {
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
        let mut statements = Vec::new();
        for wanted in enum_types::<C::Backend>(&missing) {
            match conn.enum_values(wanted.name)? {
                Some(found) => differences.extend(wanted.difference::<C::Backend>(found)),
                None => statements.push(create_enum::<C::Backend>(wanted.name, &wanted.values)),
            }
        }
        if !differences.is_empty() {
            return Err(Error::Schema(Box::new(SchemaError { schema, differences })));
        }
        statements.extend(create_tables::<C::Backend>(&missing));
        let created = statements.iter().try_for_each(|statement| execute(conn, statement));
        if let Err(error) = created {
            if !C::Backend::CAPABILITIES.transactional_ddl {
                undo(&missing, conn);
            }
            return Err(error);
        }
        report.created = missing.into_iter().map(|table| table.name).collect();
        Ok(report)
    })
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

/// Runs the statements of one call together: in a transaction, where it can undo them.
fn together<C: Sync, T>(conn: &mut C, work: impl FnOnce(&mut C) -> Result<T>) -> Result<T> {
    if C::Backend::CAPABILITIES.transactional_ddl {
        return within(conn, work);
    }
    // They would commit what is in it.
    match conn.depth() {
        Ok(0) => work(conn),
        Ok(_) => Err(C::Backend::decode(DieselError::AlreadyInTransaction, None)),
        Err(error) => Err(C::Backend::decode(error, None)),
    }
}

/// Drops the tables that a call created before it failed. They are new and empty; what goes wrong is logged, because the first
/// error is the one to know.
fn undo<C: Sync<Backend: Ddl> + Reflect>(created: &[Table], conn: &mut C) {
    let mut tables = Vec::new();
    for table in created.iter().rev() {
        tables.extend(conn.table(&table.name).ok().flatten());
    }
    if let Err(error) = drop_found(&tables, conn) {
        tracing::error!(target: crate::database::SQL_TARGET, %error, "tables that were created in vain could not be dropped");
    }
}

/// Drops these tables, in the order given.
fn drop_found<C: Sync<Backend: Ddl>>(tables: &[Table], conn: &mut C) -> Result<Vec<String>> {
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    if !C::Backend::DROPS_TOGETHER && !C::Backend::REFERS_AHEAD {
        drop_circles::<C::Backend>(tables).iter().try_for_each(|statement| execute(conn, statement))?;
    }
    drop_tables::<C::Backend>(&names).iter().try_for_each(|statement| execute(conn, statement))?;
    Ok(names)
}

/// Drops the tables that are there, together if that is possible; their names in the order dropped.
pub(crate) fn drop_all<C>(tables: &[&'static TableSchema], conn: &mut C) -> Result<Vec<String>>
where
    C: Sync<Backend: Ddl> + Reflect,
{
    together(conn, |conn| {
        if let Some(statement) = C::Backend::BEFORE_DROP {
            execute(conn, statement)?;
        }
        let mut tables = ordered::<C::Backend>(tables);
        tables.reverse();
        let mut found = Vec::new();
        for table in &tables {
            found.extend(conn.table(&table.name)?);
        }
        let dropped = drop_found(&found, conn)?;
        for ty in enum_types::<C::Backend>(&tables) {
            // Another table may have the type, too.
            if conn.is_unused_enum(ty.name)? {
                execute(conn, &drop_enum::<C::Backend>(ty.name))?;
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
/// Somewhere in a circle of references one has to point ahead; so does a table that refers to itself. A reference to a
/// table outside the list does not count.
pub(super) fn ordered<DB: Ddl>(tables: &[&'static TableSchema]) -> Vec<Table> {
    let mut order = Order::<DB> { tables, met: vec![false; tables.len()], done: Vec::new(), backend: PhantomData };
    (0..tables.len()).for_each(|at| order.visit(at));
    order.done
}

/// A walk through the references, depth first.
struct Order<'a, DB> {
    tables: &'a [&'static TableSchema],
    met: Vec<bool>,
    done: Vec<Table>,
    backend: PhantomData<DB>,
}

impl<DB: Ddl> Order<'_, DB> {
    fn visit(&mut self, at: usize) {
        let (Some(table), Some(met)) = (self.tables.get(at), self.met.get_mut(at)) else {
            return;
        };
        if std::mem::replace(met, true) {
            return;
        }
        for key in table.foreign_keys {
            if let Some(parent) = self.tables.iter().position(|other| DB::same_name(other.name, key.table)) {
                self.visit(parent);
            }
        }
        self.done.push(Table::from(*table));
    }
}

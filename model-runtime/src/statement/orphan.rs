//! Which foreign key refused a write, for databases that do not tell: a row is returned if it was the one asked about.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::Source;
use super::sql;
use super::wrap::keys_of;
use crate::backend::Dialect;
use crate::model::{Columns, Model, Patch, RowTuple, TableName, write_name};
use crate::schema::{ForeignKey, ForeignKeySchema, Table};

/// What a write that was refused wanted to write.
pub enum Written<'a, M: Model> {
    /// Rows to insert, or whole rows.
    Rows(Source<'a, M>),
    /// Changes.
    Patch(&'a M::Patch),
}

/// SELECT of a row that was written and refers to a parent that is not there.
pub struct Orphan<'a, M: Model> {
    pub(crate) key: &'static ForeignKeySchema,
    pub(crate) written: Written<'a, M>,
}

sql::by_text!(Orphan<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Backend> QueryFragment<DB> for Orphan<'_, M> {
    /// expands to: `SELECT 1 FROM (SELECT ? AS k0 UNION ALL ..) AS v WHERE k0 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parent
    /// WHERE parent.id = k0) LIMIT 1`
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let columns = self.columns();
        out.push_sql("SELECT 1 FROM (");
        match self.written {
            Written::Rows(Source::New(news)) => union(&mut out, news, |out, new| {
                values(
                    out,
                    &columns,
                    |column| M::Row::value(new, column).is_some(),
                    |column, out| M::bind_new(new, column, out),
                )
            })?,
            Written::Rows(Source::Rows(rows)) => union(&mut out, rows, |out, row| {
                values(out, &columns, |_| true, |column, out| row.bind_row(column, out))
            })?,
            Written::Rows(Source::These(rows)) => union(&mut out, rows, |out, row| {
                values(out, &columns, |_| true, |column, out| row.bind_row(column, out))
            })?,
            Written::Patch(patch) => union(&mut out, [patch], |out, patch| {
                let is_set = |column| patch.value(column).is_some();
                values(out, &columns, is_set, |column, out| M::bind_patch(patch, column, out))
            })?,
        }
        out.push_sql(") AS v WHERE ");
        for place in 0..columns.len() {
            out.push_sql(&format!("k{place} IS NOT NULL AND "));
        }
        out.push_sql("NOT EXISTS (SELECT 1 FROM ");
        write_name(self.key.namespace, self.key.table, &mut out)?;
        out.push_sql(" AS p WHERE ");
        for (place, column) in self.key.references.iter().enumerate() {
            out.push_sql(if place > 0 { " AND p." } else { "p." });
            out.push_identifier(column)?;
            out.push_sql(&format!(" = k{place}"));
        }
        out.push_sql(") LIMIT 1");
        Ok(())
    }
}

impl<M: Model> Orphan<'_, M> {
    /// The positions of the foreign key's columns.
    fn columns(&self) -> Vec<usize> {
        M::SCHEMA.positions(self.key.columns).collect()
    }
}

/// Writes a SELECT for each item.
fn union<'a, 'b, DB: Backend, T>(
    out: &mut AstPass<'a, 'b, DB>,
    items: impl IntoIterator<Item = T>,
    mut item: impl FnMut(&mut AstPass<'a, 'b, DB>, T) -> QueryResult<()>,
) -> QueryResult<()> {
    for (i, value) in items.into_iter().enumerate() {
        out.push_sql(if i > 0 { " UNION ALL SELECT " } else { "SELECT " });
        item(out, value)?;
    }
    Ok(())
}

/// Writes `? AS k0, ? AS k1`, with NULL for a value that is not given.
fn values<'a, 'b, DB: Backend>(
    out: &mut AstPass<'a, 'b, DB>,
    columns: &[usize],
    is_given: impl Fn(usize) -> bool,
    bind: impl Fn(usize, &mut AstPass<'a, 'b, DB>) -> QueryResult<()>,
) -> QueryResult<()> {
    sql::commas(out, columns.iter().enumerate(), |out, (place, column)| {
        if is_given(*column) {
            bind(*column, out)?;
        } else {
            out.push_sql("NULL");
        }
        out.push_sql(&format!(" AS k{place}"));
        Ok(())
    })
}

/// The rows of a model that were to be deleted.
pub enum Parents<'a, M: Model, Q> {
    /// Those with these keys.
    Keys(&'a [M::Key]),
    /// Those of a query.
    Query(Q),
}

/// SELECT of a row that refers to one that was to be deleted.
pub struct Child<'a, M: Model, Q> {
    pub(crate) table: &'a Table,
    pub(crate) key: &'a ForeignKey,
    pub(crate) parents: &'a Parents<'a, M, Q>,
}

sql::by_text!(Child<'a, M, Q> where M: Model);

impl<M: Columns<DB>, Q: QueryFragment<DB>, DB: Dialect> QueryFragment<DB> for Child<'_, M, Q> {
    /// expands to: `SELECT 1 FROM child WHERE (parent_id) IN (SELECT id FROM parent WHERE ..) LIMIT 1`
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT 1 FROM ");
        write_name(self.table.namespace.as_deref(), &self.table.name, &mut out)?;
        out.push_sql(" WHERE (");
        sql::commas(&mut out, &self.key.columns, |out, column| out.push_identifier(column))?;
        out.push_sql(") IN (SELECT ");
        sql::commas(&mut out, &self.key.references, |out, column| out.push_identifier(column))?;
        out.push_sql(" FROM ");
        TableName::of::<M>().write(&mut out)?;
        match self.parents {
            Parents::Keys(keys) => {
                out.push_sql(" WHERE ");
                sql::key_in::<M, DB>(&mut out, keys)?;
            }
            Parents::Query(query) => keys_of::<M, Q, DB>(&mut out, query)?,
        }
        out.push_sql(") LIMIT 1");
        Ok(())
    }
}

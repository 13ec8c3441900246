//! Rows of values inside a statement: as lists, row by row, or as arrays, column by column.

use std::any::Any;

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use super::insert::Source;
use super::sql;
use crate::backend::Dialect;
use crate::model::{Cells, Columns, Model, RowTuple};

/// The values of many rows column by column, each column bound as one array; without any where the values are listed.
///
/// A statement has one text then, however many rows it takes.
pub struct Arrays<'a, M: Model>(Vec<Column<'a, M>>);

/// The values of a column.
struct Column<'a, M: Model> {
    source: Source<'a, M>,
    column: usize,
}

impl<M: Model> Cells for Column<'_, M> {
    fn rows(&self) -> usize {
        match self.source {
            Source::New(news) => news.len(),
            Source::Rows(rows) => rows.len(),
            Source::These(rows) => rows.len(),
        }
    }

    fn value(&self, row: usize) -> Option<&dyn Any> {
        match self.source {
            Source::New(news) => M::Row::value(news.get(row)?, self.column),
            Source::Rows(rows) => rows.get(row)?.value(self.column),
            Source::These(rows) => rows.get(row)?.value(self.column),
        }
    }
}

impl<'a, M: Model> Arrays<'a, M> {
    /// The values are listed.
    pub(crate) const NONE: Self = Self(Vec::new());

    /// The values of these columns.
    pub(crate) fn of(source: Source<'a, M>, columns: impl Iterator<Item = usize>) -> Self {
        Self(columns.map(|column| Column { source, column }).collect())
    }

    pub(super) const fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes `unnest(?, ?)`: a table of the arrays side by side.
    pub(super) fn table<'b, DB: Dialect>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        out.push_sql("unnest(");
        sql::commas(out, &self.0, |out, column| M::bind_cells(column.column, column, out))?;
        out.push_sql(")");
        Ok(())
    }
}

/// Writes the names that a list of rows has for its columns, `column1, column2`: the same wherever VALUES is a table.
pub(super) fn names<DB: Backend>(out: &mut AstPass<'_, '_, DB>, columns: usize) -> QueryResult<()> {
    sql::commas(out, 0..columns, |out, column| {
        name(out, column);
        Ok(())
    })
}

/// Writes the name that a list of rows has for its column at a position.
pub(super) fn name<DB: Backend>(out: &mut AstPass<'_, '_, DB>, column: usize) {
    out.push_sql("column");
    out.push_sql(&(column + 1).to_string());
}

//! Many rows in as few statements as they fit into.

use diesel::result::Error as DieselError;

use super::Together;
use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::{Error, Result};
use crate::model::{Model, TooLarge};
use crate::statement::{Arrays, Source, chunk};

/// How the values of rows stand in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Row by row.
    Lists,
    /// Column by column, each bound as an array.
    Arrays,
}

impl Form {
    /// The values of these columns as arrays, if that is how they stand.
    pub(super) fn arrays<M: Model>(self, source: Source<'_, M>, columns: impl Iterator<Item = usize>) -> Arrays<'_, M> {
        match self {
            Self::Lists => Arrays::NONE,
            Self::Arrays => Arrays::of(source, columns),
        }
    }
}

/// How rows that all give the same columns are cut into statements.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batches<I> {
    columns: I,
    binds: usize,
    most: usize,
}

impl<I: Iterator<Item = usize> + Clone + Sync> Batches<I> {
    /// Of rows that give these columns.
    pub(super) fn of(columns: I) -> Self {
        let binds = columns.clone().count();
        Self { columns, binds, most: usize::MAX }
    }

    /// The same, with so many rows in one statement at most.
    pub(super) fn at_most(self, rows: usize) -> Self {
        Self { most: rows, ..self }
    }

    /// How many of `rows` rows the next statement takes, and how.
    fn next<C: Link, M: Model>(&self, rows: usize) -> (usize, Form) {
        // A row without any column is spelled `DEFAULT VALUES`, one at a time.
        if self.binds == 0 {
            return (1, Form::Lists);
        }
        match chunk::in_arrays::<M, C::Backend>(rows, self.columns.clone()) {
            Some(rows) => (rows, Form::Arrays),
            None => (chunk::size(rows.min(self.most), self.binds, C::Backend::CAPABILITIES.bind_limit), Form::Lists),
        }
    }

    /// Whether so many rows take several statements.
    pub(super) fn are_many<C: Link, M: Model>(&self, rows: usize) -> bool {
        rows > self.next::<C, M>(rows).0
    }

    /// Sends statements, each with as many of the rows as go into one.
    pub(super) async fn send<C: Link, M: Model, T: Sync>(
        &self,
        rows: &[T],
        conn: &mut C,
        statements: &mut impl SendRows<C, T>,
    ) -> Result<()> {
        let mut left = rows;
        while !left.is_empty() {
            let (size, form) = self.next::<C, M>(left.len());
            let (batch, rest) = left.split_at(size.min(left.len()));
            left = rest;
            match statements.send(batch, form, conn).await {
                Err(error) if form == Form::Arrays && is_too_large(&error) => {
                    let mut together = Together::begin(true, conn).await?;
                    let sent = self.send_lists(batch, &mut *together, statements).await;
                    together.end(sent).await?;
                }
                sent => sent?,
            }
        }
        Ok(())
    }

    /// Sends rows whose values are too large for arrays.
    async fn send_lists<C: Link, T: Sync>(
        &self,
        rows: &[T],
        conn: &mut C,
        statements: &mut impl SendRows<C, T>,
    ) -> Result<()> {
        for chunk in chunk::chunks(rows, self.binds, C::Backend::CAPABILITIES.bind_limit) {
            statements.send(chunk, Form::Lists, conn).await?;
        }
        Ok(())
    }
}

/// Sends rows as one statement.
pub(super) trait SendRows<C, T>: Send {
    /// Sends rows in a form.
    fn send(&mut self, rows: &[T], form: Form, conn: &mut C) -> impl Future<Output = Result<()>> + Send;
}

/// Whether nothing was sent, because the values of a column are too large for one array.
fn is_too_large(error: &Error) -> bool {
    let Error::Database(error) = error else { return false };
    matches!(error.diesel(), DieselError::SerializationError(error) if error.is::<TooLarge>())
}

//! Many rows in as few statements as they fit into.

use diesel::result::Error as DieselError;

use super::Sync;
use crate::backend::Dialect;
use crate::database::transaction::within;
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
}

impl<I: Iterator<Item = usize> + Clone> Batches<I> {
    /// Of rows that give these columns.
    pub(super) fn of(columns: I) -> Self {
        let binds = columns.clone().count();
        Self { columns, binds }
    }

    /// How many of `rows` rows the next statement takes, and how.
    fn next<C: Sync, M: Model>(&self, rows: usize) -> (usize, Form) {
        // A row without any column is spelled `DEFAULT VALUES`, one at a time.
        if self.binds == 0 {
            return (1, Form::Lists);
        }
        match chunk::in_arrays::<M, C::Backend>(rows, self.columns.clone()) {
            Some(rows) => (rows, Form::Arrays),
            None => (chunk::size(rows, self.binds, C::Backend::CAPABILITIES.bind_limit), Form::Lists),
        }
    }

    /// Whether so many rows take several statements.
    pub(super) fn are_many<C: Sync, M: Model>(&self, rows: usize) -> bool {
        rows > self.next::<C, M>(rows).0
    }

    /// Sends statements, each with as many of the rows as go into one.
    pub(super) fn send<C: Sync, M: Model, T>(
        &self,
        rows: &[T],
        conn: &mut C,
        mut send: impl FnMut(&[T], Form, &mut C) -> Result<()>,
    ) -> Result<()> {
        for batch in chunk::cut(rows, |rows| self.next::<C, M>(rows).0) {
            let form = self.next::<C, M>(batch.len()).1;
            match send(batch, form, conn) {
                Err(error) if form == Form::Arrays && is_too_large(&error) => within(conn, |conn| {
                    let mut chunks = chunk::chunks(batch, self.binds, C::Backend::CAPABILITIES.bind_limit);
                    chunks.try_for_each(|chunk| send(chunk, Form::Lists, conn))
                })?,
                done => done?,
            }
        }
        Ok(())
    }
}

/// Whether nothing was sent, because the values of a column are too large for one array.
fn is_too_large(error: &Error) -> bool {
    let Error::Database(error) = error else { return false };
    matches!(error.diesel(), DieselError::SerializationError(error) if error.is::<TooLarge>())
}

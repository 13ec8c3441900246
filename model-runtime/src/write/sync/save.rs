//! UPDATE of whole rows: one, and many in few statements.

use std::any::Any;
use std::collections::{HashMap, HashSet};

use super::batch::Batches;
use super::change::{Written, can_count, count, untouched, write};
use super::read::{get_key, select_keys};
use super::{Sync, blame, execute, in_order_of, load_rows};
use crate::backend::Dialect;
use crate::database::transaction::within;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{ColumnSet, Model, Moment, Storable, Truncate};
use crate::rule::{validate_row, validate_rows};
use crate::statement::{
    SelectRows, Source, UpdateRow, UpdateRows, chunk, given_to_update, is_read_back, returns_row, saved_columns,
    told_by,
};

/// What saving changed in a row before it was sent, to be put back if the database refuses.
struct Before {
    /// The nanoseconds that were cut off the times.
    cut: Vec<u32>,
    updated_at: Option<Box<dyn Any + Send>>,
}

impl Before {
    /// Makes the row what is to be written.
    fn saving<M: Model>(row: &mut M) -> Self {
        let cut = row.times().into_iter().map(Truncate::truncate).collect();
        Self { cut, updated_at: row.updated_at().map(Moment::touch) }
    }

    /// Makes the row what it was.
    fn restore<M: Model>(self, row: &mut M) {
        if let (Some(time), Some(before)) = (row.updated_at(), self.updated_at) {
            time.restore(before);
        }
        row.times().into_iter().zip(self.cut).for_each(|(time, cut)| time.restore(cut));
    }
}

pub(crate) fn save_row<C: Sync, M: Storable<C::Backend>>(row: &mut M, conn: &mut C) -> Result<()> {
    validate_row(row)?;
    can_count(row)?;
    let before = Before::saving(row);
    let failed = match write_row(row, conn) {
        Ok(Written::AsGiven) => {
            count(row);
            return Ok(());
        }
        Ok(Written::Stored(stored)) => {
            *row = stored;
            return Ok(());
        }
        Ok(Written::Nothing) => untouched::<M>(),
        Err(error) => error,
    };
    before.restore(row);
    Err(failed)
}

/// Writes every column of a row.
fn write_row<C: Sync, M: Storable<C::Backend>>(row: &M, conn: &mut C) -> Result<Written<M>> {
    if saved_columns::<M>().next().is_none() {
        // Of a model that is nothing but its key, all that can be said is whether the row is there.
        return get_key(&row.key(), conn).map(|row| row.map_or(Written::Nothing, Written::Stored));
    }
    let written = write(UpdateRow { row }, &row.key(), conn);
    written.map_err(|error| blame::of_rows(error, std::slice::from_ref(row), conn))
}

pub(crate) fn save_rows<C: Sync, M: Storable<C::Backend>>(rows: &mut [M], conn: &mut C) -> Result<()> {
    if let [row] = rows {
        return save_row(row, conn).map_err(|error| error.of_row(0));
    }
    if rows.is_empty() {
        return Ok(());
    }
    validate_rows(rows)?;
    are_different(rows)?;
    rows.iter_mut().try_for_each(can_count)?;
    let before: Vec<Before> = rows.iter_mut().map(Before::saving).collect();
    match within(conn, |conn| write_rows(rows, conn)) {
        Ok(stored) if stored.is_empty() => rows.iter_mut().for_each(count),
        Ok(stored) => rows.iter_mut().zip(stored).for_each(|(row, stored)| *row = stored),
        Err(error) => {
            let error = which(error, rows, conn);
            rows.iter_mut().zip(before).for_each(|(row, before)| before.restore(row));
            return Err(error);
        }
    }
    Ok(())
}

/// Whether each row is given once: of two writes of a row the second would be stale, or lost.
fn are_different<M: Model>(rows: &[M]) -> Result<()> {
    let mut errors = ValidationErrors::new(M::NAME);
    let mut known: HashMap<M::Key, usize> = HashMap::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        if let Some(first) = known.insert(row.key(), i) {
            let mut twice = ValidationErrors::new(M::NAME);
            let field = match M::KEY {
                [column] => M::SCHEMA.columns.get(*column).map_or("", |column| column.field),
                _ => "",
            };
            twice.add(field, "duplicate", format!("row {first} has the same key"));
            errors.append_row(i, twice);
        }
    }
    errors.into_result()
}

/// Writes every column of rows; the rows as they are stored, or none where they are as given.
fn write_rows<C: Sync, M: Storable<C::Backend>>(rows: &[M], conn: &mut C) -> Result<Vec<M>> {
    let columns = saved_columns::<M>().fold(ColumnSet::EMPTY, ColumnSet::with);
    if columns.is_empty() || !C::Backend::CAPABILITIES.updates_from_rows {
        return write_each(rows, conn);
    }
    let mut stored = Vec::new();
    Batches::of(given_to_update::<M>(columns)).send::<C, M, _>(rows, conn, |rows, form, conn| {
        let arrays = form.arrays(Source::Rows(rows), given_to_update::<M>(columns));
        let statement = UpdateRows { rows, columns, arrays };
        let written = if returns_row::<M, C::Backend>() {
            load_rows::<C, M, _>(statement, conn).map(|written| {
                let count = written.len();
                stored.extend(in_order_of(rows, written));
                count
            })
        } else {
            execute::<C, M, _>(statement, conn)
        };
        match written.map_err(|error| blame::of_rows(error, rows, conn))? {
            written if written == rows.len() => Ok(()),
            _ => Err(untouched::<M>()),
        }
    })?;
    if !is_read_back::<M, C::Backend>() {
        return Ok(stored);
    }
    let keys: Vec<M::Key> = rows.iter().map(M::key).collect();
    let stored = select_keys::<C, M>(&keys, conn)?;
    if stored.len() == rows.len() { Ok(stored) } else { Err(untouched::<M>()) }
}

/// The same, one row after the other.
fn write_each<C: Sync, M: Storable<C::Backend>>(rows: &[M], conn: &mut C) -> Result<Vec<M>> {
    let mut stored = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        match write_row(row, conn)? {
            Written::Nothing => return Err(untouched::<M>().of_row(i)),
            Written::AsGiven => {}
            Written::Stored(row) => stored.push(row),
        }
    }
    Ok(stored)
}

/// The error of rows of which one was not written, with that row: the first whose key and version are not there.
fn which<C: Sync, M: Storable<C::Backend>>(error: Error, rows: &[M], conn: &mut C) -> Error {
    if !matches!(error, Error::NotFound { row: None, .. } | Error::Stale { row: None, .. }) {
        return error;
    }
    let binds = told_by::<M>().count();
    let mut before = 0;
    for rows in chunk::chunks(rows, binds, C::Backend::CAPABILITIES.bind_limit) {
        // An error of the search is not told: the first one counts.
        let Ok(found) = load_rows::<C, M, _>(SelectRows { rows }, conn) else { return error };
        let found: HashSet<M::Key> = found.iter().map(M::key).collect();
        if let Some(row) = rows.iter().position(|row| !found.contains(&row.key())) {
            return error.of_row(before + row);
        }
        before += rows.len();
    }
    error
}

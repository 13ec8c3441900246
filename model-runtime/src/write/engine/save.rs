//! UPDATE of whole rows: one, and many in few statements.

use std::any::Any;
use std::collections::{HashMap, HashSet};

use super::batch::{Batches, Form, SendRows};
use super::change::{Written, can_count, count_on, untouched, write};
use super::read::{get_key, select_keys};
use super::{Together, blame, execute, in_order_of, load_rows};
use crate::backend::{Dialect, UpdateForm};
use crate::connection::Link;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{ColumnSet, Model, Moment, Storable, Truncate};
use crate::rule::{validate_row, validate_rows};
use crate::schema::Role;
use crate::statement::{
    SelectRows, Source, UpdateMoved, UpdateRow, UpdateRows, chunk, given_to_update, is_read_back, returns_row,
    saved_columns, told_by,
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

/// Rows made what is to be written. They are what they were again if the write fails, or nobody waits for it any more.
struct Saving<'r, M: Model> {
    rows: &'r mut [M],
    before: Vec<Before>,
}

impl<'r, M: Model> Saving<'r, M> {
    fn new(rows: &'r mut [M]) -> Self {
        let before = rows.iter_mut().map(Before::saving).collect();
        Self { rows, before }
    }

    /// The rows, which stay as they were written.
    fn written(&mut self) -> &mut [M] {
        self.before.clear();
        self.rows
    }
}

impl<M: Model> Drop for Saving<'_, M> {
    fn drop(&mut self) {
        self.rows.iter_mut().zip(self.before.drain(..)).for_each(|(row, before)| before.restore(row));
    }
}

pub(crate) async fn save_row<C: Link, M: Storable<C::Backend>>(row: &mut M, conn: &mut C) -> Result<()> {
    validate_row(row)?;
    can_count(row)?;
    let saving = Saving::new(std::slice::from_mut(row));
    let [row] = &*saving.rows else { return Ok(()) };
    let written = write_row::<C, M>(row, conn).await?;
    keep(saving, written)
}

/// Makes a row what was written.
fn keep<M: Model>(mut saving: Saving<'_, M>, written: Written<M>) -> Result<()> {
    if matches!(written, Written::Nothing) {
        return Err(untouched::<M>());
    }
    let [row] = saving.written() else { return Ok(()) };
    match written {
        Written::AsGiven => count_on(row),
        Written::Stored(stored) => *row = stored,
        Written::Nothing => {}
    }
    Ok(())
}

/// Writes some columns of a row whose key has changed, and the time of the update.
pub(crate) async fn save_rekeyed<C: Link, M: Storable<C::Backend>>(
    row: &mut M,
    was: &M,
    columns: ColumnSet,
    conn: &mut C,
) -> Result<()> {
    validate_row(row)?;
    can_count(row)?;
    let saving = Saving::new(std::slice::from_mut(row));
    let [row] = &*saving.rows else { return Ok(()) };
    let statement = UpdateMoved { row, was, columns: with_time::<M>(columns) };
    let written = match write::<C, M, _>(statement, row.key(), conn).await {
        Ok(written) => written,
        Err(error) => return Err(blame::of_rows(error, &[row], conn).await),
    };
    keep(saving, written)
}

/// Some columns, and that of the time of the update.
fn with_time<M: Model>(columns: ColumnSet) -> ColumnSet {
    let updated_at = M::SCHEMA.columns.iter().position(|column| column.role == Role::UpdatedAt);
    updated_at.map_or(columns, |column| columns.with(column))
}

/// Writes every column of a row.
async fn write_row<C: Link, M: Storable<C::Backend>>(row: &M, conn: &mut C) -> Result<Written<M>> {
    if saved_columns::<M>().next().is_none() {
        // Of a model that is nothing but its key, all that can be said is whether the row is there.
        return Ok(get_key::<C, M>(row.key(), conn).await?.map_or(Written::Nothing, Written::Stored));
    }
    match write::<C, M, _>(UpdateRow { row }, row.key(), conn).await {
        Ok(written) => Ok(written),
        Err(error) => Err(blame::of_rows(error, &[row], conn).await),
    }
}

pub(crate) async fn save_rows<C: Link, M: Storable<C::Backend>>(rows: &mut [M], conn: &mut C) -> Result<()> {
    if let [row] = rows {
        return save_row(row, conn).await.map_err(|error| error.of_row(0));
    }
    if rows.is_empty() {
        return Ok(());
    }
    validate_rows(rows)?;
    are_different(rows)?;
    rows.iter_mut().try_for_each(can_count)?;
    let columns = saved_columns::<M>().fold(ColumnSet::EMPTY, ColumnSet::with);
    let mut saving = Saving::new(rows);
    let mut together = Together::begin(true, conn).await?;
    let stored = write_rows::<C, M>(&saving.rows.iter().collect::<Vec<_>>(), columns, &mut *together).await;
    match together.end(stored).await {
        Ok(stored) => keep_all(saving.written(), stored),
        Err(error) => return Err(which(error, saving.rows, conn).await),
    }
    Ok(())
}

/// Whether a write makes a row other than it is given: of a model with a version, the time of the update, or times that may be too fine.
pub(crate) fn is_stamped<M: Model>(row: &mut M) -> bool {
    row.version().is_some() || row.updated_at().is_some() || !row.times().is_empty()
}

/// Makes a copy of a row what is to be written; [`count_on`] makes it what was written.
pub(crate) fn stamp<M: Model>(row: &mut M) -> Result<()> {
    can_count(row)?;
    Before::saving(row);
    Ok(())
}

/// Writes some columns of rows, and the time of the update; the rows as they are stored, or none where they are as given. The rows are valid
/// and stamped, and each is another one; where one is not written, others may be: what is around this has to undo them.
pub(crate) async fn write_columns<C: Link, M: Storable<C::Backend>>(
    rows: &[&M],
    columns: ColumnSet,
    conn: &mut C,
) -> Result<Vec<M>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    write_rows(rows, with_time::<M>(columns), conn).await
}

/// Makes rows what was written.
fn keep_all<M: Model>(rows: &mut [M], stored: Vec<M>) {
    if stored.is_empty() {
        rows.iter_mut().for_each(count_on);
    } else {
        rows.iter_mut().zip(stored).for_each(|(row, stored)| *row = stored);
    }
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

/// Sends an UPDATE of rows, and keeps the rows that come back.
struct Updates<M> {
    columns: ColumnSet,
    stored: Vec<M>,
}

impl<C: Link, M: Storable<C::Backend>> SendRows<C, &M> for Updates<M> {
    async fn send(&mut self, rows: &[&M], form: Form, conn: &mut C) -> Result<()> {
        let columns = self.columns;
        let statement = || {
            let arrays = form.arrays(Source::These(rows), given_to_update::<M>(columns));
            UpdateRows { rows, columns, arrays }
        };
        let written = if returns_row::<M, C::Backend>() {
            load_rows::<C, M, _>(statement(), conn).await.map(|written| {
                let count = written.len();
                self.stored.extend(in_order_of(rows.iter().copied(), written));
                count
            })
        } else {
            execute::<C, M, _>(statement(), conn).await
        };
        match written {
            Ok(written) if written == rows.len() => Ok(()),
            Ok(_) => Err(untouched::<M>()),
            Err(error) => Err(blame::of_rows(error, rows, conn).await),
        }
    }
}

/// Writes columns of rows; the rows as they are stored, or none where they are as given.
async fn write_rows<C: Link, M: Storable<C::Backend>>(rows: &[&M], columns: ColumnSet, conn: &mut C) -> Result<Vec<M>> {
    if columns.is_empty() {
        return write_each(rows, conn).await;
    }
    let batches = Batches::of(given_to_update::<M>(columns));
    let batches = match C::Backend::CAPABILITIES.update_rows {
        UpdateForm::From => batches,
        // Keys are bound once for each column: so few rows do not come near the limit of what can be bound.
        UpdateForm::Case { rows } => batches.at_most(rows),
    };
    let mut sent = Updates { columns, stored: Vec::new() };
    batches.send::<C, M, _>(rows, conn, &mut sent).await?;
    if !is_read_back::<M, C::Backend>() {
        return Ok(sent.stored);
    }
    let keys: Vec<M::Key> = rows.iter().map(|row| row.key()).collect();
    let stored = select_keys::<C, M>(&keys, conn).await?;
    if stored.len() == rows.len() { Ok(stored) } else { Err(untouched::<M>()) }
}

/// The same for rows that are nothing but their keys, one after the other.
async fn write_each<C: Link, M: Storable<C::Backend>>(rows: &[&M], conn: &mut C) -> Result<Vec<M>> {
    let mut stored = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        match write_row(*row, conn).await? {
            Written::Nothing => return Err(untouched::<M>().of_row(i)),
            Written::AsGiven => {}
            Written::Stored(row) => stored.push(row),
        }
    }
    Ok(stored)
}

/// The error of rows of which some were not written, with these.
async fn which<C: Link, M: Storable<C::Backend>>(error: Error, rows: &[M], conn: &mut C) -> Error {
    if !error.is_of_unknown_rows() {
        return error;
    }
    // An error of the search is not told: the first one counts.
    match missing_rows(rows, conn).await {
        Ok(missing) if !missing.is_empty() => error.of_rows(missing),
        _ => error,
    }
}

/// The rows whose key and version are not there.
pub(crate) async fn missing_rows<C: Link, M: Storable<C::Backend>>(rows: &[M], conn: &mut C) -> Result<Vec<usize>> {
    let binds = told_by::<M>().count();
    let (mut missing, mut before) = (Vec::new(), 0);
    for rows in chunk::chunks(rows, binds, C::Backend::CAPABILITIES.bind_limit) {
        let found = load_rows::<C, M, _>(SelectRows { rows }, conn).await?;
        let found: HashSet<M::Key> = found.iter().map(M::key).collect();
        missing.extend((before..).zip(rows).filter(|(_, row)| !found.contains(&row.key())).map(|(at, _)| at));
        before += rows.len();
    }
    Ok(missing)
}

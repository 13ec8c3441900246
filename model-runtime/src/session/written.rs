//! Writing rows of a model: the steps of a flush end in the batches of the verbs, and what they did is kept aside.

use std::any::Any;
use std::borrow::Cow;

use super::Track;
use super::rows::{Rows, Slot, Values};
use super::store::Fill;
use super::undo::Done;
use crate::connection::Exec;
use crate::error::{Error, Result};
use crate::model::{ColumnSet, Draft, Model};
use crate::relation::AnyKey;
use crate::write::engine::{count_on, is_stamped, stamp};

/// A row to write: a copy, unless it is written as it is here.
type ToWrite<M> = (u32, Option<M>);

/// Rows that change in the same columns.
type Batch<M> = (ColumnSet, Vec<ToWrite<M>>);

/// Inserts rows.
pub(super) async fn insert<C: Exec, M: Track<C>>(of: &mut Rows<M>, rows: Vec<Fill>, conn: &mut C) -> Result<()> {
    let (mut drafts, mut of_drafts) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    let (mut whole, mut of_whole) = (Vec::new(), Vec::new());
    for Fill { slot, keys, nulls } in rows {
        let Some(Slot::New(new)) = of.slot_mut(slot) else { continue };
        match (new.ready.take(), &new.values) {
            (Some(mut draft), _) => {
                fill::<M>(&mut draft, &keys, &nulls);
                drafts.push(draft);
                of_drafts.push(slot);
            }
            (None, Values::Row(row)) => {
                let mut row = row.clone();
                fill_row(&mut row, &keys);
                for foreign in nulls.iter().filter_map(|number| M::FOREIGN_KEYS.get(*number)) {
                    (foreign.set_row)(&mut row, None);
                }
                whole.push(row);
                of_whole.push(slot);
            }
            (None, Values::Draft(_)) => {}
        }
    }
    if !drafts.is_empty() {
        let inserted = C::pending(M::insert_complete(drafts, conn)).await;
        let inserted = inserted.map_err(|error| error.renumbered(&of_drafts))?;
        of.did(of_drafts.into_iter().zip(inserted.into_iter().map(Done::Inserted)));
    }
    if !whole.is_empty() {
        let inserted = C::pending(M::insert_whole(whole, conn)).await;
        let inserted = inserted.map_err(|error| error.renumbered(&of_whole))?;
        of.did(of_whole.into_iter().zip(inserted.into_iter().map(Done::Inserted)));
    }
    Ok(())
}

/// Writes what has changed of rows.
pub(super) async fn update<C: Exec, M: Track<C>>(of: &mut Rows<M>, rows: Vec<Fill>, conn: &mut C) -> Result<()> {
    // Rows that change in the same columns are one batch.
    let mut batches: Vec<Batch<M>> = Vec::new();
    let mut rekeyed = Vec::new();
    let are_stamped = are_stamped(of, &rows);
    for Fill { slot, keys, .. } in rows {
        let (mut now, was) = match of.change(slot) {
            Some((now, was)) => (Cow::Borrowed(now), was),
            None => match of.in_place(slot) {
                Some((row, was)) => (Cow::Owned(row), was),
                None => continue,
            },
        };
        if are_stamped || !keys.is_empty() {
            fill_row(now.to_mut(), &keys);
        }
        let columns = Rows::changed(&*now, was);
        if now.key() != was.key() {
            rekeyed.push((slot, now.into_owned(), was.clone(), columns));
        } else if columns.is_empty() {
            // It took the place of one that was the same.
            let row = now.into_owned();
            of.done.insert(slot, Done::Updated(row));
        } else {
            let copy = match now {
                Cow::Owned(copy) => Some(copy),
                Cow::Borrowed(_) => None,
            };
            match batches.iter_mut().find(|(of, _)| *of == columns) {
                Some((_, batch)) => batch.push((slot, copy)),
                None => batches.push((columns, vec![(slot, copy)])),
            }
        }
    }
    for (columns, rows) in batches {
        save(of, rows, columns, Done::Updated, conn).await?;
    }
    for (slot, mut row, was, columns) in rekeyed {
        let saved = C::pending(M::save_rekeyed(&mut row, &was, columns, conn)).await;
        saved.map_err(|error| error.renumbered(&[slot]))?;
        of.done.insert(slot, Done::Updated(row));
    }
    Ok(())
}

/// Gives rows that were inserted the foreign keys that were left NULL.
pub(super) async fn point<C: Exec, M: Track<C>>(of: &mut Rows<M>, rows: Vec<Fill>, conn: &mut C) -> Result<()> {
    let mut inserted = Vec::new();
    let mut columns = ColumnSet::EMPTY;
    for Fill { slot, keys, .. } in rows {
        let Some(Done::Inserted(row)) = of.done.get(&slot) else { continue };
        let mut row = row.clone();
        columns = columns.union(fill_row(&mut row, &keys));
        inserted.push((slot, Some(row)));
    }
    save(of, inserted, columns, Done::Inserted, conn).await
}

/// Makes foreign keys of rows that are to be deleted NULL.
pub(super) async fn release<C: Exec, M: Track<C>>(
    of: &mut Rows<M>,
    rows: Vec<(u32, Vec<usize>)>,
    conn: &mut C,
) -> Result<()> {
    let mut released = Vec::new();
    let mut columns = ColumnSet::EMPTY;
    for (slot, keys) in rows {
        let Some(mut row) = of.stored(slot).cloned() else { continue };
        for foreign in keys.iter().filter_map(|number| M::FOREIGN_KEYS.get(*number)) {
            (foreign.set_row)(&mut row, None);
            columns = columns.union(ColumnSet::of(foreign.columns));
        }
        released.push((slot, Some(row)));
    }
    save(of, released, columns, Done::Released, conn).await
}

/// Deletes rows.
pub(super) async fn delete<C: Exec, M: Track<C>>(of: &mut Rows<M>, rows: Vec<u32>, conn: &mut C) -> Result<()> {
    let deleted = |slot: &u32| match of.done.get(slot) {
        // With the version that releasing it has counted on.
        Some(Done::Released(row)) => Some(row.clone()),
        _ => of.stored(*slot).cloned(),
    };
    let copies: Vec<M> = rows.iter().filter_map(deleted).collect();
    let deleted = C::pending(M::delete_rows(&copies, conn)).await;
    deleted.map_err(|error| failed(of, error, &rows))?;
    of.did(rows.into_iter().map(|slot| (slot, Done::Deleted)));
    Ok(())
}

/// Whether a write makes rows of a model other than they are given, which the model says of a row.
fn are_stamped<M: Model>(of: &mut Rows<M>, rows: &[Fill]) -> bool {
    let first = rows.iter().find_map(|fill| match of.slot_mut(fill.slot) {
        Some(Slot::Changed(row, _)) => Some(is_stamped(row)),
        _ => None,
    });
    first.unwrap_or(true)
}

/// Gives a row to insert the keys of its parents.
fn fill<M: Model>(draft: &mut Draft<M>, keys: &[(usize, AnyKey)], nulls: &[usize]) {
    let keys = keys.iter().map(|(number, key)| (number, Some(&**key as &dyn Any)));
    for (number, key) in keys.chain(nulls.iter().map(|number| (number, None))) {
        if let Some(foreign) = M::FOREIGN_KEYS.get(*number) {
            (foreign.set)(draft, key);
        }
    }
}

/// Gives a row the keys of its parents; the columns of these.
fn fill_row<M: Model>(row: &mut M, keys: &[(usize, AnyKey)]) -> ColumnSet {
    let mut columns = ColumnSet::EMPTY;
    for (number, key) in keys {
        if let Some(foreign) = M::FOREIGN_KEYS.get(*number) {
            (foreign.set_row)(row, Some(&**key));
            columns = columns.union(ColumnSet::of(foreign.columns));
        }
    }
    columns
}

/// The error of a step. Which of several rows was not there is asked for when the step is undone.
fn failed<M: Model>(of: &mut Rows<M>, error: Error, rows: &[u32]) -> Error {
    let error = error.renumbered(rows);
    if error.is_of_unknown_rows() {
        of.failed = rows.to_vec();
    }
    error
}

/// Writes the same columns of rows, and keeps what they are then.
async fn save<C: Exec, M: Track<C>>(
    of: &mut Rows<M>,
    mut rows: Vec<ToWrite<M>>,
    columns: ColumnSet,
    done: fn(M) -> Done<M>,
    conn: &mut C,
) -> Result<()> {
    rows.iter_mut().filter_map(|(_, copy)| copy.as_mut()).try_for_each(stamp)?;
    let mut given: Vec<&M> = Vec::with_capacity(rows.len());
    given.extend(rows.iter().filter_map(|(slot, copy)| copy.as_ref().or_else(|| of.row(*slot))));
    let stored = C::pending(M::write_columns(&given, columns, conn)).await;
    let slots = rows.iter().map(|(slot, _)| *slot);
    let stored = match stored {
        Ok(stored) => stored,
        Err(error) => return Err(failed(of, error, &slots.collect::<Vec<_>>())),
    };
    if !stored.is_empty() {
        of.did(slots.zip(stored.into_iter().map(done)));
        return Ok(());
    }
    of.as_here.reserve(rows.len());
    of.as_here.extend(rows.iter().filter(|(_, copy)| copy.is_none()).map(|(slot, _)| *slot));
    of.did(rows.into_iter().filter_map(|(slot, copy)| {
        let mut row = copy?;
        count_on(&mut row);
        Some((slot, done(row)))
    }));
    Ok(())
}

//! UPDATE and DELETE.

use std::marker::PhantomData;

use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::sql_types::Untyped;

use super::read::{find_key, get_key};
use super::{Sync, are_many, blame, by_keys, execute, load_rows, together};
use crate::error::{Error, Result};
use crate::model::{Model, Moment, Patch, Storable, Truncate};
use crate::rule::{validate_patch, validate_patched, validate_row};
use crate::schema::Role;
use crate::statement::{
    DeleteKeys, DeleteRow, DeleteWhere, Parents, PatchKey, PatchTarget, PatchWhere, UpdateRow, is_read_back,
    patched_columns, returns_row, saved_columns,
};

/// What it means that a write by key and version touched no row.
fn untouched<M: Model>() -> Error {
    if M::SCHEMA.columns.iter().any(|column| column.role == Role::Version) {
        Error::Stale { model: M::NAME }
    } else {
        Error::NotFound { model: M::NAME }
    }
}

/// What a write to one row did.
enum Written<M> {
    /// There was no such row.
    Nothing,
    /// It wrote what it was given.
    AsGiven,
    /// The row is now this: the database writes columns of its own.
    Stored(M),
}

/// Writes to the row with a key.
fn write<C, M, S>(statement: S, key: &M::Key, conn: &mut C) -> Result<Written<M>>
where
    C: Sync,
    M: Storable<C::Backend>,
    S: Query<SqlType = Untyped> + QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    if returns_row::<M, C::Backend>() {
        let row = load_rows::<C, M, _>(statement, conn)?.pop();
        return Ok(row.map_or(Written::Nothing, Written::Stored));
    }
    let read_back = is_read_back::<M, C::Backend>();
    together(read_back, conn, |conn| match execute::<C, M, _>(statement, conn)? {
        0 => Ok(Written::Nothing),
        _ if read_back => find_key(key, conn).map(Written::Stored),
        _ => Ok(Written::AsGiven),
    })
}

pub(crate) fn save_row<C: Sync, M: Storable<C::Backend>>(row: &mut M, conn: &mut C) -> Result<()> {
    validate_row(row)?;
    can_count(row)?;
    let key = row.key();
    let cut: Vec<u32> = row.times().into_iter().map(Truncate::truncate).collect();
    let before = row.updated_at().map(Moment::touch);
    let written = if saved_columns::<M>().next().is_none() {
        // Of a model that is nothing but its key, all that can be said is whether the row is there.
        get_key(&key, conn).map(|row| row.map_or(Written::Nothing, Written::Stored))
    } else {
        write(UpdateRow { row }, &key, conn).map_err(|error| blame::of_rows(error, std::slice::from_ref(row), conn))
    };
    let failed = match written {
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
    if let (Some(time), Some(before)) = (row.updated_at(), before) {
        time.restore(before);
    }
    row.times().into_iter().zip(cut).for_each(|(time, cut)| time.restore(cut));
    Err(failed)
}

/// Whether the version, if there is one, has a next.
fn can_count<M: Model>(row: &mut M) -> Result<()> {
    match row.version() {
        Some(version) if !version.can_count() => Err(Error::Overflow { model: M::NAME }),
        _ => Ok(()),
    }
}

/// Counts the version on, after a write that did so in the database.
fn count<M: Model>(row: &mut M) {
    if let Some(version) = row.version() {
        version.count();
    }
}

pub(crate) fn patch_row<C: Sync, M: Storable<C::Backend>>(
    row: &mut M,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<()> {
    if patched_columns::<M>(&patch).is_empty() {
        return Ok(());
    }
    validate_patched(row, &patch)?;
    patch.complete();
    can_count(row)?;
    let written = write(PatchKey::<M> { patch: &patch, row: PatchTarget::Row(row) }, &row.key(), conn);
    match written.map_err(|error| blame::of_patch::<C, M>(error, &patch, conn))? {
        Written::Nothing => return Err(untouched::<M>()),
        Written::Stored(stored) => *row = stored,
        Written::AsGiven => {
            patch.apply(row);
            count(row);
        }
    }
    Ok(())
}

pub(crate) fn patch_key<C: Sync, M: Storable<C::Backend>>(
    key: &M::Key,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<()> {
    if !prepare_patch::<C, M>(&mut patch)? {
        return Ok(());
    }
    let touched = execute::<C, M, _>(PatchKey::<M> { patch: &patch, row: PatchTarget::Key(key) }, conn);
    match touched.map_err(|error| blame::of_patch::<C, M>(error, &patch, conn))? {
        0 => Err(Error::NotFound { model: M::NAME }),
        _ => Ok(()),
    }
}

/// Validates a patch and completes it; `false` if it changes nothing.
fn prepare_patch<C: Sync, M: Storable<C::Backend>>(patch: &mut M::Patch) -> Result<bool> {
    if patched_columns::<M>(patch).is_empty() {
        return Ok(false);
    }
    validate_patch(patch)?;
    patch.complete();
    Ok(true)
}

pub(crate) fn delete_row<C: Sync, M: Storable<C::Backend>>(row: &M, conn: &mut C) -> Result<()> {
    let of = |error, conn: &mut C| blame::of_parents::<C, M, ()>(error, Parents::Keys(&[row.key()]), conn);
    match execute::<C, M, _>(DeleteRow { row }, conn).map_err(|error| of(error, conn))? {
        0 => Err(untouched::<M>()),
        _ => Ok(()),
    }
}

pub(crate) fn delete_keys<C: Sync, M: Storable<C::Backend>>(keys: &[M::Key], conn: &mut C) -> Result<usize> {
    together(are_many::<C, M>(keys), conn, |conn| {
        let counts = by_keys::<C, M, _>(keys, conn, |keys, conn| {
            let deleted = execute::<C, M, _>(DeleteKeys::<M> { keys }, conn);
            deleted.map_err(|error| blame::of_parents::<C, M, ()>(error, Parents::Keys(keys), conn))
        })?;
        Ok(counts.into_iter().sum())
    })
}

pub(crate) fn patch_all<C: Sync, M: Storable<C::Backend>, Q: QueryFragment<C::Backend>>(
    query: &Q,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<usize> {
    if !prepare_patch::<C, M>(&mut patch)? {
        return Ok(0);
    }
    let touched = execute::<C, M, _>(PatchWhere::<M, Q> { patch: &patch, query }, conn);
    touched.map_err(|error| blame::of_patch::<C, M>(error, &patch, conn))
}

pub(crate) fn delete_all<C: Sync, M: Storable<C::Backend>, Q: QueryFragment<C::Backend>>(
    query: &Q,
    conn: &mut C,
) -> Result<usize> {
    let deleted = execute::<C, M, _>(DeleteWhere::<M, Q> { query, model: PhantomData }, conn);
    deleted.map_err(|error| blame::of_parents::<C, M, Q>(error, Parents::Query(query), conn))
}

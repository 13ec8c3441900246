//! UPDATE and DELETE.

use std::marker::PhantomData;

use diesel::query_builder::{QueryFragment, QueryId};

use super::read::find_key;
use super::{Together, are_many, blame, chunks_of_keys, execute, load_rows};
use crate::backend::Dialect;
use crate::connection::{Link, Statement};
use crate::error::{Error, Result};
use crate::model::{Model, Patch, Storable};
use crate::rule::{validate_patch, validate_patched};
use crate::schema::Role;
use crate::statement::{
    DeleteKeys, DeleteRow, DeleteRows, DeleteWhere, Parents, PatchKey, PatchTarget, PatchWhere, chunk, is_read_back,
    patched_columns, returns_row, told_by,
};

/// What it means that a write by key and version touched no row.
pub(super) fn untouched<M: Model>() -> Error {
    if M::SCHEMA.columns.iter().any(|column| column.role == Role::Version) {
        Error::stale(M::NAME)
    } else {
        Error::not_found(M::NAME)
    }
}

/// What a write to one row did.
pub(super) enum Written<M> {
    /// There was no such row.
    Nothing,
    /// It wrote what it was given.
    AsGiven,
    /// The row is now this: the database writes columns of its own.
    Stored(M),
}

/// Writes to the row with a key.
pub(super) async fn write<C, M, S>(statement: S, key: M::Key, conn: &mut C) -> Result<Written<M>>
where
    C: Link,
    M: Storable<C::Backend>,
    S: Statement<C::Backend> + Send,
{
    if returns_row::<M, C::Backend>() {
        let row = load_rows::<C, M, _>(statement, conn).await?.pop();
        return Ok(row.map_or(Written::Nothing, Written::Stored));
    }
    let read_back = is_read_back::<M, C::Backend>();
    let mut together = Together::begin(read_back, conn).await?;
    let written = match execute::<C, M, _>(statement, &mut *together).await {
        Err(error) => Err(error),
        Ok(0) => Ok(Written::Nothing),
        Ok(_) if read_back => find_key::<C, M>(key, &mut *together).await.map(Written::Stored),
        Ok(_) => Ok(Written::AsGiven),
    };
    together.end(written).await
}

/// Whether the version, if there is one, has a next.
pub(super) fn can_count<M: Model>(row: &mut M) -> Result<()> {
    match row.version() {
        Some(version) if !version.can_count() => Err(Error::Overflow { model: M::NAME }),
        _ => Ok(()),
    }
}

/// Counts the version on, after a write that did so in the database.
pub(crate) fn count_on<M: Model>(row: &mut M) {
    if let Some(version) = row.version() {
        version.count();
    }
}

pub(crate) async fn patch_row<C: Link, M: Storable<C::Backend>>(
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
    let statement = PatchKey::<M> { patch: &patch, row: PatchTarget::Row(row) };
    let written = match write::<C, M, _>(statement, row.key(), conn).await {
        Ok(written) => written,
        Err(error) => return Err(blame::of_patch::<C, M>(error, &patch, conn).await),
    };
    match written {
        Written::Nothing => return Err(untouched::<M>()),
        Written::Stored(stored) => *row = stored,
        Written::AsGiven => {
            patch.apply(row);
            count_on(row);
        }
    }
    Ok(())
}

pub(crate) async fn patch_key<C: Link, M: Storable<C::Backend>>(
    key: M::Key,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<()> {
    if !prepare_patch::<C, M>(&mut patch)? {
        return Ok(());
    }
    match execute::<C, M, _>(PatchKey::<M> { patch: &patch, row: PatchTarget::Key(&key) }, conn).await {
        Ok(0) => Err(Error::not_found(M::NAME)),
        Ok(_) => Ok(()),
        Err(error) => Err(blame::of_patch::<C, M>(error, &patch, conn).await),
    }
}

/// Validates a patch and completes it; `false` if it changes nothing.
fn prepare_patch<C: Link, M: Storable<C::Backend>>(patch: &mut M::Patch) -> Result<bool> {
    if patched_columns::<M>(patch).is_empty() {
        return Ok(false);
    }
    validate_patch(patch)?;
    patch.complete();
    Ok(true)
}

pub(crate) async fn delete_row<C: Link, M: Storable<C::Backend>>(row: &M, conn: &mut C) -> Result<()> {
    match execute::<C, M, _>(DeleteRow { row }, conn).await {
        Ok(0) => Err(untouched::<M>()),
        Ok(_) => Ok(()),
        Err(error) => Err(blame::of_parents::<C, M, ()>(error, Parents::Keys(&[row.key()]), conn).await),
    }
}

pub(crate) async fn delete_keys<C: Link, M: Storable<C::Backend>>(keys: Vec<M::Key>, conn: &mut C) -> Result<usize> {
    let mut together = Together::begin(are_many::<C, M>(&keys), conn).await?;
    let deleted = delete_in_chunks::<C, M>(&keys, &mut *together).await;
    together.end(deleted).await
}

/// Deletes rows by key and version. Where one is not there, others may be deleted: what is around this has to undo it.
pub(crate) async fn delete_rows<C: Link, M: Storable<C::Backend>>(rows: &[M], conn: &mut C) -> Result<()> {
    let binds = told_by::<M>().count();
    for rows in chunk::chunks(rows, binds, C::Backend::CAPABILITIES.bind_limit) {
        let keys: Vec<M::Key> = rows.iter().map(M::key).collect();
        match execute::<C, M, _>(DeleteRows { rows }, conn).await {
            Ok(deleted) if deleted == rows.len() => {}
            Ok(_) => return Err(untouched::<M>()),
            Err(error) => return Err(blame::of_parents::<C, M, ()>(error, Parents::Keys(&keys), conn).await),
        }
    }
    Ok(())
}

async fn delete_in_chunks<C: Link, M: Storable<C::Backend>>(keys: &[M::Key], conn: &mut C) -> Result<usize> {
    let mut count = 0;
    for keys in chunks_of_keys::<C, M>(keys) {
        match execute::<C, M, _>(DeleteKeys::<M> { keys }, conn).await {
            Ok(deleted) => count += deleted,
            Err(error) => return Err(blame::of_parents::<C, M, ()>(error, Parents::Keys(keys), conn).await),
        }
    }
    Ok(count)
}

pub(crate) async fn patch_all<C: Link, M: Storable<C::Backend>, Q: QueryFragment<C::Backend> + QueryId + Send>(
    query: Q,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<usize> {
    if !prepare_patch::<C, M>(&mut patch)? {
        return Ok(0);
    }
    match execute::<C, M, _>(PatchWhere::<M, Q> { patch: &patch, query: &query }, conn).await {
        Ok(touched) => Ok(touched),
        Err(error) => Err(blame::of_patch::<C, M>(error, &patch, conn).await),
    }
}

pub(crate) async fn delete_all<C: Link, M: Storable<C::Backend>, Q: QueryFragment<C::Backend> + QueryId + Send>(
    query: Q,
    conn: &mut C,
) -> Result<usize> {
    match execute::<C, M, _>(DeleteWhere::<M, Q> { query: &query, model: PhantomData }, conn).await {
        Ok(deleted) => Ok(deleted),
        Err(error) => Err(blame::of_parents::<C, M, Q>(error, Parents::Query(query), conn).await),
    }
}

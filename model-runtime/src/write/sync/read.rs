//! SELECT by key, and around queries.

use std::collections::HashMap;

use diesel::deserialize::FromStaticSqlRow;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{BigInt, Bool};

use super::{Sync, are_many, by_keys, load, load_row, load_rows};
use crate::database::transaction::within_reading;
use crate::error::{Error, Result};
use crate::model::{Model, Storable, Value};
use crate::query::{Chunks, Page, PageRequest};
use crate::statement::{Chunk, Count, Exists, SelectKey, SelectKeys};

pub(crate) fn get_key<C: Sync, M: Storable<C::Backend>>(key: &M::Key, conn: &mut C) -> Result<Option<M>> {
    load_row::<C, M, _>(SelectKey::<M> { key }, conn)
}

pub(crate) fn find_key<C: Sync, M: Storable<C::Backend>>(key: &M::Key, conn: &mut C) -> Result<M> {
    get_key(key, conn)?.ok_or(Error::NotFound { model: M::NAME, row: None })
}

pub(crate) fn find_keys<C: Sync, M: Storable<C::Backend>>(keys: &[M::Key], conn: &mut C) -> Result<Vec<M>> {
    if are_many::<C, M>(keys) { within_reading(conn, |conn| select_keys(keys, conn)) } else { select_keys(keys, conn) }
}

/// The rows with keys, in their order; in a transaction, if there is one.
pub(super) fn select_keys<C: Sync, M: Storable<C::Backend>>(keys: &[M::Key], conn: &mut C) -> Result<Vec<M>> {
    let found = by_keys::<C, M, _>(keys, conn, |keys, conn| load_rows::<C, M, _>(SelectKeys::<M> { keys }, conn))?;
    let mut by_key: HashMap<M::Key, M> = found.into_iter().flatten().map(|row| (row.key(), row)).collect();
    Ok(keys.iter().filter_map(|key| by_key.remove(key)).collect())
}

pub(crate) fn reload_row<C: Sync, M: Storable<C::Backend>>(row: &mut M, conn: &mut C) -> Result<()> {
    *row = find_key(&row.key(), conn)?;
    Ok(())
}

pub(crate) fn count<C: Sync, M: Model, Q: QueryFragment<C::Backend>>(query: &Q, conn: &mut C) -> Result<i64>
where
    i64: FromStaticSqlRow<BigInt, C::Backend>,
{
    Ok(load::<C, M, i64, BigInt, _>(Count { query }, conn)?.pop().unwrap_or_default())
}

pub(crate) fn exists<C: Sync, M: Model, Q: QueryFragment<C::Backend>>(query: &Q, conn: &mut C) -> Result<bool>
where
    bool: FromStaticSqlRow<Bool, C::Backend>,
{
    Ok(load::<C, M, bool, Bool, _>(Exists { query }, conn)?.pop().unwrap_or_default())
}

pub(crate) fn page<M>(request: PageRequest, total: i64, items: Vec<M>) -> Page<M> {
    Page { items, total, page: request.page(), page_size: request.page_size() }
}

pub(crate) fn next_chunk<C: Sync, M: Storable<C::Backend>, Q: QueryFragment<C::Backend>>(
    chunks: &mut Chunks<M, Q>,
    conn: &mut C,
) -> Result<Option<Vec<M>>>
where
    i64: Value<BigInt, C::Backend>,
{
    if chunks.done {
        return Ok(None);
    }
    let statement = Chunk::<M, Q> { query: &chunks.query, after: chunks.after.as_ref(), size: chunks.size };
    let rows: Vec<M> = load_rows(statement, conn)?;
    chunks.done = rows.len() < usize::try_from(chunks.size).unwrap_or(usize::MAX);
    let Some(last) = rows.last() else {
        return Ok(None);
    };
    chunks.after = Some(last.key());
    Ok(Some(rows))
}

//! SELECT by key, and around queries.

use std::collections::HashMap;

use diesel::deserialize::FromStaticSqlRow;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool};

use super::{Together, are_many, chunks_of_keys, fail, load, load_rows};
use crate::connection::Link;
use crate::error::{Error, Result};
use crate::model::{Model, Storable, Value, Whole};
use crate::query::{Chunks, Page, PageRequest};
use crate::statement::{Chunk, Count, Exists, SelectKey, SelectKeys};

pub(crate) async fn get_key<C: Link, M: Storable<C::Backend>>(key: M::Key, conn: &mut C) -> Result<Option<M>> {
    // There is no list around the only row, and no future around its future, which holds the row on a blocking connection: each would be one more move of it.
    let row = conn.first::<Whole<M>, _>(SelectKey::<M> { key: &key }).await;
    Ok(row.map_err(fail::<C, M>)?.map(|whole| whole.0))
}

pub(crate) async fn find_key<C: Link, M: Storable<C::Backend>>(key: M::Key, conn: &mut C) -> Result<M> {
    get_key::<C, M>(key, conn).await?.ok_or_else(|| Error::not_found(M::NAME))
}

pub(crate) async fn find_keys<C: Link, M: Storable<C::Backend>>(keys: Vec<M::Key>, conn: &mut C) -> Result<Vec<M>> {
    let mut together = Together::begin_read(are_many::<C, M>(&keys), conn).await?;
    let found = select_keys::<C, M>(&keys, &mut *together).await;
    together.end(found).await
}

/// The rows with keys, in their order; in a transaction, if there is one.
pub(super) async fn select_keys<C: Link, M: Storable<C::Backend>>(keys: &[M::Key], conn: &mut C) -> Result<Vec<M>> {
    let mut by_key: HashMap<M::Key, M> = HashMap::with_capacity(keys.len());
    for keys in chunks_of_keys::<C, M>(keys) {
        let found = load_rows::<C, M, _>(SelectKeys::<M> { keys }, conn).await?;
        by_key.extend(found.into_iter().map(|row| (row.key(), row)));
    }
    Ok(keys.iter().filter_map(|key| by_key.remove(key)).collect())
}

pub(crate) async fn reload_row<C: Link, M: Storable<C::Backend>>(row: &mut M, conn: &mut C) -> Result<()> {
    *row = find_key::<C, M>(row.key(), conn).await?;
    Ok(())
}

pub(crate) fn count<'c, C, M, Q>(
    query: Q,
    conn: &'c mut C,
) -> impl Future<Output = Result<i64>> + Send + use<'c, C, M, Q>
where
    C: Link,
    M: Model,
    Q: QueryFragment<C::Backend> + QueryId + 'c,
    i64: FromStaticSqlRow<BigInt, C::Backend>,
{
    let counts = load::<C, M, i64, BigInt, _>(Count { query }, conn);
    async move { Ok(counts.await?.pop().unwrap_or_default()) }
}

pub(crate) fn exists<'c, C, M, Q>(
    query: Q,
    conn: &'c mut C,
) -> impl Future<Output = Result<bool>> + Send + use<'c, C, M, Q>
where
    C: Link,
    M: Model,
    Q: QueryFragment<C::Backend> + QueryId + 'c,
    bool: FromStaticSqlRow<Bool, C::Backend>,
{
    let found = load::<C, M, bool, Bool, _>(Exists { query }, conn);
    async move { Ok(found.await?.pop().unwrap_or_default()) }
}

pub(crate) fn page<M>(request: PageRequest, total: i64, items: Vec<M>) -> Page<M> {
    Page { items, total, page: request.page(), page_size: request.page_size() }
}

pub(crate) async fn next_chunk<C: Link, M: Storable<C::Backend>, Q: QueryFragment<C::Backend> + Send>(
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
    let rows: Vec<M> = load_rows::<C, M, _>(statement, conn).await?;
    chunks.done = rows.len() < usize::try_from(chunks.size).unwrap_or(usize::MAX);
    let Some(last) = rows.last() else {
        return Ok(None);
    };
    chunks.after = Some(last.key());
    Ok(Some(rows))
}

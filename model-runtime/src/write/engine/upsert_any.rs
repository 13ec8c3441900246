//! INSERT or UPDATE, INSERT or SELECT, by whichever unique key finds a row.

use super::insert::{insert_unchecked, row, settled};
use super::upsert::{insert, inserted};
use super::{Together, blame, execute, load_rows};
use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::{Error, Result};
use crate::model::{ColumnSet, Draft, Model, Storable};
use crate::schema::IndexSchema;
use crate::statement::{Conflict, SelectLike, UpdateLike, by_trigger, given_columns};

/// Inserts the row, or updates these columns of the one that any unique key finds.
///
/// The statements have no transaction of their own, for the same reason as those of a key that is named.
pub(super) async fn upsert<C: Link, M: Storable<C::Backend>>(
    new: Draft<M>,
    columns: ColumnSet,
    update: ColumnSet,
    conn: &mut C,
) -> Result<M> {
    let keys = given_keys::<M>(columns);
    let Taken { new, refusal } = match insert_new::<C, M>(new, conn).await? {
        Ok(row) => return Ok(row),
        Err(taken) => taken,
    };
    if !update.is_empty()
        && !keys.is_empty()
        && let Some(row) = update_like::<C, M>(&new, &keys, update, conn).await?
    {
        return Ok(row);
    }
    match like::<C, M>(&new, &keys, conn).await? {
        Some(row) if update.is_empty() => Ok(row),
        _ => insert_after_all::<C, M>(new, refusal, conn).await,
    }
}

/// The row that any unique key finds, or a new one; and whether it is new.
pub(super) async fn get_or_insert<C: Link, M: Storable<C::Backend>>(new: Draft<M>, conn: &mut C) -> Result<(M, bool)> {
    let keys = given_keys::<M>(given_columns::<M>(&new));
    if let Some(row) = like::<C, M>(&new, &keys, conn).await? {
        return Ok((row, false));
    }
    match insert_new::<C, M>(new, conn).await? {
        Ok(row) => Ok((row, true)),
        // Somebody else inserted it between the two statements, or it was refused by what no row can be looked for by.
        Err(Taken { new, refusal }) => match like::<C, M>(&new, &keys, conn).await? {
            Some(row) => Ok((row, false)),
            None => Ok((insert_after_all::<C, M>(new, refusal, conn).await?, true)),
        },
    }
}

/// The key, if it is the only one that a model's rows are found by: it is the one that is meant then.
pub(super) fn only_key<M: Model>() -> Option<ColumnSet> {
    let mut keys = unique_keys::<M>();
    let only = keys.next()?;
    keys.all(|columns| columns == only).then_some(only)
}

/// The unique keys that rows are found by. A unique index of some rows is none: two rows may be the same in it. Nor is one of expressions, of which no column tells.
fn unique_keys<M: Model>() -> impl Iterator<Item = ColumnSet> {
    let key = (!M::GENERATED_KEY).then_some(M::SCHEMA.primary_key);
    let uniques = M::SCHEMA.uniques.iter().map(|unique| unique.columns);
    let is_key = |index: &&IndexSchema| index.unique && index.filter.is_none() && !index.has_expressions();
    let indexes = M::SCHEMA.indexes.iter().filter(is_key);
    let keys = key.into_iter().chain(uniques).chain(indexes.map(|index| index.columns));
    keys.map(|columns| M::SCHEMA.positions(columns).fold(ColumnSet::EMPTY, ColumnSet::with))
}

/// Those of them that can be looked for: all of their columns are given.
fn given_keys<M: Model>(columns: ColumnSet) -> Vec<ColumnSet> {
    unique_keys::<M>().filter(|key| key.without(columns).is_empty()).collect()
}

/// Values that were not inserted, because there is a row with the same in a unique key.
struct Taken<M: Model> {
    new: Draft<M>,
    /// What the database said, where it said anything.
    refusal: Option<Error>,
}

/// Inserts the row if no unique key has its values.
async fn insert_new<C: Link, M: Storable<C::Backend>>(new: Draft<M>, conn: &mut C) -> Result<Result<M, Taken<M>>> {
    let columns = given_columns::<M>(&new);
    if C::Backend::CAPABILITIES.returning {
        let mut together = Together::begin(by_trigger::<M>(), conn).await?;
        let made = match inserted::<C, M>(&new, columns, Conflict::Keep(None), &mut *together).await {
            Ok(Some(row)) => settled(row, &mut *together).await.map(Some),
            made => made,
        };
        return Ok(together.end(made).await?.ok_or(Taken { new, refusal: None }));
    }
    match insert::<C, M>(&new, columns, conn).await {
        Ok(made) => settled(row(new, made)?, conn).await.map(Ok),
        Err(error) if error.is_unique_violation() => Ok(Err(Taken { new, refusal: Some(error) })),
        Err(error) => Err(error),
    }
}

/// Updates the only row that is the same in any of the keys; `None` if there is none, or there are several.
async fn update_like<C: Link, M: Storable<C::Backend>>(
    new: &Draft<M>,
    keys: &[ColumnSet],
    columns: ColumnSet,
    conn: &mut C,
) -> Result<Option<M>> {
    let statement = || UpdateLike::<M> { new, keys, columns };
    let updated = if C::Backend::CAPABILITIES.returning {
        let mut together = Together::begin(by_trigger::<M>(), conn).await?;
        let updated = match load_rows::<C, M, _>(statement(), &mut *together).await.map(|mut rows| rows.pop()) {
            Ok(Some(row)) => settled(row, &mut *together).await.map(Some),
            updated => updated,
        };
        together.end(updated).await
    } else {
        match execute::<C, M, _>(statement(), conn).await {
            Ok(0) => Ok(None),
            Ok(_) => return like::<C, M>(new, keys, conn).await,
            Err(error) => Err(error),
        }
    };
    match updated {
        Err(error) => Err(blame::of_news::<C, M>(error, std::slice::from_ref(new), conn).await),
        updated => updated,
    }
}

/// The row that is the same in any of the keys, if there is one; an error if there are several.
async fn like<C: Link, M: Storable<C::Backend>>(new: &Draft<M>, keys: &[ColumnSet], conn: &mut C) -> Result<Option<M>> {
    if keys.is_empty() {
        return Ok(None);
    }
    let mut rows = load_rows::<C, M, _>(SelectLike::<M> { new, keys }, conn).await?;
    let row = rows.pop();
    if rows.is_empty() { Ok(row) } else { Err(Error::MultipleFound { model: M::NAME }) }
}

/// Says what refused the row, though no row is found to be the same: somebody else changed or deleted it by now, or it is
/// refused by what no row can be looked for by. Without an answer yet, the row is inserted if it can be.
async fn insert_after_all<C: Link, M: Storable<C::Backend>>(
    new: Draft<M>,
    refusal: Option<Error>,
    conn: &mut C,
) -> Result<M> {
    match refusal {
        Some(error) => Err(error),
        None => insert_unchecked::<C, M>(new, conn).await,
    }
}

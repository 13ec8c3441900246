//! INSERT or UPDATE, INSERT or SELECT, by a unique key.

use super::batch::Form;
use super::insert::{insert_chunk, is_in_two_steps, made, row, settled};
use super::{Together, blame, execute, load_rows, upsert_any};
use crate::backend::{Dialect, Upsert};
use crate::connection::Link;
use crate::error::{Error, Result};
use crate::model::{ColumnSet, Draft, Model, Storable, checked};
use crate::schema::Role;
use crate::statement::{
    Arrays, Conflict, Insert, Returning, SelectLike, Source, UpdateLike, by_trigger, given_columns,
};

pub(crate) async fn upsert_one<C: Link, M: Storable<C::Backend>>(
    new: Draft<M>,
    target: Option<ColumnSet>,
    conn: &mut C,
) -> Result<M> {
    let (new, filled) = checked::<M>(new)?;
    let columns = given_columns::<M>(&new);
    let Some(target) = target.or_else(upsert_any::only_key::<M>) else {
        return upsert_any::upsert::<C, M>(new, columns, updated::<M>(columns, filled), conn).await;
    };
    let update = updated::<M>(columns, target.iter().fold(filled, ColumnSet::with));
    // With nothing to update the row still has to come back, so a column is set to the value it has.
    let update = if update.is_empty() { target } else { update };
    let conflict = Conflict::Update { target, columns: update };
    if C::Backend::CAPABILITIES.returning {
        let mut together = Together::begin(by_trigger::<M>(), conn).await?;
        let row = match inserted::<C, M>(&new, columns, conflict, &mut *together).await {
            Ok(Some(row)) => settled(row, &mut *together).await,
            Ok(None) => Err(Error::not_found(M::NAME)),
            Err(error) => Err(error),
        };
        return together.end(row).await;
    }
    if C::Backend::CAPABILITIES.upsert == Upsert::OnDuplicateKey && !is_only_unique_key::<M>(target) {
        return insert_or_update::<C, M>(new, columns, target, update, conn).await;
    }
    let mut together = Together::begin(true, conn).await?;
    let row = upsert_and_look::<C, M>(new, columns, conflict, target, &mut *together).await;
    together.end(row).await
}

/// Upserts a row, and asks for it afterwards.
async fn upsert_and_look<C: Link, M: Storable<C::Backend>>(
    new: Draft<M>,
    columns: ColumnSet,
    conflict: Conflict,
    target: ColumnSet,
    conn: &mut C,
) -> Result<M> {
    let source = Source::New(std::slice::from_ref(&new));
    let statement = Insert::<M> { source, columns, arrays: Arrays::NONE, conflict, returning: Returning::Nothing };
    execute::<C, M, _>(statement, conn).await?;
    match like::<C, M>(&new, target, conn).await? {
        Some(row) => Ok(row),
        // NULL is not even like itself: the row is a new one.
        None => {
            let made = made::<C, M>(std::slice::from_ref(&new), conn).await?.pop();
            settled(row(new, made)?, conn).await
        }
    }
}

/// Of the columns that are given, those that are written to a row that is there already; of plain ones, not these.
fn updated<M: Model>(columns: ColumnSet, but: ColumnSet) -> ColumnSet {
    let kept = |column: usize| match M::SCHEMA.columns.get(column).map(|column| column.role) {
        Some(Role::UpdatedAt | Role::Version) => false,
        Some(Role::Plain) => but.contains(column),
        _ => true,
    };
    columns.iter().filter(|column| !kept(*column)).fold(ColumnSet::EMPTY, ColumnSet::with)
}

/// The row that an INSERT gives back, if it gives one.
pub(super) async fn inserted<C: Link, M: Storable<C::Backend>>(
    new: &Draft<M>,
    columns: ColumnSet,
    conflict: Conflict,
    conn: &mut C,
) -> Result<Option<M>> {
    let new = std::slice::from_ref(new);
    let source = Source::New(new);
    let statement = Insert::<M> { source, columns, arrays: Arrays::NONE, conflict, returning: Returning::All };
    match load_rows::<C, M, _>(statement, conn).await {
        Ok(mut rows) => Ok(rows.pop()),
        Err(error) => Err(blame::of_news::<C, M>(error, new, conn).await),
    }
}

/// The row whose columns have the values of a new one.
async fn like<C: Link, M: Storable<C::Backend>>(new: &Draft<M>, columns: ColumnSet, conn: &mut C) -> Result<Option<M>> {
    Ok(load_rows::<C, M, _>(SelectLike::<M> { new, keys: &[columns] }, conn).await?.pop())
}

/// Whether rows can only be the same in these columns, so that no other row is meant where one is there.
fn is_only_unique_key<M: Model>(target: ColumnSet) -> bool {
    let key = (!M::GENERATED_KEY).then_some(M::SCHEMA.primary_key);
    let mut keys = key.into_iter().chain(M::SCHEMA.unique_keys().map(|(_, columns)| columns));
    // What an index of expressions finds to be the same, no columns tell.
    let mut indexes = M::SCHEMA.indexes.iter();
    !indexes.any(|index| index.unique && index.has_expressions())
        && keys.all(|columns| M::SCHEMA.positions(columns).fold(ColumnSet::EMPTY, ColumnSet::with) == target)
}

/// Inserts the row, or updates the one with the same unique key if that refuses it.
///
/// The statements have no transaction of their own: a refused INSERT would keep a lock that two connections can wait for each
/// other with.
async fn insert_or_update<C: Link, M: Storable<C::Backend>>(
    new: Draft<M>,
    columns: ColumnSet,
    target: ColumnSet,
    update: ColumnSet,
    conn: &mut C,
) -> Result<M> {
    match insert::<C, M>(&new, columns, conn).await {
        Ok(made) => settled(row(new, made)?, conn).await,
        Err(error) if error.is_unique_violation() => {
            let statement = UpdateLike::<M> { new: &new, keys: &[target], columns: update };
            match execute::<C, M, _>(statement, conn).await? {
                // Another unique key refused it.
                0 => Err(error),
                _ => {
                    let found = like::<C, M>(&new, target, conn).await?;
                    found.ok_or_else(|| Error::not_found(M::NAME))
                }
            }
        }
        Err(error) => Err(error),
    }
}

/// Inserts the row; what the database made of it.
pub(super) async fn insert<C: Link, M: Storable<C::Backend>>(
    new: &Draft<M>,
    columns: ColumnSet,
    conn: &mut C,
) -> Result<Option<M::Returned>> {
    let mut together = Together::begin(is_in_two_steps::<C, M>(), conn).await?;
    let made = insert_chunk::<C, M>(std::slice::from_ref(new), columns, Form::Lists, &mut *together).await;
    together.end(made.map(|made| made.and_then(|mut made| made.pop()))).await
}

pub(crate) async fn get_or_insert<C: Link, M: Storable<C::Backend>>(
    new: Draft<M>,
    target: Option<ColumnSet>,
    conn: &mut C,
) -> Result<(M, bool)> {
    let (new, _) = checked::<M>(new)?;
    let Some(target) = target.or_else(upsert_any::only_key::<M>) else {
        return upsert_any::get_or_insert::<C, M>(new, conn).await;
    };
    if let Some(row) = like::<C, M>(&new, target, conn).await? {
        return Ok((row, false));
    }
    let columns = given_columns::<M>(&new);
    if !C::Backend::CAPABILITIES.returning {
        return match insert::<C, M>(&new, columns, conn).await {
            Ok(made) => Ok((settled(row(new, made)?, conn).await?, true)),
            // Somebody else inserted it between the two statements, or another unique key refuses it.
            Err(error) if error.is_unique_violation() => {
                like::<C, M>(&new, target, conn).await?.map(|row| (row, false)).ok_or(error)
            }
            Err(error) => Err(error),
        };
    }
    let mut together = Together::begin(by_trigger::<M>(), conn).await?;
    let made = match inserted::<C, M>(&new, columns, Conflict::Keep(Some(target)), &mut *together).await {
        Ok(Some(row)) => settled(row, &mut *together).await.map(Some),
        made => made,
    };
    if let Some(row) = together.end(made).await? {
        return Ok((row, true));
    }
    // Somebody else inserted it between the two statements.
    let found = like::<C, M>(&new, target, conn).await?;
    found.map(|row| (row, false)).ok_or_else(|| Error::not_found(M::NAME))
}

//! INSERT or UPDATE, INSERT or SELECT, by a unique key.

use super::batch::Form;
use super::insert::{insert_chunk, is_in_two_steps, made, row, settled};
use super::{Sync, blame, execute, load_rows, together};
use crate::backend::{Dialect, Upsert};
use crate::error::{Error, Result};
use crate::model::{ColumnSet, Draft, Model, Storable, checked};
use crate::schema::Role;
use crate::statement::{
    Arrays, Conflict, Insert, Returning, SelectLike, Source, UpdateLike, by_trigger, given_columns,
};

pub(crate) fn upsert_one<C: Sync, M: Storable<C::Backend>>(
    new: Draft<M>,
    target: ColumnSet,
    conn: &mut C,
) -> Result<M> {
    let (new, filled) = checked::<M>(new)?;
    let columns = given_columns::<M>(&new);
    let kept = |column: usize| {
        let role = M::SCHEMA.columns.get(column).map(|column| column.role);
        match role {
            Some(Role::UpdatedAt | Role::Version) => false,
            Some(Role::Plain) => filled.contains(column) || target.contains(column),
            _ => true,
        }
    };
    let update = columns.iter().filter(|column| !kept(*column)).fold(ColumnSet::EMPTY, ColumnSet::with);
    // With nothing to update the row still has to come back, so a column is set to the value it has.
    let update = if update.is_empty() { target } else { update };
    let conflict = Conflict::Update { target, columns: update };
    if C::Backend::CAPABILITIES.returning {
        return together(by_trigger::<M>(), conn, |conn| {
            let row = inserted(&new, columns, conflict, conn)?.ok_or(Error::NotFound { model: M::NAME, row: None })?;
            settled(row, conn)
        });
    }
    if C::Backend::CAPABILITIES.upsert == Upsert::OnDuplicateKey && !is_only_unique_key::<M>(target) {
        return insert_or_update(new, columns, target, update, conn);
    }
    together(true, conn, |conn| {
        let source = Source::New(std::slice::from_ref(&new));
        execute::<C, M, _>(
            Insert::<M> { source, columns, arrays: Arrays::NONE, conflict, returning: Returning::Nothing },
            conn,
        )?;
        match like::<C, M>(&new, target, conn)? {
            Some(row) => Ok(row),
            // NULL is not even like itself: the row is a new one.
            None => {
                let made = made::<C, M>(std::slice::from_ref(&new), conn)?.pop();
                settled(row(new, made)?, conn)
            }
        }
    })
}

/// The row that an INSERT gives back, if it gives one.
fn inserted<C: Sync, M: Storable<C::Backend>>(
    new: &Draft<M>,
    columns: ColumnSet,
    conflict: Conflict,
    conn: &mut C,
) -> Result<Option<M>> {
    let new = std::slice::from_ref(new);
    let statement =
        Insert::<M> { source: Source::New(new), columns, arrays: Arrays::NONE, conflict, returning: Returning::All };
    let rows = load_rows::<C, M, _>(statement, conn);
    Ok(rows.map_err(|error| blame::of_news::<C, M>(error, new, conn))?.pop())
}

/// The row whose columns have the values of a new one.
fn like<C: Sync, M: Storable<C::Backend>>(new: &Draft<M>, columns: ColumnSet, conn: &mut C) -> Result<Option<M>> {
    Ok(load_rows::<C, M, _>(SelectLike::<M> { new, columns }, conn)?.pop())
}

/// Whether rows can only be the same in these columns, so that no other row is meant where one is there.
fn is_only_unique_key<M: Model>(target: ColumnSet) -> bool {
    let key = (!M::GENERATED_KEY).then_some(M::SCHEMA.primary_key);
    let mut keys = key.into_iter().chain(M::SCHEMA.unique_keys().map(|(_, columns)| columns));
    keys.all(|columns| M::SCHEMA.positions(columns).fold(ColumnSet::EMPTY, ColumnSet::with) == target)
}

/// Inserts the row, or updates the one with the same unique key if that refuses it.
///
/// The statements have no transaction of their own: a refused INSERT would keep a lock that two connections can wait for each
/// other with.
fn insert_or_update<C: Sync, M: Storable<C::Backend>>(
    new: Draft<M>,
    columns: ColumnSet,
    target: ColumnSet,
    update: ColumnSet,
    conn: &mut C,
) -> Result<M> {
    match insert::<C, M>(&new, columns, conn) {
        Ok(made) => settled(row(new, made)?, conn),
        Err(error) if error.is_unique_violation() => {
            let statement = UpdateLike::<M> { new: &new, target, columns: update };
            match execute::<C, M, _>(statement, conn)? {
                // Another unique key refused it.
                0 => Err(error),
                _ => like(&new, target, conn)?.ok_or(Error::NotFound { model: M::NAME, row: None }),
            }
        }
        Err(error) => Err(error),
    }
}

/// Inserts the row; what the database made of it.
fn insert<C: Sync, M: Storable<C::Backend>>(
    new: &Draft<M>,
    columns: ColumnSet,
    conn: &mut C,
) -> Result<Option<M::Returned>> {
    together(is_in_two_steps::<C, M>(), conn, |conn| {
        let made = insert_chunk::<C, M>(std::slice::from_ref(new), columns, Form::Lists, conn)?;
        Ok(made.and_then(|mut made| made.pop()))
    })
}

pub(crate) fn get_or_insert<C: Sync, M: Storable<C::Backend>>(
    new: Draft<M>,
    target: ColumnSet,
    conn: &mut C,
) -> Result<(M, bool)> {
    let (new, _) = checked::<M>(new)?;
    if let Some(row) = like(&new, target, conn)? {
        return Ok((row, false));
    }
    let columns = given_columns::<M>(&new);
    if !C::Backend::CAPABILITIES.returning {
        return match insert::<C, M>(&new, columns, conn) {
            Ok(made) => Ok((settled(row(new, made)?, conn)?, true)),
            // Somebody else inserted it between the two statements, or another unique key refuses it.
            Err(error) if error.is_unique_violation() => like(&new, target, conn)?.map(|row| (row, false)).ok_or(error),
            Err(error) => Err(error),
        };
    }
    let made = together(by_trigger::<M>(), conn, |conn| {
        let row = inserted(&new, columns, Conflict::Keep(target), conn)?;
        row.map(|row| settled(row, conn)).transpose()
    })?;
    if let Some(row) = made {
        return Ok((row, true));
    }
    // Somebody else inserted it between the two statements.
    like(&new, target, conn)?.map(|row| (row, false)).ok_or(Error::NotFound { model: M::NAME, row: None })
}

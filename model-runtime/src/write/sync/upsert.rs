//! INSERT or UPDATE, INSERT or SELECT, by a unique key.

use super::insert::settled;
use super::{Sync, blame, load_rows, together};
use crate::error::{Error, Result};
use crate::model::{ColumnSet, Draft, Storable, checked};
use crate::schema::Role;
use crate::statement::{Arrays, Conflict, Insert, Returning, SelectLike, Source, by_trigger, given_columns};

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
    let source = Source::New(std::slice::from_ref(&new));
    let statement = Insert::<M> { source, columns, arrays: Arrays::NONE, conflict, returning: Returning::All };
    together(by_trigger::<M>(), conn, |conn| {
        let rows = load_rows::<C, M, _>(statement, conn);
        let mut rows = rows.map_err(|error| blame::of_news::<C, M>(error, std::slice::from_ref(&new), conn))?;
        let row = rows.pop().ok_or(Error::NotFound { model: M::NAME, row: None })?;
        settled(row, conn)
    })
}

pub(crate) fn get_or_insert<C: Sync, M: Storable<C::Backend>>(
    new: Draft<M>,
    target: ColumnSet,
    conn: &mut C,
) -> Result<(M, bool)> {
    let (new, _) = checked::<M>(new)?;
    let known = |conn: &mut C| -> Result<Option<M>> {
        Ok(load_rows::<C, M, _>(SelectLike::<M> { new: &new, columns: target }, conn)?.pop())
    };
    if let Some(row) = known(conn)? {
        return Ok((row, false));
    }
    let columns = given_columns::<M>(&new);
    let source = Source::New(std::slice::from_ref(&new));
    let conflict = Conflict::Keep(target);
    let statement = Insert::<M> { source, columns, arrays: Arrays::NONE, conflict, returning: Returning::All };
    let made = together(by_trigger::<M>(), conn, |conn| {
        let rows = load_rows::<C, M, _>(statement, conn);
        let mut rows = rows.map_err(|error| blame::of_news::<C, M>(error, std::slice::from_ref(&new), conn))?;
        rows.pop().map(|row| settled(row, conn)).transpose()
    })?;
    if let Some(row) = made {
        return Ok((row, true));
    }
    // Somebody else inserted it between the two statements.
    known(conn)?.map(|row| (row, false)).ok_or(Error::NotFound { model: M::NAME, row: None })
}

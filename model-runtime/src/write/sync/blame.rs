//! Finds the foreign key that refused a write, where the database does not name it: by asking, on the same connection and so
//! in the same transaction, which one the write breaks.

use diesel::connection::DefaultLoadingMode;
use diesel::deserialize::{self, QueryableByName};
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::row::NamedRow;
use diesel::sql_types::Untyped;

use super::Sync;
use crate::backend::Dialect;
use crate::error::{ConstraintKind, Error, Result};
use crate::model::{Draft, Model, Storable};
use crate::schema::{Action, ForeignKey, ForeignKeySchema};
use crate::statement::{Child, Orphan, Parents, Source, Written, chunk};

/// The error of a write of new rows, with its foreign key.
pub(super) fn of_news<C: Sync, M: Storable<C::Backend>>(error: Error, news: &[Draft<M>], conn: &mut C) -> Error {
    of_many::<C, M, _>(error, news, |news| Source::New(news), conn)
}

/// The error of a write of whole rows, with its foreign key.
pub(super) fn of_rows<C: Sync, M: Storable<C::Backend>>(error: Error, rows: &[M], conn: &mut C) -> Error {
    of_many::<C, M, _>(error, rows, |rows| Source::Rows(rows), conn)
}

/// The error of a write of rows that are a source of values, with its foreign key.
fn of_many<C: Sync, M: Storable<C::Backend>, T>(
    error: Error,
    rows: &[T],
    source: for<'r> fn(&'r [T]) -> Source<'r, M>,
    conn: &mut C,
) -> Error {
    of_written::<C, M>(error, conn, |key, conn| {
        let chunks = chunk::chunks(rows, key.columns.len(), C::Backend::CAPABILITIES.bind_limit);
        any(chunks.map(|rows| Written::Rows(source(rows))), |written| exists(Orphan::<M> { key, written }, conn))
    })
}

/// The error of a patch, with its foreign key.
pub(super) fn of_patch<C: Sync, M: Storable<C::Backend>>(error: Error, patch: &M::Patch, conn: &mut C) -> Error {
    of_written::<C, M>(error, conn, |key, conn| exists(Orphan::<M> { key, written: Written::Patch(patch) }, conn))
}

/// Whether the error is of a foreign key that is not known.
fn is_nameless<DB: Dialect>(error: &Error) -> bool {
    let nameless =
        error.constraint().is_some_and(|found| found.kind == ConstraintKind::ForeignKey && found.name.is_none());
    !DB::CAPABILITIES.names_foreign_keys && nameless
}

/// The error, with the foreign key of the model that is broken. An error of the search is not told: the first one counts.
fn of_written<C: Sync, M: Model>(
    error: Error,
    conn: &mut C,
    mut is_broken: impl FnMut(&'static ForeignKeySchema, &mut C) -> Result<bool>,
) -> Error {
    if !is_nameless::<C::Backend>(&error) {
        return error;
    }
    // Rows that refer to each other are not there any more to be found, so such a key is asked about last.
    let (own, others): (Vec<&'static ForeignKeySchema>, Vec<_>) =
        M::SCHEMA.foreign_keys.iter().partition(|key| key.table == M::TABLE);
    let mut keys = others.into_iter().chain(own);
    let broken = keys.find(|key: &&'static ForeignKeySchema| is_broken(key, conn).unwrap_or(false));
    match (error, broken) {
        (Error::Constraint(mut found), Some(key)) => {
            found.table = Some(M::TABLE.to_owned());
            found.name = Some(key.name.to_owned());
            found.columns = key.columns.iter().map(|column| (*column).to_owned()).collect();
            Error::Constraint(found)
        }
        (error, _) => error,
    }
}

/// The error of a DELETE, with the foreign key of the rows that refer to what was to be deleted.
///
/// Those of the tables that refer to the model's are asked about; rows that a cascade would have deleted may be referred to
/// themselves, and such a key stays unknown.
pub(super) fn of_parents<C, M, Q>(error: Error, parents: Parents<'_, M, Q>, conn: &mut C) -> Error
where
    C: Sync,
    M: Storable<C::Backend>,
    Q: QueryFragment<C::Backend>,
{
    if !is_nameless::<C::Backend>(&error) {
        return error;
    }
    match (error, child(parents, conn)) {
        (Error::Constraint(mut found), Ok(Some((table, key)))) => {
            found.is_of_child = true;
            found.table = Some(table);
            found.name = key.name;
            found.columns = key.columns;
            Error::Constraint(found)
        }
        (error, _) => error,
    }
}

/// The table that refers to one of the rows, and its foreign key.
fn child<C, M, Q>(parents: Parents<'_, M, Q>, conn: &mut C) -> Result<Option<(String, ForeignKey)>>
where
    C: Sync,
    M: Storable<C::Backend>,
    Q: QueryFragment<C::Backend>,
{
    for name in conn.table_names()? {
        let Some(table) = conn.table(&name)? else { continue };
        for key in table.foreign_keys {
            let refuses = matches!(key.on_delete, Action::NoAction | Action::Restrict);
            if key.table.eq_ignore_ascii_case(M::TABLE)
                && refuses
                && exists(Child { table: &table.name, key: &key, parents }, conn)?
            {
                return Ok(Some((table.name, key)));
            }
        }
    }
    Ok(None)
}

/// Whether any of the items is so.
fn any<T>(items: impl Iterator<Item = T>, mut is: impl FnMut(T) -> Result<bool>) -> Result<bool> {
    for item in items {
        if is(item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A row that is there, whatever is in it.
struct Something;

impl<DB: diesel::backend::Backend> QueryableByName<DB> for Something {
    fn build<'a>(_row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        Ok(Self)
    }
}

/// Whether a statement returns a row.
fn exists<C, S>(statement: S, conn: &mut C) -> Result<bool>
where
    C: Sync,
    S: Query<SqlType = Untyped> + QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    let failed = |error| C::Backend::decode(error, None);
    let mut rows = statement.load_iter::<Something, DefaultLoadingMode>(conn).map_err(failed)?;
    Ok(rows.next().transpose().map_err(failed)?.is_some())
}

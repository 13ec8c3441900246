//! The verbs on blocking connections, generic over the connection.

mod batch;
mod blame;
mod change;
mod counted;
mod insert;
mod read;
mod save;
mod upsert;

pub(crate) use change::{delete_all, delete_keys, delete_row, patch_all, patch_key, patch_row};
pub(crate) use insert::{insert_batch, insert_one, insert_unchecked, insert_whole};
pub(crate) use read::{count, exists, find_key, find_keys, get_key, next_chunk, page, reload_row};
pub(crate) use save::{save_row, save_rows};
pub(crate) use upsert::{get_or_insert, upsert_one};

use std::collections::HashMap;

use diesel::connection::{Connection, DefaultLoadingMode, LoadConnection};
use diesel::deserialize::FromStaticSqlRow;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::sql_types::Untyped;

use crate::backend::Dialect;
use crate::connection::Exec;
use crate::database::Begin;
use crate::database::transaction::within;
use crate::error::{Error, Result};
use crate::model::{Model, Positional, Storable, Whole};
use crate::schema::Reflect;
use crate::statement::chunk;

/// A blocking connection of Diesel.
pub(crate) trait Sync: Connection<Backend: Dialect + 'static> + LoadConnection + Exec + Begin + Reflect {}
impl<C: Connection<Backend: Dialect + 'static> + LoadConnection + Exec + Begin + Reflect> Sync for C {}

/// An error of Diesel, in terms of the model.
fn fail<C: Sync, M: Model>(error: diesel::result::Error) -> Error {
    <C::Backend as Dialect>::decode(error, Some(M::SCHEMA))
}

/// Loads what a statement of this crate returns, by position.
fn load<C, M, T, ST, S>(statement: S, conn: &mut C) -> Result<Vec<T>>
where
    C: Sync,
    M: Model,
    T: FromStaticSqlRow<ST, C::Backend> + 'static,
    ST: 'static,
    S: Query<SqlType = Untyped> + QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    let rows = statement.load_iter::<Positional<T, ST>, DefaultLoadingMode>(conn).map_err(fail::<C, M>)?;
    let rows = rows.map(|row| row.map(|Positional(value, _)| value));
    rows.collect::<Result<Vec<_>, _>>().map_err(fail::<C, M>)
}

/// Loads rows of the model.
fn load_rows<C, M, S>(statement: S, conn: &mut C) -> Result<Vec<M>>
where
    C: Sync,
    M: Storable<C::Backend>,
    S: Query<SqlType = Untyped> + QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    let rows = statement.load_iter::<Whole<M>, DefaultLoadingMode>(conn).map_err(fail::<C, M>)?;
    rows.map(|row| row.map(|whole| whole.0)).collect::<Result<Vec<_>, _>>().map_err(fail::<C, M>)
}

/// Loads the only row that a SELECT by key can find, without a list around it or a look for another.
fn load_row<C, M, S>(statement: S, conn: &mut C) -> Result<Option<M>>
where
    C: Sync,
    M: Storable<C::Backend>,
    S: Query<SqlType = Untyped> + QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    let mut rows = statement.load_iter::<Whole<M>, DefaultLoadingMode>(conn).map_err(fail::<C, M>)?;
    let row = rows.next().transpose().map_err(fail::<C, M>)?;
    Ok(row.map(|whole| whole.0))
}

/// Executes a statement; how many rows it touched.
fn execute<C, M, S>(statement: S, conn: &mut C) -> Result<usize>
where
    C: Sync,
    M: Model,
    S: QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    statement.execute(conn).map_err(fail::<C, M>)
}

/// Rows that came back, in the order of those that were sent: no backend promises that order for RETURNING.
fn in_order_of<M: Model>(sent: &[M], back: Vec<M>) -> impl Iterator<Item = M> {
    let mut by_key: HashMap<M::Key, M> = back.into_iter().map(|row| (row.key(), row)).collect();
    sent.iter().filter_map(move |row| by_key.remove(&row.key()))
}

/// Runs `work` in a transaction if it takes more than one statement.
fn together<C: Sync, T>(many: bool, conn: &mut C, work: impl FnOnce(&mut C) -> Result<T>) -> Result<T> {
    if many { within(conn, work) } else { work(conn) }
}

/// Runs a statement for each chunk of the keys.
fn by_keys<C: Sync, M: Model, T>(
    keys: &[M::Key],
    conn: &mut C,
    mut run: impl FnMut(&[M::Key], &mut C) -> Result<T>,
) -> Result<Vec<T>> {
    chunk::chunks(keys, M::KEY.len(), C::Backend::CAPABILITIES.bind_limit).map(|keys| run(keys, conn)).collect()
}

/// Whether so many keys take several statements.
fn are_many<C: Sync, M: Model>(keys: &[M::Key]) -> bool {
    keys.len() > chunk::size(keys.len(), M::KEY.len(), C::Backend::CAPABILITIES.bind_limit)
}

/// An error of a query, of which at most the name of the model is known.
pub(crate) fn unknown<C: Sync>(error: diesel::result::Error, model: Option<&'static str>) -> Error {
    let error = <C::Backend as Dialect>::decode(error, None);
    match model {
        Some(model) => error.of_model(model),
        None => error,
    }
}

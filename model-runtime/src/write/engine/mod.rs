//! The verbs, generic over the connection. They are written as futures; on a blocking connection nothing in them waits.

mod batch;
mod blame;
mod change;
mod counted;
mod insert;
mod read;
mod save;
mod together;
mod upsert;
mod upsert_any;

pub(crate) use change::{count_on, delete_all, delete_keys, delete_row, delete_rows, patch_all, patch_key, patch_row};
pub(crate) use insert::{insert_batch, insert_complete, insert_one, insert_unchecked, insert_whole};
pub(crate) use read::{count, exists, find_key, find_keys, get_key, next_chunk, page, reload_row};
pub(crate) use save::{is_stamped, missing_rows, save_rekeyed, save_row, save_rows, stamp, write_columns};
pub(crate) use together::Together;
pub(crate) use upsert::{get_or_insert, upsert_one};

use std::collections::HashMap;

use diesel::deserialize::FromStaticSqlRow;

use crate::backend::Dialect;
use crate::connection::{Link, Statement};
use crate::error::{Error, Result};
use crate::model::{Model, Positional, Storable, Whole};
use crate::statement::chunk;

/// An error of Diesel, in terms of the model.
fn fail<C: Link, M: Model>(error: diesel::result::Error) -> Error {
    <C::Backend as Dialect>::decode(error, Some(M::SCHEMA))
}

/// Loads what a statement of this crate returns, by position.
fn load<'c, C, M, T, ST, S>(
    statement: S,
    conn: &'c mut C,
) -> impl Future<Output = Result<Vec<T>>> + Send + use<'c, C, M, T, ST, S>
where
    C: Link,
    M: Model,
    T: FromStaticSqlRow<ST, C::Backend> + Send + 'static,
    ST: 'static,
    S: Statement<C::Backend> + 'c,
{
    let rows = conn.rows::<Positional<T, ST>, S>(statement);
    async move {
        let rows = rows.await.map_err(fail::<C, M>)?;
        Ok(rows.into_iter().map(|Positional(value, _)| value).collect())
    }
}

/// Loads rows of the model.
fn load_rows<'c, C, M, S>(
    statement: S,
    conn: &'c mut C,
) -> impl Future<Output = Result<Vec<M>>> + Send + use<'c, C, M, S>
where
    C: Link,
    M: Storable<C::Backend>,
    S: Statement<C::Backend> + 'c,
{
    let rows = conn.rows::<Whole<M>, S>(statement);
    async move {
        let rows = rows.await.map_err(fail::<C, M>)?;
        Ok(rows.into_iter().map(|whole| whole.0).collect())
    }
}

/// Executes a statement; how many rows it touched.
fn execute<'c, C, M, S>(statement: S, conn: &'c mut C) -> impl Future<Output = Result<usize>> + Send + use<'c, C, M, S>
where
    C: Link,
    M: Model,
    S: Statement<C::Backend> + 'c,
{
    let touched = conn.touch(statement);
    async move { touched.await.map_err(fail::<C, M>) }
}

/// Rows that came back, in the order of those that were sent: no backend promises that order for RETURNING.
fn in_order_of<'r, M: Model>(sent: impl IntoIterator<Item = &'r M>, back: Vec<M>) -> impl Iterator<Item = M> {
    let mut by_key: HashMap<M::Key, M> = back.into_iter().map(|row| (row.key(), row)).collect();
    sent.into_iter().filter_map(move |row| by_key.remove(&row.key()))
}

/// The keys, as many at a time as a statement takes.
fn chunks_of_keys<C: Link, M: Model>(keys: &[M::Key]) -> impl Iterator<Item = &[M::Key]> {
    chunk::chunks(keys, M::KEY.len(), C::Backend::CAPABILITIES.bind_limit)
}

/// Whether so many keys take several statements.
fn are_many<C: Link, M: Model>(keys: &[M::Key]) -> bool {
    keys.len() > chunk::size(keys.len(), M::KEY.len(), C::Backend::CAPABILITIES.bind_limit)
}

/// An error of a query, of which at most the name of the model is known.
pub(crate) fn unknown<C: Link>(error: diesel::result::Error, model: Option<&'static str>) -> Error {
    let error = <C::Backend as Dialect>::decode(error, None);
    match model {
        Some(model) => error.of_model(model),
        None => error,
    }
}

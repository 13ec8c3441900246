//! The verbs on blocking connections, generic over the connection.

use std::collections::HashMap;
use std::marker::PhantomData;

use diesel::connection::{Connection, DefaultLoadingMode, LoadConnection};
use diesel::deserialize::FromStaticSqlRow;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::sql_types::{BigInt, Untyped};

use crate::backend::Dialect;
use crate::connection::Exec;
use crate::database::Begin;
use crate::database::transaction::within;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{
    ColumnSet, Draft, Model, Patch, Positional, RowTuple, Storable, Value, Whole, checked, complete, validate,
};
use crate::query::{Chunks, Page, PageRequest};
use crate::schema::Role;
use crate::statement::{
    Chunk, Conflict, Count, DeleteKeys, DeleteRow, DeleteWhere, Exists, Insert, PatchKey, PatchTarget, PatchWhere,
    Returning, SelectKey, SelectKeys, SelectLike, Source, UpdateRow, chunk, given_columns, patched_columns,
};

/// A blocking connection of Diesel.
pub(crate) trait Sync: Connection<Backend: Dialect + 'static> + LoadConnection + Exec + Begin {}
impl<C: Connection<Backend: Dialect + 'static> + LoadConnection + Exec + Begin> Sync for C {}

/// An error of Diesel, in terms of the model.
fn fail<C: Sync, M: Model>(error: diesel::result::Error) -> Error {
    <C::Backend as Dialect>::decode(error, Some(M::SCHEMA))
}

/// Loads what a statement of this crate returns, by position.
fn load<C, M, T: 'static, ST: 'static, S>(statement: S, conn: &mut C) -> Result<Vec<T>>
where
    C: Sync,
    M: Model,
    T: FromStaticSqlRow<ST, C::Backend>,
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
    rows.next().transpose().map(|row| row.map(|whole| whole.0)).map_err(fail::<C, M>)
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

/// Runs `work` in a transaction if it takes more than one statement.
fn together<C: Sync, T>(many: bool, conn: &mut C, work: impl FnOnce(&mut C) -> Result<T>) -> Result<T> {
    if many { within(conn, work) } else { work(conn) }
}

/// The row of the values that were inserted and what came back.
fn row<M: Model>(mut new: Draft<M>, returned: Option<M::Returned>) -> Result<M> {
    if let Some(returned) = returned {
        M::take_returned(&mut new, returned);
    }
    let row = M::Row::complete(new).map(M::from_row);
    row.ok_or_else(|| Error::query(M::NAME, "a value of the row is missing".to_owned()))
}

/// Whether what a model's rows give can differ from row to row: columns that the database may fill.
fn varies<M: Model>() -> bool {
    M::RETURNING.iter().any(|column| M::SCHEMA.columns.get(*column).is_some_and(|column| column.role == Role::Plain))
}

pub(crate) fn insert_one<C: Sync, M: Storable<C::Backend>>(new: Draft<M>, conn: &mut C) -> Result<M> {
    insert_unchecked(checked::<M>(new)?.0, conn)
}

pub(crate) fn insert_unchecked<C: Sync, M: Storable<C::Backend>>(new: Draft<M>, conn: &mut C) -> Result<M> {
    let columns = given_columns::<M>(&new);
    let made = insert_chunk::<C, M>(std::slice::from_ref(&new), columns, conn)?;
    row(new, made.and_then(|mut made| made.pop()))
}

/// Sends one INSERT; what the database made, in the order of the rows, or `None` where it makes nothing.
fn insert_chunk<C: Sync, M: Storable<C::Backend>>(
    news: &[Draft<M>],
    columns: ColumnSet,
    conn: &mut C,
) -> Result<Option<Vec<M::Returned>>> {
    let returning = if M::RETURNING.is_empty() { Returning::Nothing } else { Returning::Made };
    let statement = Insert::<M> { source: Source::New(news), columns, conflict: Conflict::Fail, returning };
    if returning == Returning::Nothing {
        execute::<C, M, _>(statement, conn)?;
        return Ok(None);
    }
    let made = load::<C, M, M::Returned, M::ReturnedSql, _>(statement, conn)?;
    if made.len() != news.len() {
        let message = format!("{} rows were inserted and {} came back", news.len(), made.len());
        return Err(Error::query(M::NAME, message));
    }
    Ok(Some(in_order::<M>(news, made)))
}

/// What came back, in the order of the rows sent: no backend promises that order for RETURNING.
fn in_order<M: Model>(news: &[Draft<M>], mut made: Vec<M::Returned>) -> Vec<M::Returned> {
    if made.len() < 2 {
        return made;
    }
    if M::GENERATED_KEY {
        // Keys of one statement ascend in the order of its rows.
        if !made.is_sorted_by_key(|made| M::returned_key(made)) {
            made.sort_by_key(|made| M::returned_key(made));
        }
        return made;
    }
    if news.iter().zip(&made).all(|(new, made)| M::given_key(new).as_ref() == Some(&M::returned_key(made))) {
        return made;
    }
    let mut by_key: HashMap<M::Key, M::Returned> =
        made.into_iter().map(|made| (M::returned_key(&made), made)).collect();
    news.iter().filter_map(|new| by_key.remove(&M::given_key(new)?)).collect()
}

pub(crate) fn insert_batch<C: Sync, M: Storable<C::Backend>>(mut news: Vec<Draft<M>>, conn: &mut C) -> Result<Vec<M>> {
    let mut errors = ValidationErrors::new(M::NAME);
    for (row, new) in news.iter_mut().enumerate() {
        complete::<M>(new);
        let mut invalid = ValidationErrors::new(M::NAME);
        validate::<M>(new, &mut invalid);
        errors.append_row(row, invalid);
    }
    errors.into_result()?;
    if varies::<M>() {
        return insert_groups(news, conn);
    }
    let Some(first) = news.first() else {
        return Ok(Vec::new());
    };
    let columns = given_columns::<M>(first);
    let made = insert_alike::<C, M>(&news, columns, conn)?;
    let mut made = made.map(Vec::into_iter);
    news.into_iter().map(|new| row(new, made.as_mut().and_then(Iterator::next))).collect()
}

/// Inserts rows that all give the same columns.
fn insert_alike<C: Sync, M: Storable<C::Backend>>(
    news: &[Draft<M>],
    columns: ColumnSet,
    conn: &mut C,
) -> Result<Option<Vec<M::Returned>>> {
    // A row without any column is spelled `DEFAULT VALUES`, one at a time.
    let limit = if columns.is_empty() { 0 } else { C::Backend::BIND_LIMIT };
    let size = chunk::size(news.len(), columns.len().max(1), limit);
    if news.len() <= size {
        return insert_chunk::<C, M>(news, columns, conn);
    }
    within(conn, |conn| {
        let mut all: Option<Vec<M::Returned>> = None;
        for news in chunk::chunks(news, columns.len().max(1), limit) {
            if let Some(made) = insert_chunk::<C, M>(news, columns, conn)? {
                all.get_or_insert_default().extend(made);
            }
        }
        Ok(all)
    })
}

/// Inserts rows that give different columns, group by group, and returns them in the order given.
fn insert_groups<C: Sync, M: Storable<C::Backend>>(news: Vec<Draft<M>>, conn: &mut C) -> Result<Vec<M>> {
    let mut groups: Vec<(ColumnSet, Vec<usize>, Vec<Draft<M>>)> = Vec::new();
    let mut known: HashMap<ColumnSet, usize> = HashMap::new();
    let total = news.len();
    for (at, new) in news.into_iter().enumerate() {
        let columns = given_columns::<M>(&new);
        let group = *known.entry(columns).or_insert_with(|| {
            groups.push((columns, Vec::new(), Vec::new()));
            groups.len() - 1
        });
        if let Some((_, places, members)) = groups.get_mut(group) {
            places.push(at);
            members.push(new);
        }
    }
    let mut rows = together(groups.len() > 1, conn, |conn| {
        let mut rows = Vec::with_capacity(total);
        for (columns, places, members) in groups {
            let mut made = insert_alike::<C, M>(&members, columns, conn)?.map(Vec::into_iter);
            for (at, new) in places.into_iter().zip(members) {
                rows.push((at, row::<M>(new, made.as_mut().and_then(Iterator::next))?));
            }
        }
        Ok(rows)
    })?;
    rows.sort_by_key(|(at, _)| *at);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

pub(crate) fn insert_whole<C: Sync, M: Storable<C::Backend>>(mut rows: Vec<M>, conn: &mut C) -> Result<Vec<M>> {
    for row in &mut rows {
        for time in row.times() {
            time.truncate();
        }
    }
    let read_only = |column: &crate::schema::ColumnSchema| column.role == Role::ReadOnly;
    let columns = M::SCHEMA.columns.iter().enumerate().filter(|(_, column)| !read_only(column));
    let columns = columns.fold(ColumnSet::EMPTY, |set, (i, _)| set.with(i));
    let returning = if M::SCHEMA.columns.iter().any(read_only) { Returning::All } else { Returning::Nothing };
    let limit = C::Backend::BIND_LIMIT;
    let many = rows.len() > chunk::size(rows.len(), columns.len(), limit);
    let stored = together(many, conn, |conn| {
        let mut stored = Vec::new();
        for chunk in chunk::chunks(&rows, columns.len(), limit) {
            let statement = Insert::<M> { source: Source::Rows(chunk), columns, conflict: Conflict::Fail, returning };
            if returning == Returning::Nothing {
                execute::<C, M, _>(statement, conn)?;
            } else {
                let mut by_key: HashMap<M::Key, M> =
                    load_rows::<C, M, _>(statement, conn)?.into_iter().map(|row| (row.key(), row)).collect();
                stored.extend(chunk.iter().filter_map(|row| by_key.remove(&row.key())));
            }
        }
        Ok(stored)
    })?;
    Ok(if returning == Returning::All { stored } else { rows })
}

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
    let statement =
        Insert::<M> { source: Source::New(std::slice::from_ref(&new)), columns, conflict, returning: Returning::All };
    load_rows::<C, M, _>(statement, conn)?.pop().ok_or(Error::NotFound { model: M::NAME })
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
    let statement = Insert::<M> { source, columns, conflict: Conflict::Keep(target), returning: Returning::All };
    if let Some(row) = load_rows::<C, M, _>(statement, conn)?.pop() {
        return Ok((row, true));
    }
    // Somebody else inserted it between the two statements.
    known(conn)?.map(|row| (row, false)).ok_or(Error::NotFound { model: M::NAME })
}

/// What it means that a write by key and version touched no row.
fn untouched<M: Model>() -> Error {
    if M::SCHEMA.columns.iter().any(|column| column.role == Role::Version) {
        Error::Stale { model: M::NAME }
    } else {
        Error::NotFound { model: M::NAME }
    }
}

pub(crate) fn save_row<C: Sync, M: Storable<C::Backend>>(row: &mut M, conn: &mut C) -> Result<()> {
    can_count(row)?;
    let cut: Vec<u32> = row.times().into_iter().map(|time| time.truncate()).collect();
    let before = row.updated_at().map(|time| time.touch());
    let result = if saved_nothing::<M>() { touch_key(row, conn) } else { execute::<C, M, _>(UpdateRow { row }, conn) };
    match result {
        Ok(touched) if touched > 0 => {
            count(row);
            Ok(())
        }
        result => {
            if let (Some(time), Some(before)) = (row.updated_at(), before) {
                time.restore(before);
            }
            row.times().into_iter().zip(cut).for_each(|(time, cut)| time.restore(cut));
            result.and(Err(untouched::<M>()))
        }
    }
}

/// Whether the version, if there is one, has a next.
fn can_count<M: Model>(row: &mut M) -> Result<()> {
    match row.version() {
        Some(version) if !version.can_count() => Err(Error::Overflow { model: M::NAME }),
        _ => Ok(()),
    }
}

/// Counts the version on, after a write that did so in the database.
fn count<M: Model>(row: &mut M) {
    if let Some(version) = row.version() {
        version.count();
    }
}

/// Whether a model has nothing but its key.
fn saved_nothing<M: Model>() -> bool {
    crate::statement::saved_columns::<M>().next().is_none()
}

/// Whether the row is there: all that can be saved of a model that is nothing but its key.
fn touch_key<C: Sync, M: Storable<C::Backend>>(row: &M, conn: &mut C) -> Result<usize> {
    let key = row.key();
    Ok(load_rows::<C, M, _>(SelectKey::<M> { key: &key }, conn)?.len())
}

pub(crate) fn patch_row<C: Sync, M: Storable<C::Backend>>(
    row: &mut M,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<()> {
    if !prepare_patch::<C, M>(&mut patch)? {
        return Ok(());
    }
    can_count(row)?;
    if execute::<C, M, _>(PatchKey::<M> { patch: &patch, row: PatchTarget::Row(row) }, conn)? == 0 {
        return Err(untouched::<M>());
    }
    patch.apply(row);
    count(row);
    Ok(())
}

pub(crate) fn patch_key<C: Sync, M: Storable<C::Backend>>(
    key: &M::Key,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<()> {
    if !prepare_patch::<C, M>(&mut patch)? {
        return Ok(());
    }
    match execute::<C, M, _>(PatchKey::<M> { patch: &patch, row: PatchTarget::Key(key) }, conn)? {
        0 => Err(Error::NotFound { model: M::NAME }),
        _ => Ok(()),
    }
}

/// Validates a patch and completes it; `false` if it changes nothing.
fn prepare_patch<C: Sync, M: Storable<C::Backend>>(patch: &mut M::Patch) -> Result<bool> {
    if patched_columns::<M>(patch).is_empty() {
        return Ok(false);
    }
    let mut errors = ValidationErrors::new(M::NAME);
    patch.validate(&mut errors);
    errors.into_result()?;
    patch.complete();
    Ok(true)
}

pub(crate) fn delete_row<C: Sync, M: Storable<C::Backend>>(row: &M, conn: &mut C) -> Result<()> {
    match execute::<C, M, _>(DeleteRow { row }, conn)? {
        0 => Err(untouched::<M>()),
        _ => Ok(()),
    }
}

pub(crate) fn delete_keys<C: Sync, M: Storable<C::Backend>>(keys: &[M::Key], conn: &mut C) -> Result<usize> {
    by_keys::<C, M, _>(keys, conn, |keys, conn| execute::<C, M, _>(DeleteKeys::<M> { keys }, conn))
        .map(|counts| counts.into_iter().sum())
}

/// Runs a statement for each chunk of the keys.
fn by_keys<C: Sync, M: Model, T>(
    keys: &[M::Key],
    conn: &mut C,
    mut run: impl FnMut(&[M::Key], &mut C) -> Result<T>,
) -> Result<Vec<T>> {
    let (parts, limit) = (M::KEY.len(), C::Backend::BIND_LIMIT);
    together(keys.len() > chunk::size(keys.len(), parts, limit), conn, |conn| {
        chunk::chunks(keys, parts, limit).map(|keys| run(keys, conn)).collect()
    })
}

pub(crate) fn get_key<C: Sync, M: Storable<C::Backend>>(key: &M::Key, conn: &mut C) -> Result<Option<M>> {
    load_row::<C, M, _>(SelectKey::<M> { key }, conn)
}

pub(crate) fn find_key<C: Sync, M: Storable<C::Backend>>(key: &M::Key, conn: &mut C) -> Result<M> {
    get_key(key, conn)?.ok_or(Error::NotFound { model: M::NAME })
}

pub(crate) fn find_keys<C: Sync, M: Storable<C::Backend>>(keys: &[M::Key], conn: &mut C) -> Result<Vec<M>> {
    let found = by_keys::<C, M, _>(keys, conn, |keys, conn| load_rows::<C, M, _>(SelectKeys::<M> { keys }, conn))?;
    let mut by_key: HashMap<M::Key, M> = found.into_iter().flatten().map(|row| (row.key(), row)).collect();
    Ok(keys.iter().filter_map(|key| by_key.remove(key)).collect())
}

pub(crate) fn reload_row<C: Sync, M: Storable<C::Backend>>(row: &mut M, conn: &mut C) -> Result<()> {
    *row = find_key(&row.key(), conn)?;
    Ok(())
}

/// A number that a statement returns.
fn number<C, M, S>(statement: S, conn: &mut C) -> Result<i64>
where
    C: Sync,
    M: Model,
    i64: FromStaticSqlRow<BigInt, C::Backend>,
    S: Query<SqlType = Untyped> + QueryFragment<C::Backend> + QueryId + RunQueryDsl<C>,
{
    Ok(load::<C, M, i64, BigInt, _>(statement, conn)?.pop().unwrap_or_default())
}

pub(crate) fn count_rows<C: Sync, M: Model, Q: QueryFragment<C::Backend>>(query: &Q, conn: &mut C) -> Result<i64>
where
    i64: FromStaticSqlRow<BigInt, C::Backend>,
{
    number::<C, M, _>(Count { query }, conn)
}

pub(crate) fn exists<C: Sync, M: Model, Q: QueryFragment<C::Backend>>(query: &Q, conn: &mut C) -> Result<bool>
where
    i64: FromStaticSqlRow<BigInt, C::Backend>,
{
    Ok(number::<C, M, _>(Exists { query }, conn)? != 0)
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

pub(crate) fn patch_all<C: Sync, M: Storable<C::Backend>, Q: QueryFragment<C::Backend>>(
    query: &Q,
    mut patch: M::Patch,
    conn: &mut C,
) -> Result<usize> {
    if !prepare_patch::<C, M>(&mut patch)? {
        return Ok(0);
    }
    execute::<C, M, _>(PatchWhere::<M, Q> { patch: &patch, query }, conn)
}

pub(crate) fn delete_all<C: Sync, M: Storable<C::Backend>, Q: QueryFragment<C::Backend>>(
    query: &Q,
    conn: &mut C,
) -> Result<usize> {
    execute::<C, M, _>(DeleteWhere::<M, Q> { query, model: PhantomData }, conn)
}

/// An error of a query, of which only the name of the model is known.
pub(crate) fn unknown<C: Sync>(error: diesel::result::Error, model: &'static str) -> Error {
    <C::Backend as Dialect>::decode(error, None).of_model(model)
}

//! INSERT of rows, in batches.

use std::collections::HashMap;
use std::marker::PhantomData;

use super::batch::{Batches, Form, SendRows};
use super::counted::{from_number, number};
use super::read::{find_key, select_keys};
use super::{Together, blame, execute, fail, in_order_of, load, load_rows};
use crate::backend::Dialect;
use crate::connection::Link;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{ColumnSet, Draft, Model, RowTuple, Storable, checked, complete};
use crate::rule::{validate_new, validate_rows};
use crate::schema::Role;
use crate::statement::{
    Conflict, FirstAndStep, Insert, InsertRow, Made, Returning, Source, by_trigger, given_columns, is_read_back,
    makes_only_keys, returns_row, whole_columns,
};

/// The row of the values that were inserted and what came back.
pub(super) fn row<M: Model>(mut new: Draft<M>, returned: Option<M::Returned>) -> Result<M> {
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

/// The row as it is stored, where a trigger may have written to it. What was asked for after the INSERT shows that already.
pub(super) async fn settled<C: Link, M: Storable<C::Backend>>(row: M, conn: &mut C) -> Result<M> {
    if settles::<C, M>() { find_key::<C, M>(row.key(), conn).await } else { Ok(row) }
}

/// The rows as they are stored, where a trigger may have written to them.
async fn all_settled<C: Link, M: Storable<C::Backend>>(rows: Vec<M>, conn: &mut C) -> Result<Vec<M>> {
    if settles::<C, M>() { read_back(&rows, conn).await } else { Ok(rows) }
}

/// Whether what an INSERT gives back may not be what is stored.
fn settles<C: Link, M: Model>() -> bool {
    C::Backend::CAPABILITIES.returning && by_trigger::<M>()
}

/// The rows as they are stored.
async fn read_back<C: Link, M: Storable<C::Backend>>(rows: &[M], conn: &mut C) -> Result<Vec<M>> {
    let keys: Vec<M::Key> = rows.iter().map(M::key).collect();
    let stored = select_keys::<C, M>(&keys, conn).await?;
    if stored.len() == rows.len() { Ok(stored) } else { Err(Error::not_found(M::NAME)) }
}

pub(crate) async fn insert_one<C: Link, M: Storable<C::Backend>>(new: Draft<M>, conn: &mut C) -> Result<M> {
    insert_unchecked::<C, M>(checked::<M>(new)?.0, conn).await
}

pub(crate) async fn insert_unchecked<C: Link, M: Storable<C::Backend>>(new: Draft<M>, conn: &mut C) -> Result<M> {
    let columns = given_columns::<M>(&new);
    let mut together = Together::begin(is_in_two_steps::<C, M>(), conn).await?;
    let made = insert_chunk::<C, M>(std::slice::from_ref(&new), columns, Form::Lists, &mut *together).await;
    let row = match made.and_then(|made| row::<M>(new, made.and_then(|mut made| made.pop()))) {
        Ok(row) => settled(row, &mut *together).await,
        Err(error) => Err(error),
    };
    together.end(row).await
}

/// Whether inserting a row takes a look at the table afterwards, in the same transaction.
pub(super) fn is_in_two_steps<C: Link, M: Model>() -> bool {
    let looks = !C::Backend::CAPABILITIES.returning && !M::RETURNING.is_empty() && !makes_only_keys::<M>();
    looks || by_trigger::<M>()
}

/// An INSERT of rows that all give the same columns.
fn insert<M: Model>(source: Source<'_, M>, columns: ColumnSet, form: Form, returning: Returning) -> Insert<'_, M> {
    let arrays = form.arrays(source, columns.iter());
    Insert { source, columns, arrays, conflict: Conflict::Fail, returning }
}

/// Sends one INSERT; what the database made, in the order of the rows, or `None` where it makes nothing.
pub(super) async fn insert_chunk<C: Link, M: Storable<C::Backend>>(
    news: &[Draft<M>],
    columns: ColumnSet,
    form: Form,
    conn: &mut C,
) -> Result<Option<Vec<M::Returned>>> {
    let makes = !M::RETURNING.is_empty();
    let returns = makes && C::Backend::CAPABILITIES.returning;
    let returning = if returns { Returning::Made } else { Returning::Nothing };
    let statement = insert::<M>(Source::New(news), columns, form, returning);
    let inserted = match (returns, statement.is_row()) {
        (true, true) => load::<C, M, M::Returned, M::ReturnedSql, _>(InsertRow(statement), conn).await.map(Some),
        (true, false) => load::<C, M, M::Returned, M::ReturnedSql, _>(statement, conn).await.map(Some),
        (false, true) => execute::<C, M, _>(InsertRow(statement), conn).await.map(|_| None),
        (false, false) => execute::<C, M, _>(statement, conn).await.map(|_| None),
    };
    let made = match inserted {
        Ok(Some(made)) => made,
        Ok(None) if makes => made::<C, M>(news, conn).await?,
        Ok(None) => return Ok(None),
        Err(error) => return Err(blame::of_news::<C, M>(error, news, conn).await),
    };
    if made.len() != news.len() {
        let message = format!("{} rows were inserted and {} came back", news.len(), made.len());
        return Err(Error::query(M::NAME, message));
    }
    Ok(Some(in_order::<M>(news, made)))
}

/// What the database made of the rows that were just inserted, asked for in a query of its own.
pub(super) async fn made<C: Link, M: Storable<C::Backend>>(
    news: &[Draft<M>],
    conn: &mut C,
) -> Result<Vec<M::Returned>> {
    if !M::GENERATED_KEY && news.iter().any(|new| M::given_key(new).is_none()) {
        let message = "the row cannot be found again: the database made its key and does not tell it";
        return Err(Error::query(M::NAME, message.to_owned()));
    }
    // Counting here is quicker than having the server count; it does where the key is a type of its own.
    if news.len() > 1 && makes_only_keys::<M>() && from_number::<M::Returned>(1).is_some() {
        let statement = FirstAndStep::<M> { model: PhantomData };
        let numbers = load::<C, M, M::Returned, M::ReturnedSql, _>(statement, conn).await?;
        if let Some(made) = counted(&numbers, news.len()) {
            return Ok(made);
        }
    }
    load::<C, M, M::Returned, M::ReturnedSql, _>(Made::<M> { news }, conn).await
}

/// So many keys, counted up from the first, where the numbers are that and the step; `None` if one is no key of the type.
fn counted<R: 'static>(numbers: &[R], rows: usize) -> Option<Vec<R>> {
    let [first, step] = numbers else { return None };
    let (first, step) = (number(first)?, number(step)?);
    let row = |row: usize| from_number(first.checked_add(step.checked_mul(i64::try_from(row).ok()?)?)?);
    (0..rows).map(row).collect()
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

/// Rows to insert that all give the same columns.
struct Group<M: Model> {
    columns: ColumnSet,
    /// Where the rows stand among those given.
    places: Vec<usize>,
    news: Vec<Draft<M>>,
}

pub(crate) async fn insert_batch<C: Link, M: Storable<C::Backend>>(
    mut news: Vec<Draft<M>>,
    conn: &mut C,
) -> Result<Vec<M>> {
    let mut errors = ValidationErrors::new(M::NAME);
    for (row, new) in news.iter_mut().enumerate() {
        complete::<M>(new);
        let mut invalid = ValidationErrors::new(M::NAME);
        validate_new::<M>(new, &mut invalid);
        errors.append_row(row, invalid);
    }
    errors.into_result()?;
    if news.is_empty() {
        return Ok(Vec::new());
    }
    let groups = grouped::<M>(news);
    let is_large = |group: &Group<M>| Batches::of(group.columns.iter()).are_many::<C, M>(group.news.len());
    let many = is_in_two_steps::<C, M>() || groups.len() > 1 || groups.iter().any(is_large);
    let mut together = Together::begin(many, conn).await?;
    let rows = insert_groups(groups, &mut *together).await;
    together.end(rows).await
}

/// Inserts rows that are complete and valid. Where one is refused, others may be inserted: what is around this has to undo them.
pub(crate) async fn insert_complete<C: Link, M: Storable<C::Backend>>(
    news: Vec<Draft<M>>,
    conn: &mut C,
) -> Result<Vec<M>> {
    insert_groups(grouped::<M>(news), conn).await
}

/// Sends new rows, and keeps what the database makes of them.
struct News<M: Model> {
    columns: ColumnSet,
    made: Option<Vec<M::Returned>>,
}

impl<C: Link, M: Storable<C::Backend>> SendRows<C, Draft<M>> for News<M> {
    async fn send(&mut self, news: &[Draft<M>], form: Form, conn: &mut C) -> Result<()> {
        if let Some(more) = insert_chunk::<C, M>(news, self.columns, form, conn).await? {
            self.made.get_or_insert_default().extend(more);
        }
        Ok(())
    }
}

/// Inserts rows that all give the same columns.
async fn insert_alike<C: Link, M: Storable<C::Backend>>(
    news: Vec<Draft<M>>,
    columns: ColumnSet,
    conn: &mut C,
) -> Result<Vec<M>> {
    let mut sent = News::<M> { columns, made: None };
    Batches::of(columns.iter()).send::<C, M, _>(&news, conn, &mut sent).await?;
    let mut made = sent.made.map(Vec::into_iter);
    news.into_iter().map(|new| row(new, made.as_mut().and_then(Iterator::next))).collect()
}

/// Rows that give different columns, group by group.
fn grouped<M: Model>(news: Vec<Draft<M>>) -> Vec<Group<M>> {
    let mut groups: Vec<Group<M>> = Vec::new();
    if !varies::<M>() {
        let columns = news.first().map(given_columns::<M>);
        return columns.map(|columns| Group { columns, places: Vec::new(), news }).into_iter().collect();
    }
    let mut known: HashMap<ColumnSet, usize> = HashMap::new();
    for (at, new) in news.into_iter().enumerate() {
        let columns = given_columns::<M>(&new);
        let group = *known.entry(columns).or_insert_with(|| {
            groups.push(Group { columns, places: Vec::new(), news: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(group) {
            group.places.push(at);
            group.news.push(new);
        }
    }
    groups
}

/// Inserts group after group, and returns the rows in the order given.
async fn insert_groups<C: Link, M: Storable<C::Backend>>(mut groups: Vec<Group<M>>, conn: &mut C) -> Result<Vec<M>> {
    if groups.len() < 2 {
        let Some(Group { columns, news, .. }) = groups.pop() else { return Ok(Vec::new()) };
        let rows = insert_alike::<C, M>(news, columns, conn).await?;
        return all_settled(rows, conn).await;
    }
    let mut rows = Vec::new();
    for Group { columns, places, news } in groups {
        rows.extend(places.into_iter().zip(insert_alike::<C, M>(news, columns, conn).await?));
    }
    rows.sort_by_key(|(at, _)| *at);
    all_settled(rows.into_iter().map(|(_, row)| row).collect(), conn).await
}

pub(crate) async fn insert_whole<C: Link, M: Storable<C::Backend>>(mut rows: Vec<M>, conn: &mut C) -> Result<Vec<M>> {
    if rows.is_empty() {
        return Ok(rows);
    }
    validate_rows(&rows)?;
    for row in &mut rows {
        for time in row.times() {
            time.truncate();
        }
    }
    let after = C::Backend::after_whole_rows(M::SCHEMA);
    let batches = Batches::of(whole_columns::<M>().iter());
    let many = after.is_some() || is_read_back::<M, C::Backend>() || batches.are_many::<C, M>(rows.len());
    let mut together = Together::begin(many, conn).await?;
    let stored = insert_all_whole(rows, after, &mut *together).await;
    together.end(stored).await
}

/// Sends whole rows, and keeps those that come back.
struct WholeRows<M> {
    stored: Vec<M>,
}

impl<C: Link, M: Storable<C::Backend>> SendRows<C, M> for WholeRows<M> {
    async fn send(&mut self, rows: &[M], form: Form, conn: &mut C) -> Result<()> {
        let columns = whole_columns::<M>();
        let inserted = if returns_row::<M, C::Backend>() {
            let statement = insert(Source::Rows(rows), columns, form, Returning::All);
            load_rows::<C, M, _>(statement, conn).await.map(|stored| self.stored.extend(in_order_of(rows, stored)))
        } else {
            let statement = insert(Source::Rows(rows), columns, form, Returning::Nothing);
            execute::<C, M, _>(statement, conn).await.map(drop)
        };
        match inserted {
            Ok(()) => Ok(()),
            Err(error) => Err(blame::of_rows(error, &rows.iter().collect::<Vec<_>>(), conn).await),
        }
    }
}

async fn insert_all_whole<C: Link, M: Storable<C::Backend>>(
    rows: Vec<M>,
    after: Option<String>,
    conn: &mut C,
) -> Result<Vec<M>> {
    let mut sent = WholeRows { stored: Vec::new() };
    Batches::of(whole_columns::<M>().iter()).send::<C, M, _>(&rows, conn, &mut sent).await?;
    if let Some(after) = after {
        conn.batch(&after).await.map_err(fail::<C, M>)?;
    }
    if returns_row::<M, C::Backend>() {
        Ok(sent.stored)
    } else if is_read_back::<M, C::Backend>() {
        read_back(&rows, conn).await
    } else {
        Ok(rows)
    }
}

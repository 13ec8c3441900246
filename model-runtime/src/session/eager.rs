//! Queries that a session runs, with the related rows that they read together with their own.

use super::follow::Follow;
use super::memory::Memory;
use super::track::Track;
use crate::connection::Exec;
use crate::error::{Result, SessionError};
use crate::query::{Query, Run};
use crate::relation::{Always, Eager, Related, Relation};

/// What a session reads on the connection `C`: a query, or one [with](Query::with) related rows, which then stand where
/// [`related`](super::Session::related) finds them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a query that a session runs",
    label = "not a query for rows of a session",
    note = "a session takes a query of a model, with relations that are read whole: no `filter` inside of `with`, and no counts"
)]
pub trait Selects<C: Exec> {
    /// The model of the rows.
    type Model: Track<C>;
    /// The query of Diesel.
    type Query;
    /// What is read with them.
    type With: Gather<C, Self::Model>;

    /// The query, and what is read with its rows.
    #[doc(hidden)]
    fn into_parts(self) -> (Query<Self::Model, Self::Query>, Self::With);
}

impl<C: Exec, M: Track<C>, Q> Selects<C> for Query<M, Q> {
    type Model = M;
    type Query = Q;
    type With = ();

    fn into_parts(self) -> (Self, ()) {
        (self, ())
    }
}

impl<C: Exec, M: Track<C>, Q, L: Gather<C, M>> Selects<C> for Eager<M, Q, L> {
    type Model = M;
    type Query = Q;
    type With = L;

    fn into_parts(self) -> (Query<M, Q>, L) {
        self.into_parts()
    }
}

/// Relations whose rows a session reads for rows of `M`, on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "a session reads all related rows of a row, or none",
    label = "a `filter` or a count inside of `with`",
    note = "query a part by itself: `session.all(User::posts().query_for(&session[ann]).filter(..))`"
)]
pub trait Gather<C: Exec, M>: Send {
    /// Reads them.
    #[doc(hidden)]
    fn gather<'c>(self, memory: &'c mut Memory<C>, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>>
    where
        Self: 'c;
}

#[diagnostic::do_not_recommend]
impl<C: Exec, M> Gather<C, M> for () {
    fn gather<'c>(self, _memory: &'c mut Memory<C>, _rows: Vec<u32>, _conn: &'c mut C) -> C::Wait<'c, Result<()>>
    where
        Self: 'c,
    {
        C::ready(Ok(()))
    }
}

#[diagnostic::do_not_recommend]
impl<C, R, O, L, Rest> Gather<C, R::From> for (Related<R, Always, O, L>, Rest)
where
    C: Exec,
    R: Relation<Way: Follow<C, R, O>>,
    O: Send,
    L: Gather<C, R::To>,
    Rest: Gather<C, R::From>,
{
    fn gather<'c>(self, memory: &'c mut Memory<C>, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>>
    where
        Self: 'c,
    {
        let (related, rest) = self;
        C::pending(C::answer(async move {
            let (order, limit, inside) = related.into_parts();
            if limit.is_some() {
                return Err(SessionError::Part { relation: R::NAME }.into());
            }
            // What is asked for further was asked for first.
            rest.gather(memory, rows.clone(), conn).await?;
            <R::Way as Follow<C, R, O>>::fetch(memory, rows.clone(), order, conn).await?;
            let known = |row: &u32| <R::Way as Follow<C, R, O>>::known(memory, *row);
            let mut found: Vec<u32> = rows.iter().filter_map(known).flatten().collect();
            found.sort_unstable();
            found.dedup();
            inside.gather(memory, found, conn).await
        }))
    }
}

/// A query of Diesel that loads the rows of a model, as a bound.
pub(super) async fn read<C, S>(select: S, memory: &mut Memory<C>, conn: &mut C) -> Result<Vec<u32>>
where
    C: Exec,
    S: Selects<C, Query: Run<C, S::Model> + Send>,
{
    use crate::model::Model;
    let (query, with) = select.into_parts();
    let found = C::pending(query.into_inner().run_all(Some(S::Model::NAME), conn)).await?;
    let rows = memory.rows_mut::<S::Model>();
    rows.slots.reserve(found.len());
    let slots: Vec<u32> = found.into_iter().map(|row| rows.keep(row)).collect();
    with.gather(memory, slots.clone(), conn).await?;
    Ok(slots)
}

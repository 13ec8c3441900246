//! Rows to insert with their related rows: parents first, each level in batches, all in one transaction.

mod grow;
mod plant;
mod sprout;

pub use grow::Grow;
pub(super) use grow::held;
pub use plant::Plants;
pub(super) use plant::link;
pub use sprout::{Existing, Fresh, Member, Mixed, OneRow, RelatedRow, RowOf, Seed, Sprout, Taken, Takes};

use std::fmt;
use std::marker::PhantomData;

use super::{Holds, Loaded, Related, Relation, Tree, With, WithFrom};
use crate::connection::{Conn, Exec, Ret};
use crate::error::Error;
use crate::model::builder::Complete;
use crate::model::{Draft, Model};
use crate::write::NewVerbs;

/// A row of `M` to insert, and what is inserted with it: `L`. Made by [`with`](NewVerbs::with).
#[must_use = "a row to insert is inserted by `insert`"]
pub struct Graph<M: Model, L> {
    draft: Draft<M>,
    branches: L,
}

/// The related rows of one relation that are inserted with a row.
pub struct Branch<R, S> {
    pub(super) sprouts: Vec<S>,
    relation: PhantomData<fn() -> R>,
}

impl<R, S> Branch<R, S> {
    pub(super) fn new(sprouts: Vec<S>) -> Self {
        Self { sprouts, relation: PhantomData }
    }
}

impl<M: Model> Graph<M, ()> {
    pub(crate) fn of(new: impl NewVerbs<Model = M, Given: Complete<M>>) -> Self {
        Self { draft: new.into_draft(), branches: () }
    }
}

impl<M: Model, L> Graph<M, L> {
    /// Inserts related rows with the row: see [`NewVerbs::with`].
    pub fn with<R, A>(self, _relation: Related<R>, rows: A) -> Grown<M, R, A, L>
    where
        R: Relation<Holds: Takes<A, R::To>>,
        Related<R>: WithFrom<M>,
    {
        Graph { draft: self.draft, branches: (Branch::new(R::Holds::sprouts(rows)), self.branches) }
    }

    /// Inserts the rows, and returns them as a query would that loads the same relations.
    ///
    /// Parents are inserted first, each level of related rows in batches, all in one transaction. Keys to a parent are filled in.
    ///
    /// # Errors
    /// [`Error::Validation`] with everything that is wrong anywhere, before any SQL: fields are named by their path, as in
    /// `posts[3].title`. [`Error::Constraint`], and errors of the database; no row is inserted then.
    pub fn insert<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, L::Row<M>>
    where
        L: Grow<C::Raw, M>,
    {
        let conn = conn.raw();
        <C::Raw as Exec>::answer(async move {
            let inserted = <C::Raw as Exec>::pending(L::insert(vec![(self.draft, self.branches)], conn)).await;
            let rows = inserted.map_err(Error::without_row)?;
            rows.into_iter().next().ok_or_else(|| Error::not_found(M::NAME))
        })
    }
}

/// A row of `M` with what an `A` is of the relation `R`, and with `L`.
pub type Grown<M, R, A, L> = Graph<M, (Branch<R, SproutOf<R, A>>, L)>;

/// What is inserted for rows that are given as an `A` to a relation.
pub type SproutOf<R, A> = <<R as Relation>::Holds as Takes<A, <R as Relation>::To>>::Sprout;

impl<M: Model, L> fmt::Debug for Graph<M, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Graph({})", M::NAME)
    }
}

impl<R, S, Rest> Tree for (Branch<R, S>, Rest)
where
    R: Relation<Holds: Holds<Of<RowOf<S>>: Send + Sync>>,
    S: Sprout<Model = R::To>,
    Rest: Tree,
{
    type Loaded = Loaded<R, RowOf<S>, Rest::Loaded>;
    type Row<M: Model> = With<M, Self::Loaded>;

    fn join<M: Model>(row: M, loaded: Self::Loaded) -> Self::Row<M> {
        With::new(row, loaded)
    }
}

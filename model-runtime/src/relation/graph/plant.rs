//! Inserts the related rows of a relation, by where its foreign keys are.

use super::super::{Across, AsRow, Down, Reference, Up, Way};
use super::grow::plant;
use super::{Fresh, Grow, RowOf, Sprout, Taken};
use crate::connection::Exec;
use crate::error::Result;
use crate::model::{ColumnSet, Draft, Model, RowTuple};
use crate::write::{Persist, Write};

/// A way along which related rows can be inserted on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "this relation is given rows to insert, and none that exist",
    label = "a row that exists, or may exist",
    note = "children are inserted with their parent; those that exist are moved by `attach`"
)]
pub trait Plants<C: Exec, S: Sprout>: Way<To = S::Model> {
    /// What is known between the related rows that come before and those that come after.
    type Between: Send;

    /// The columns at the start that the related rows fill in.
    fn parents() -> ColumnSet {
        ColumnSet::EMPTY
    }

    /// The columns of the related rows that the start fills in.
    fn children() -> ColumnSet {
        ColumnSet::EMPTY
    }

    /// Inserts related rows that come before those at the start.
    fn before<'c>(
        sprouts: Vec<Vec<S>>,
        starts: &'c mut [Draft<Self::From>],
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<Self::Between>>;

    /// Inserts related rows that come after those at the start; all related rows of each.
    fn after<'c>(
        between: Self::Between,
        starts: &'c [Self::From],
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<Vec<Vec<RowOf<S>>>>>;
}

/// Inserts those of the related rows that are new, in one batch; all of them, as they were given.
async fn planted<C: Exec, S>(sprouts: Vec<Vec<S>>, conn: &mut C) -> Result<Vec<Vec<RowOf<S>>>>
where
    S: Sprout<Model: Persist<C>, Branches: Grow<C, S::Model>>,
{
    let mut news = Vec::new();
    let mut given = Vec::with_capacity(sprouts.len());
    for sprouts in sprouts {
        let rows = sprouts.into_iter().map(|sprout| match sprout.taken() {
            Taken::Row(row) => Some(row),
            Taken::New(draft, branches) => {
                news.push((draft, branches));
                None
            }
        });
        given.push(rows.collect::<Vec<Option<RowOf<S>>>>());
    }
    let mut planted = if news.is_empty() { Vec::new() } else { plant(news, conn).await? }.into_iter();
    let of = |rows: Vec<Option<RowOf<S>>>| rows.into_iter().filter_map(|row| row.or_else(|| planted.next())).collect();
    Ok(given.into_iter().map(of).collect())
}

impl<C, F, S> Plants<C, S> for Up<F>
where
    C: Exec,
    F: Reference,
    S: Sprout<Model = F::Parent, Branches: Grow<C, F::Parent>>,
    F::Parent: Persist<C>,
{
    type Between = Vec<Vec<RowOf<S>>>;

    fn parents() -> ColumnSet {
        ColumnSet::of(F::COLUMNS)
    }

    fn before<'c>(
        sprouts: Vec<Vec<S>>,
        starts: &'c mut [Draft<F::Child>],
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<Self::Between>> {
        C::pending(C::answer(async move {
            let parents = planted(sprouts, conn).await?;
            for (start, parents) in starts.iter_mut().zip(&parents) {
                if let Some(parent) = parents.first() {
                    F::set_parent(start, Some(parent.as_row().key()));
                }
            }
            Ok(parents)
        }))
    }

    fn after<'c>(
        parents: Self::Between,
        _starts: &'c [F::Child],
        _conn: &'c mut C,
    ) -> C::Wait<'c, Result<Vec<Vec<RowOf<S>>>>> {
        C::ready(Ok(parents))
    }
}

impl<C, F, B> Plants<C, Fresh<F::Child, B>> for Down<F>
where
    C: Exec,
    F: Reference,
    F::Child: Persist<C>,
    B: Grow<C, F::Child>,
{
    type Between = Vec<Vec<Fresh<F::Child, B>>>;

    fn children() -> ColumnSet {
        ColumnSet::of(F::COLUMNS)
    }

    fn before<'c>(
        sprouts: Vec<Vec<Fresh<F::Child, B>>>,
        _starts: &'c mut [Draft<F::Parent>],
        _conn: &'c mut C,
    ) -> C::Wait<'c, Result<Self::Between>> {
        C::ready(Ok(sprouts))
    }

    fn after<'c>(
        mut sprouts: Self::Between,
        starts: &'c [F::Parent],
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<Vec<Vec<RowOf<Fresh<F::Child, B>>>>>> {
        for (children, parent) in sprouts.iter_mut().zip(starts) {
            let key = parent.key();
            for Fresh(child, _) in children {
                F::set_parent(child, Some(key.clone()));
            }
        }
        C::pending(C::answer(async move { planted(sprouts, conn).await }))
    }
}

impl<C, A, B, S> Plants<C, S> for Across<A, B>
where
    C: Exec,
    A: Reference<Child: Persist<C>>,
    B: Reference<Child = A::Child>,
    S: Sprout<Model = B::Parent, Branches: Grow<C, B::Parent>>,
    B::Parent: Persist<C>,
    Self: Way<From = A::Parent, To = B::Parent>,
{
    type Between = Vec<Vec<S>>;

    fn before<'c>(
        sprouts: Vec<Vec<S>>,
        _starts: &'c mut [Draft<A::Parent>],
        _conn: &'c mut C,
    ) -> C::Wait<'c, Result<Self::Between>> {
        C::ready(Ok(sprouts))
    }

    fn after<'c>(
        sprouts: Self::Between,
        starts: &'c [A::Parent],
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<Vec<Vec<RowOf<S>>>>> {
        C::pending(C::answer(async move {
            let rows = planted(sprouts, conn).await?;
            let mut links = Vec::new();
            for (start, rows) in starts.iter().zip(&rows) {
                links.extend(rows.iter().map(|row| link::<A, B>(start.key(), row.as_row().key())));
            }
            if !links.is_empty() {
                C::pending(A::Child::insert_batch(links, conn)).await.map_err(crate::Error::without_row)?;
            }
            Ok(rows)
        }))
    }
}

/// A row that links two others.
pub(in crate::relation) fn link<A: Reference, B: Reference<Child = A::Child>>(
    from: <A::Parent as Model>::Key,
    to: <B::Parent as Model>::Key,
) -> Draft<A::Child> {
    let mut link = <A::Child as Model>::Row::none();
    A::set_parent(&mut link, Some(from));
    B::set_parent(&mut link, Some(to));
    link
}

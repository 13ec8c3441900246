//! How a session follows relations: from the rows that it has to those that they are related to.

use std::collections::HashSet;
use std::sync::Arc;

use super::State;
use super::memory::{Known, Memory, key_number};
use super::relate::open;
use super::track::Track;
use crate::connection::Exec;
use crate::error::Result;
use crate::model::Model;
use crate::query::Run;
use crate::relation::{
    Across, Always, Choice, Down, Keys, Linked, Reference, Relation, SelectRelated, Unordered, Up, Way,
};

/// A way along which a session reads related rows, on the connection `C`, for the relation `R` in the order `O`.
#[diagnostic::on_unimplemented(
    message = "a session cannot follow this relation",
    label = "the rows of this relation are not kept in a session",
    note = "the models at both ends, and that of the pairs between them, have to be `Clone`, and their fields `Clone` and `PartialEq`"
)]
pub trait Follow<C: Exec, R, O>: Way {
    /// Reads the related rows of rows, where they are not here.
    #[doc(hidden)]
    fn fetch<'c>(memory: &'c mut Memory<C>, rows: Vec<u32>, order: O, conn: &'c mut C) -> C::Wait<'c, Result<()>>
    where
        O: 'c;

    /// The related rows of a row, as it is here now; `None` if they were not read.
    #[doc(hidden)]
    fn known(memory: &Memory<C>, row: u32) -> Option<Vec<u32>>;

    /// Says that all related rows of a row are known, if it is new.
    #[doc(hidden)]
    fn open(memory: &mut Memory<C>, row: u32);
}

impl<C, R, O, F> Follow<C, R, O> for Up<F>
where
    C: Exec,
    R: Relation<Way = Self>,
    O: Send + Sync,
    F: Reference<Child: Track<C>, Parent: Track<C>>,
    SelectRelated<R, Always, O>: Run<C, F::Parent> + Send,
{
    fn fetch<'c>(memory: &'c mut Memory<C>, rows: Vec<u32>, order: O, conn: &'c mut C) -> C::Wait<'c, Result<()>>
    where
        O: 'c,
    {
        C::pending(C::answer(async move {
            let unknown = |slot: &u32| match memory.parent_by::<F>(*slot) {
                Known::Nobody => None,
                Known::Row(parent) => {
                    let parents = memory.rows::<F::Parent>()?;
                    (parents.stale.is_stale(parent)).then(|| parents.row(parent).map(Model::key)).flatten()
                }
                Known::Elsewhere => memory.rows::<F::Child>()?.parent_key::<F>(*slot),
            };
            let keys: HashSet<_> = rows.iter().filter_map(unknown).collect();
            for parent in select::<C, R, O>(keys, order, conn).await? {
                memory.rows_mut::<F::Parent>().keep(parent);
            }
            Ok(())
        }))
    }

    fn known(memory: &Memory<C>, row: u32) -> Option<Vec<u32>> {
        match memory.parent_by::<F>(row) {
            Known::Nobody => Some(Vec::new()),
            Known::Row(parent) => {
                let parents = memory.rows::<F::Parent>()?;
                (!parents.stale.is_stale(parent)).then(|| vec![parent])
            }
            Known::Elsewhere => None,
        }
    }

    fn open(_memory: &mut Memory<C>, _row: u32) {}
}

impl<C, R, O, F> Follow<C, R, O> for Down<F>
where
    C: Exec,
    R: Relation<Way = Self>,
    O: Send + Sync,
    F: Reference<Child: Track<C>, Parent: Track<C>>,
    SelectRelated<R, Always, O>: Run<C, F::Child> + Send,
{
    fn fetch<'c>(memory: &'c mut Memory<C>, rows: Vec<u32>, order: O, conn: &'c mut C) -> C::Wait<'c, Result<()>>
    where
        O: 'c,
    {
        C::pending(C::answer(async move {
            let keys = unlisted::<C, F>(memory, &rows);
            let children = select::<C, R, O>(keys, order, conn).await?;
            keep_children::<C, F>(memory, &rows, children);
            Ok(())
        }))
    }

    fn known(memory: &Memory<C>, row: u32) -> Option<Vec<u32>> {
        memory.children::<F>(row)
    }

    fn open(memory: &mut Memory<C>, row: u32) {
        open::<C, F>(memory, row);
    }
}

impl<C, R, O, A, B> Follow<C, R, O> for Across<A, B>
where
    C: Exec,
    R: Relation<Way = Self>,
    O: Send + Sync + Clone,
    A: Reference<Child: Track<C>, Parent: Track<C>>,
    B: Reference<Child = A::Child, Parent: Track<C>>,
    Self: Way<From = A::Parent, To = B::Parent, By = A::Parent>,
    Linked<R, A, B>: Relation<Way: Way<By = A::Parent, Row = (A::Child, B::Parent)>>,
    SelectRelated<Linked<R, A, B>, Always, O>: Run<C, (A::Child, B::Parent)> + Send,
    SelectRelated<B, Always, Unordered>: Run<C, B::Parent> + Send,
    B: Relation<From = A::Child, To = B::Parent, Way = Up<B>>,
{
    fn fetch<'c>(memory: &'c mut Memory<C>, rows: Vec<u32>, order: O, conn: &'c mut C) -> C::Wait<'c, Result<()>>
    where
        O: 'c,
    {
        C::pending(C::answer(async move {
            let keys = unlisted::<C, A>(memory, &rows);
            let found = select::<C, Linked<R, A, B>, O>(keys, order, conn).await?;
            let mut links = Vec::with_capacity(found.len());
            for (link, row) in found {
                memory.rows_mut::<B::Parent>().keep(row);
                links.push(link);
            }
            keep_children::<C, A>(memory, &rows, links);
            // Of pairs that were here before, the other ends may not be.
            let links: Vec<u32> = rows.iter().filter_map(|row| memory.children::<A>(*row)).flatten().collect();
            <Up<B> as Follow<C, B, Unordered>>::fetch(memory, links, Unordered, conn).await
        }))
    }

    fn known(memory: &Memory<C>, row: u32) -> Option<Vec<u32>> {
        let links = memory.children::<A>(row)?;
        let mut seen = HashSet::new();
        let mut ends = Vec::with_capacity(links.len());
        for link in links {
            match memory.parent_by::<B>(link) {
                Known::Row(end) if is_alive::<C, B::Parent>(memory, end) && seen.insert(end) => ends.push(end),
                Known::Row(_) | Known::Nobody => {}
                Known::Elsewhere => return None,
            }
        }
        Some(ends)
    }

    fn open(memory: &mut Memory<C>, row: u32) {
        open::<C, A>(memory, row);
    }
}

/// Whether a row is there and stays there.
fn is_alive<C: Exec, M: Model>(memory: &Memory<C>, row: u32) -> bool {
    let state = memory.rows::<M>().map(|rows| rows.state(row));
    matches!(state, Some(State::Pending | State::Persistent | State::Dirty))
}

/// The keys of parents whose children were not loaded.
fn unlisted<C, F>(memory: &Memory<C>, parents: &[u32]) -> HashSet<<F::Parent as Model>::Key>
where
    C: Exec,
    F: Reference<Child: Track<C>, Parent: Track<C>>,
{
    let Some(number) = key_number::<F>() else { return HashSet::new() };
    let children = memory.rows::<F::Child>();
    let key = |slot: &u32| {
        let is_listed = children.is_some_and(|children| children.is_listed(number, *slot));
        if is_listed { None } else { memory.rows::<F::Parent>()?.stored(*slot).map(Model::key) }
    };
    parents.iter().filter_map(key).collect()
}

/// Keeps the children of rows, which are all that these have.
fn keep_children<C, F>(memory: &mut Memory<C>, parents: &[u32], children: Vec<F::Child>)
where
    C: Exec,
    F: Reference<Child: Track<C>, Parent: Track<C>>,
{
    let Some(number) = key_number::<F>() else { return };
    let mut new = HashSet::new();
    for parent in parents {
        let rows = memory.rows_mut::<F::Child>();
        if !rows.is_listed(number, *parent) {
            rows.open_list(number, *parent);
            new.insert(*parent);
        }
    }
    for child in children {
        let parent = F::parent(&child).and_then(|key| memory.rows::<F::Parent>()?.find(&key));
        let rows = memory.rows_mut::<F::Child>();
        let slot = rows.keep(child);
        if let Some(parent) = parent.filter(|parent| new.contains(parent)) {
            rows.list(number, parent, slot);
        }
    }
}

/// The rows that a relation leads to from those with some keys.
async fn select<C, R, O>(
    keys: HashSet<<<R::Way as Way>::By as Model>::Key>,
    order: O,
    conn: &mut C,
) -> Result<Vec<<R::Way as Way>::Row>>
where
    C: Exec,
    R: Relation,
    O: Send + Sync,
    SelectRelated<R, Always, O>: Run<C, <R::Way as Way>::Row> + Send,
{
    let choice = Arc::new(Choice { condition: Always, order, limit: None });
    let keys: Vec<_> = keys.into_iter().collect();
    let mut found = Vec::new();
    if keys.is_empty() {
        return Ok(found);
    }
    for keys in Keys::cut(&keys) {
        let select = SelectRelated::<R, Always, O> { keys, choice: Arc::clone(&choice) };
        found.extend(C::pending(select.run_all(Some(R::To::NAME), conn)).await?);
    }
    Ok(found)
}

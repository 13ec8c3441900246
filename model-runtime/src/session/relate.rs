//! Relations in memory: which rows are related to a row, and changes to that, which the next flush writes.

use super::follow::Follow;
use super::memory::{Memory, key_number};
use super::rows::{Slot, Values};
use super::track::Track;
use super::{Handle, Session, State};
use crate::connection::{Conn, Exec, Ret};
use crate::database::Transactional;
use crate::error::{Error, Result, SessionError};
use crate::model::{Model, RowTuple};
use crate::relation::{
    Across, Down, Holds, LetsGo, Many, Maybe, One, Optional, Reference, Related, Relation, Unordered, Up, Way,
};
use crate::write::Writable;

/// What stands for the related rows of a relation `R` in a session: a handle, an `Option` of one, or a `Vec`.
pub type HandlesOf<R> = <<R as Relation>::Holds as Holds>::Handles<Handle<<R as Relation>::To>>;

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// The rows that are related to a row: read once, by one query that is sent after what has changed was written; from then on as they are
    /// here, with rows that were added, moved and taken away since.
    ///
    /// # Errors
    /// As [`row`](Session::row), and as [`all`](Session::all) if they have to be read.
    pub fn related<'c, R>(&'c mut self, row: Handle<R::From>, _relation: Related<R>) -> Ret<'c, G, HandlesOf<R>>
    where
        R: Relation<Way: Follow<G::Raw, R, Unordered>, Holds: Holds<Handles<Handle<R::To>>: Send>>,
    {
        <G::Raw as Exec>::answer(async move {
            let slot = self.memory.alive(row)?;
            R::Way::open(&mut self.memory, slot);
            if R::Way::known(&self.memory, slot).is_none() {
                self.ready().await?;
                R::Way::fetch(&mut self.memory, vec![slot], Unordered, self.conn.raw()).await?;
            }
            self.memory.held::<R>(slot)
        })
    }

    /// The rows that are related to a row, as they are here; nothing is read.
    ///
    /// # Errors
    /// As [`row`](Session::row), and [`Error::NotLoaded`] if they were not read yet.
    pub fn loaded<R>(&self, row: Handle<R::From>, _relation: Related<R>) -> Result<HandlesOf<R>>
    where
        R: Relation<Way: Follow<G::Raw, R, Unordered>>,
    {
        self.memory.held::<R>(self.memory.alive(row)?)
    }

    /// Gives a row its parent, or its only child: a handle, and `None` where there may be none. What was there before is let go as by
    /// [`remove`](Session::remove).
    ///
    /// The other side changes with it. A parent that is not written yet has no key: the foreign key shows it after the next flush.
    ///
    /// # Errors
    /// As [`row`](Session::row); [`Error::NotLoaded`] if the only child was not read yet.
    pub fn set<R, V>(&mut self, row: Handle<R::From>, _relation: Related<R>, to: V) -> Result<()>
    where
        R: Relation<Way: Points<G::Raw>, Holds: TakesHandle<V, R::To>>,
    {
        let slot = self.memory.alive(row)?;
        let to = R::Holds::handle(to).map(|to| self.memory.alive(to)).transpose()?;
        R::Way::point(&mut self.memory, slot, to, R::NAME)
    }

    /// Adds a row to those that are related to a row: a child gets this parent, whichever it had, and between rows of a `many_to_many` a
    /// link is added. A row that is there already is not added again.
    ///
    /// # Errors
    /// As [`row`](Session::row).
    pub fn append<R>(&mut self, row: Handle<R::From>, _relation: Related<R>, other: Handle<R::To>) -> Result<()>
    where
        R: Relation<Way: Gathers<G::Raw>, Holds = Many>,
    {
        let (slot, other) = (self.memory.alive(row)?, self.memory.alive(other)?);
        R::Way::append(&mut self.memory, slot, other)
    }

    /// Takes a row from those that are related to a row: the foreign key of a child becomes NULL, or it is deleted if that says
    /// `orphan = "delete"` and it gets no other parent before the next flush; the link of a `many_to_many` is deleted.
    ///
    /// # Errors
    /// As [`row`](Session::row); [`SessionError::NotRelated`] if it is not one of them; [`Error::NotLoaded`] if the links of a
    /// `many_to_many` were not read yet.
    pub fn remove<R>(&mut self, row: Handle<R::From>, _relation: Related<R>, other: Handle<R::To>) -> Result<()>
    where
        R: Relation<Way: Loses<G::Raw>, Holds = Many>,
    {
        let (slot, other) = (self.memory.alive(row)?, self.memory.own(other)?);
        R::Way::remove(&mut self.memory, slot, other, R::NAME)
    }

    /// Makes rows all that are related to a row: the others are [removed](Session::remove), and those that were not are
    /// [added](Session::append).
    ///
    /// # Errors
    /// As [`row`](Session::row), and [`Error::NotLoaded`] if they were not read yet.
    pub fn replace<R>(
        &mut self,
        row: Handle<R::From>,
        _relation: Related<R>,
        others: impl IntoIterator<Item = Handle<R::To>>,
    ) -> Result<()>
    where
        R: Relation<Way: Gathers<G::Raw> + Loses<G::Raw> + Follow<G::Raw, R, Unordered>, Holds = Many>,
    {
        let slot = self.memory.alive(row)?;
        let others = others.into_iter().map(|other| self.memory.alive(other)).collect::<Result<Vec<u32>>>()?;
        let before = R::Way::known(&self.memory, slot).ok_or_else(not_loaded::<R>)?;
        for gone in before.iter().filter(|row| !others.contains(row)) {
            R::Way::remove(&mut self.memory, slot, *gone, R::NAME)?;
        }
        for new in others.into_iter().filter(|row| !before.contains(row)) {
            R::Way::append(&mut self.memory, slot, new)?;
        }
        Ok(())
    }
}

impl<C: Exec> Memory<C> {
    /// What a relation holds for a row, as it is here now.
    fn held<R: Relation<Way: Follow<C, R, Unordered>>>(&self, slot: u32) -> Result<HandlesOf<R>> {
        let rows = R::Way::known(self, slot).ok_or_else(not_loaded::<R>)?;
        let several = rows.len() > 1;
        let handles = R::Holds::handles(rows.into_iter().map(|row| self.handle(row)).collect());
        handles.ok_or(if several { Error::MultipleFound { model: R::To::NAME } } else { Error::not_found(R::To::NAME) })
    }
}

fn not_loaded<R: Relation>() -> Error {
    unread(R::From::NAME, R::NAME)
}

/// The error of related rows that were not read.
fn unread(model: &'static str, relation: &'static str) -> Error {
    Error::NotLoaded { model, relation, by: "related" }
}

/// A way to a single row, which a session can change on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "a row of this relation is not set in a session",
    label = "not a relation to a parent, or to an only child",
    note = "rows of a collection are added and taken away by `append` and `remove`"
)]
pub trait Points<C: Exec>: Way {
    /// Makes a row the related one, or none.
    #[doc(hidden)]
    fn point(memory: &mut Memory<C>, row: u32, to: Option<u32>, relation: &'static str) -> Result<()>;
}

/// A way to rows that can be added to those of a row, in a session on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "rows cannot be added to this relation in a session",
    label = "no collection that rows can be added to",
    note = "the models have to be `Clone`, and their fields `Clone` and `PartialEq`"
)]
pub trait Gathers<C: Exec>: Way {
    /// Adds a row.
    #[doc(hidden)]
    fn append(memory: &mut Memory<C>, row: u32, other: u32) -> Result<()>;
}

/// A way to rows that can be taken from those of a row, in a session on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "rows cannot be taken from this relation",
    label = "no collection that rows can be taken from",
    note = "`remove` is for `many_to_many`, and for children that can be without their parent: make the foreign key an `Option`, or have \
            such rows deleted: `belongs_to(User, orphan = \"delete\")`"
)]
pub trait Loses<C: Exec>: Way {
    /// Takes a row away.
    #[doc(hidden)]
    fn remove(memory: &mut Memory<C>, row: u32, other: u32, relation: &'static str) -> Result<()>;
}

/// What a relation to a single row can be set to.
#[diagnostic::on_unimplemented(
    message = "a relation to `{M}` cannot be set to `{V}`",
    label = "expected a handle of `{M}`, or `None` where there may be none"
)]
pub trait TakesHandle<V, M> {
    /// The row.
    #[doc(hidden)]
    fn handle(value: V) -> Option<Handle<M>>;
}

macro_rules! takes_handle { ($($holds:ty)*) => { $(
    impl<M> TakesHandle<Handle<M>, M> for $holds {
        fn handle(value: Handle<M>) -> Option<Handle<M>> {
            Some(value)
        }
    }
)* } }
takes_handle! { One Optional Maybe }

macro_rules! takes_none { ($($holds:ty)*) => { $(
    impl<M> TakesHandle<Option<Handle<M>>, M> for $holds {
        fn handle(value: Option<Handle<M>>) -> Option<Handle<M>> {
            value
        }
    }
)* } }
takes_none! { Optional Maybe }

impl<C: Exec, F: Reference<Child: Track<C> + Writable, Parent: Track<C>>> Points<C> for Up<F> {
    fn point(memory: &mut Memory<C>, row: u32, to: Option<u32>, _relation: &'static str) -> Result<()> {
        memory.set_parent::<F>(row, to)
    }
}

impl<C: Exec, F: LetsGo + Reference<Child: Track<C> + Writable, Parent: Track<C>>> Points<C> for Down<F> {
    fn point(memory: &mut Memory<C>, row: u32, to: Option<u32>, relation: &'static str) -> Result<()> {
        let children = memory.children::<F>(row);
        let children = children.ok_or(unread(F::Parent::NAME, relation))?;
        for child in children.into_iter().filter(|child| Some(*child) != to) {
            memory.set_parent::<F>(child, None)?;
        }
        if let Some(child) = to {
            memory.set_parent::<F>(child, Some(row))?;
        }
        Ok(())
    }
}

impl<C: Exec, F: Reference<Child: Track<C> + Writable, Parent: Track<C>>> Gathers<C> for Down<F> {
    fn append(memory: &mut Memory<C>, row: u32, other: u32) -> Result<()> {
        open::<C, F>(memory, row);
        memory.set_parent::<F>(other, Some(row))
    }
}

impl<C: Exec, F: LetsGo + Reference<Child: Track<C> + Writable, Parent: Track<C>>> Loses<C> for Down<F> {
    fn remove(memory: &mut Memory<C>, row: u32, other: u32, relation: &'static str) -> Result<()> {
        if !matches!(memory.parent_by::<F>(other), super::memory::Known::Row(parent) if parent == row) {
            return Err(SessionError::NotRelated { model: F::Parent::NAME, relation }.into());
        }
        memory.set_parent::<F>(other, None)
    }
}

impl<C, A, B> Gathers<C> for Across<A, B>
where
    C: Exec,
    A: Reference<Child: Track<C> + Writable, Parent: Track<C>>,
    B: Reference<Child = A::Child, Parent: Track<C>>,
    Self: Way<From = A::Parent, To = B::Parent>,
{
    fn append(memory: &mut Memory<C>, row: u32, other: u32) -> Result<()> {
        open::<C, A>(memory, row);
        if links::<C, A, B>(memory, row, other).next().is_some() {
            return Ok(());
        }
        let draft = <A::Child as Model>::Row::none();
        let link = memory.rows_mut::<A::Child>().add_values(Values::Draft(draft));
        memory.set_parent::<A>(link, Some(row))?;
        memory.set_parent::<B>(link, Some(other))
    }
}

impl<C, A, B> Loses<C> for Across<A, B>
where
    C: Exec,
    A: Reference<Child: Track<C> + Writable, Parent: Track<C>>,
    B: Reference<Child = A::Child, Parent: Track<C>>,
    Self: Way<From = A::Parent, To = B::Parent>,
{
    fn remove(memory: &mut Memory<C>, row: u32, other: u32, relation: &'static str) -> Result<()> {
        let known: Vec<u32> = links::<C, A, B>(memory, row, other).collect();
        if known.is_empty() {
            return Err(match memory.children::<A>(row) {
                Some(_) => SessionError::NotRelated { model: A::Parent::NAME, relation }.into(),
                None => unread(A::Parent::NAME, relation),
            });
        }
        for link in known {
            memory.rows_mut::<A::Child>().delete(link);
        }
        Ok(())
    }
}

/// The rows that link two rows: of those that were loaded, or added since.
fn links<C, A, B>(memory: &Memory<C>, row: u32, other: u32) -> impl Iterator<Item = u32>
where
    C: Exec,
    A: Reference<Child: Track<C>>,
    B: Reference<Child = A::Child>,
{
    let added = memory.rows::<A::Child>().into_iter().flat_map(|rows| rows.touched.in_order());
    let added = added.filter(move |link| is_parent::<C, A>(memory, *link, row));
    let links = memory.children::<A>(row).unwrap_or_else(|| added.collect());
    links.into_iter().filter(move |link| is_parent::<C, B>(memory, *link, other))
}

fn is_parent<C: Exec, F: Reference>(memory: &Memory<C>, child: u32, parent: u32) -> bool {
    let is_there = memory.rows::<F::Child>().and_then(|rows| rows.slot(child));
    matches!(is_there, Some(Slot::New(_) | Slot::Row(_) | Slot::Changed(..)))
        && matches!(memory.parent_by::<F>(child), super::memory::Known::Row(row) if row == parent)
}

/// Of a row that is new, all children are known.
pub(super) fn open<C: Exec, F: Reference<Child: Track<C>>>(memory: &mut Memory<C>, parent: u32) {
    let is_new = memory.rows::<F::Parent>().is_some_and(|rows| rows.state(parent) == State::Pending);
    if let (true, Some(number)) = (is_new, key_number::<F>()) {
        memory.rows_mut::<F::Child>().open_list(number, parent);
    }
}

//! A row with what was loaded with it.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::{CountedIn, Held, In, Relation};
use crate::model::Model;

/// A row, and what was loaded with it, which is in its type.
///
/// It dereferences to the row. What was loaded is as it was when it was loaded, whatever happens to the row or the database.
#[derive(Clone, PartialEq, Eq)]
pub struct With<M, L> {
    row: M,
    loaded: L,
}

/// The related rows of one relation, each of them a `T`, and what else was loaded.
pub struct Loaded<R: Relation, T, Rest = ()> {
    pub(super) held: Held<R, T>,
    pub(super) rest: Rest,
}

impl<M, L> With<M, L> {
    /// A row and what was loaded with it.
    pub(super) const fn new(row: M, loaded: L) -> Self {
        Self { row, loaded }
    }

    /// The related rows, as they were loaded.
    ///
    /// Those of a relation to many rows are a slice, the parent is a reference, and what may be missing an `Option`. What was not
    /// loaded is an error of the compiler.
    pub fn related<R: In<L, I>, I>(&self, _relation: R) -> R::View<'_> {
        R::view(&self.loaded)
    }

    /// The related rows as they are held, to change them.
    pub fn related_mut<R: In<L, I>, I>(&mut self, _relation: R) -> &mut R::Held {
        R::held_mut(&mut self.loaded)
    }

    /// How many related rows there were.
    pub fn count_of<R: CountedIn<L, I>, I>(&self, _relation: R) -> i64 {
        R::count(&self.loaded)
    }

    /// The row alone.
    pub fn into_row(self) -> M {
        self.row
    }

    /// The row, and what was loaded with it.
    pub fn into_parts(self) -> (M, L) {
        (self.row, self.loaded)
    }

    /// What was loaded with the row.
    pub(super) const fn loaded(&self) -> &L {
        &self.loaded
    }
}

impl<R: Relation, T, Rest> Loaded<R, T, Rest> {
    pub(super) const fn new(held: Held<R, T>, rest: Rest) -> Self {
        Self { held, rest }
    }

    /// The related rows of the relation that was asked for last, and what else was loaded.
    pub fn into_parts(self) -> (Held<R, T>, Rest) {
        (self.held, self.rest)
    }
}

impl<M, L> Deref for With<M, L> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.row
    }
}

impl<M, L> DerefMut for With<M, L> {
    fn deref_mut(&mut self) -> &mut M {
        &mut self.row
    }
}

/// A row, or a row with what was loaded with it.
pub trait AsRow<M> {
    /// The row.
    fn as_row(&self) -> &M;
}

impl<M: Model> AsRow<M> for M {
    fn as_row(&self) -> &M {
        self
    }
}

impl<M: Model, L> AsRow<M> for With<M, L> {
    fn as_row(&self) -> &M {
        &self.row
    }
}

impl<R: Relation, T, Rest: Clone> Clone for Loaded<R, T, Rest>
where
    Held<R, T>: Clone,
{
    fn clone(&self) -> Self {
        Self { held: self.held.clone(), rest: self.rest.clone() }
    }
}

impl<R: Relation, T, Rest: PartialEq> PartialEq for Loaded<R, T, Rest>
where
    Held<R, T>: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.held == other.held && self.rest == other.rest
    }
}

impl<R: Relation, T, Rest: Eq> Eq for Loaded<R, T, Rest> where Held<R, T>: Eq {}

/// What was loaded, for [`Debug`](fmt::Debug).
pub(super) trait Entries {
    /// Adds it to what is shown.
    fn show(&self, out: &mut fmt::DebugStruct<'_, '_>);
}

impl Entries for () {
    fn show(&self, _out: &mut fmt::DebugStruct<'_, '_>) {}
}

impl<R: Relation, T, Rest: Entries> Entries for Loaded<R, T, Rest>
where
    Held<R, T>: fmt::Debug,
{
    fn show(&self, out: &mut fmt::DebugStruct<'_, '_>) {
        // The relation that was asked for first comes first.
        self.rest.show(out);
        out.field(R::NAME, &self.held);
    }
}

impl<R: Relation, T, Rest: Entries> fmt::Debug for Loaded<R, T, Rest>
where
    Held<R, T>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Loaded");
        self.show(&mut out);
        out.finish()
    }
}

#[allow(private_bounds)]
impl<M: fmt::Debug, L: Entries> fmt::Debug for With<M, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("With");
        out.field("row", &self.row);
        self.loaded.show(&mut out);
        out.finish()
    }
}

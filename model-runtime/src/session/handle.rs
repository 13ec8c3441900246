//! What stands for a row of a session.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::model::{Fk, IntoFk, Model, RowRef};

/// A row of `M` in a [`Session`](super::Session): eight bytes, to be copied and kept.
///
/// It stands for the row from when it is added or loaded, whatever becomes of it. As a foreign key in a `NewX` it stands for the row's key,
/// which the session fills in when it has one: `NewPost { user_id: ann.into(), .. }`.
pub struct Handle<M> {
    pub(super) row: RowRef,
    model: PhantomData<fn() -> M>,
}

impl<M> Handle<M> {
    pub(super) const fn new(session: u32, slot: u32) -> Self {
        Self { row: RowRef { session, slot }, model: PhantomData }
    }
}

impl<M> Clone for Handle<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Handle<M> {}

impl<M> PartialEq for Handle<M> {
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row
    }
}

impl<M> Eq for Handle<M> {}

impl<M> Hash for Handle<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.row.hash(state);
    }
}

/// In the order in which the session got to know the rows.
impl<M> PartialOrd for Handle<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<M> Ord for Handle<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.row.cmp(&other.row)
    }
}

impl<M: Model> fmt::Debug for Handle<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", M::NAME, self.row.slot)
    }
}

impl<P: Model> IntoFk<P, P::Key> for Handle<P> {
    fn into_fk(self) -> Fk<P, P::Key> {
        self.into()
    }
}

impl<P: Model> From<Handle<P>> for Fk<P, P::Key> {
    fn from(handle: Handle<P>) -> Self {
        Self::row_of(handle.row)
    }
}

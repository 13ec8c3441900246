//! What a view has in the place of an insert and an update type.

use std::any::Any;
use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use super::{Draft, Model, NewRow, Patch, Shape};

/// The insert type of a view `M`: there is no value of it.
pub struct NoNew<M>(Infallible, PhantomData<fn() -> M>);

impl<M: Model> Shape for NoNew<M> {
    type Values = Draft<M>;
}

impl<M: Model<New = Self>> NewRow for NoNew<M> {
    type Model = M;

    fn into_draft(self) -> Draft<M> {
        match self.0 {}
    }
}

impl<M> fmt::Debug for NoNew<M> {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

/// The update type of a view `M`, which changes nothing.
pub struct NoPatch<M>(PhantomData<fn() -> M>);

impl<M> Default for NoPatch<M> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<M: Model> Shape for NoPatch<M> {
    type Values = Self;
}

impl<M: Model<Patch = Self>> Patch for NoPatch<M> {
    type Model = M;

    fn value(&self, _column: usize) -> Option<&dyn Any> {
        None
    }

    fn apply(self, _row: &mut M) {}
}

impl<M> fmt::Debug for NoPatch<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoPatch")
    }
}

//! The state of a builder: a type-level list with one place per required column.
//!
//! A place holds the column until its setter is called, [`Given`] afterwards; the verbs that end a builder ask for a
//! [`Complete`] list. The size of a builder is linear in its columns, and one column left out is one error.

use std::marker::PhantomData;

/// A required column that has a value.
#[derive(Debug)]
pub struct Given;
/// The first place of a list, and the rest of it.
#[derive(Debug)]
pub struct Cons<Head, Tail>(PhantomData<fn() -> (Head, Tail)>);
/// The end of a list.
#[derive(Debug)]
pub struct Nil;

/// The first place.
#[derive(Debug)]
pub struct First;
/// The place after `N`.
#[derive(Debug)]
pub struct After<N>(PhantomData<fn() -> N>);

/// A list of required columns.
pub trait State {
    /// The list with the place `N` given.
    type Fill<N: Place>: State;
}

/// A position in a list.
pub trait Place {
    /// The list `Cons<Head, Tail>` with this place given.
    type In<Head, Tail: State>: State;
}

impl State for Nil {
    type Fill<N: Place> = Nil;
}
impl<Head, Tail: State> State for Cons<Head, Tail> {
    type Fill<N: Place> = N::In<Head, Tail>;
}
impl Place for First {
    type In<Head, Tail: State> = Cons<Given, Tail>;
}
impl<N: Place> Place for After<N> {
    type In<Head, Tail: State> = Cons<Head, Tail::Fill<N>>;
}

/// A required column of `M` that has been given.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is required to insert a `{M}`",
    label = "this builder lacks a required column",
    note = "call the column's setter before this"
)]
pub trait Provided<M> {}
impl<M> Provided<M> for Given {}

/// A list in which every required column of `M` has been given.
#[diagnostic::on_unimplemented(
    message = "a column that is required to insert a `{M}` was not given",
    label = "this builder lacks a required column",
    note = "call the column's setter before this"
)]
pub trait Complete<M>: State {}
impl<M> Complete<M> for Nil {}
#[diagnostic::do_not_recommend]
impl<M, Head: Provided<M>, Tail: Complete<M>> Complete<M> for Cons<Head, Tail> {}

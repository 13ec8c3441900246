//! The state of a builder: a type-level list with one place per required column.
//!
//! A place is [`Missing<column>`](Missing) until its setter is called, [`Given`] afterwards; the verbs that end a builder
//! ask for a [`Complete`] list. The size of a builder is linear in its columns, and one column left out is one error.

use std::marker::PhantomData;

/// A required column whose setter has not been called; `C` is the column's name as a type.
#[derive(Debug)]
pub struct Missing<C>(PhantomData<fn() -> C>);
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

/// A required column that has been given.
#[diagnostic::on_unimplemented(
    message = "a required column was not given: {Self}",
    label = "this builder is not complete",
    note = "call the setter of the column named in `Missing<..>` before this"
)]
pub trait Provided {}
impl Provided for Given {}

/// A list in which every required column has been given.
#[diagnostic::on_unimplemented(message = "a required column was not given", label = "this builder is not complete")]
pub trait Complete: State {}
impl Complete for Nil {}
#[diagnostic::do_not_recommend]
impl<Head: Provided, Tail: Complete> Complete for Cons<Head, Tail> {}

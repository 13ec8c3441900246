//! The state of a builder: a type-level list with one place per required column.
//!
//! A place holds the column until its setter is called, [`Given`] afterwards; the verbs that end a builder ask for a
//! [`Complete`] list. The size of a builder is linear in its columns, and one column left out is one error.

use std::marker::PhantomData;

use super::{Draft, Model, RowRef, RowTuple};

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

/// What a builder has collected so far, with the list of required columns as its type.
pub struct Building<M: Model, S> {
    draft: Draft<M>,
    /// The parents that are rows of a session, by the columns of their keys.
    rows: Vec<(usize, RowRef)>,
    state: PhantomData<fn() -> S>,
}

impl<M: Model, S> Building<M, S> {
    /// Nothing collected yet.
    pub fn start() -> Self {
        Self { draft: M::Row::none(), rows: Vec::new(), state: PhantomData }
    }

    /// Takes a value, and the builder to its next state.
    pub fn give<T>(mut self, give: impl FnOnce(&mut Draft<M>)) -> Building<M, T> {
        give(&mut self.draft);
        Building { draft: self.draft, rows: self.rows, state: PhantomData }
    }

    /// Takes a parent that may be a row of a session.
    #[must_use]
    pub fn parent(mut self, column: usize, row: Option<RowRef>) -> Self {
        self.rows.extend(row.map(|row| (column, row)));
        self
    }

    /// The parents that are rows of a session.
    pub fn rows(&self) -> Vec<(usize, RowRef)> {
        self.rows.clone()
    }

    /// What was collected.
    pub fn into_draft(self) -> Draft<M> {
        self.draft
    }
}

/// What a nullable column takes in a builder: a value or an `Option` of one; for text, a `&str` too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of a nullable `{T}` column",
    label = "expected `{T}`, or `Option<{T}>`"
)]
pub trait IntoNullable<T> {
    /// The value.
    fn into_nullable(self) -> Option<T>;
}

impl<T> IntoNullable<T> for T {
    fn into_nullable(self) -> Option<T> {
        Some(self)
    }
}

impl<T> IntoNullable<T> for Option<T> {
    fn into_nullable(self) -> Option<T> {
        self
    }
}

impl IntoNullable<String> for &str {
    fn into_nullable(self) -> Option<String> {
        Some(self.to_owned())
    }
}

/// What setters take, as values of a column.
pub mod given {
    use super::IntoNullable;
    use crate::model::{Fk, IntoFk, IntoOptionalFk};

    /// The value itself: a literal number would not know which type to become otherwise.
    pub fn plain<T>(value: T) -> Option<T> {
        Some(value)
    }

    /// What becomes the value.
    pub fn into<T>(value: impl Into<T>) -> Option<T> {
        Some(value.into())
    }

    /// A value or NULL.
    #[allow(clippy::option_option)]
    pub fn nullable<T>(value: impl IntoNullable<T>) -> Option<Option<T>> {
        Some(value.into_nullable())
    }

    /// A parent or its key.
    pub fn fk<P, K>(value: impl IntoFk<P, K>) -> Fk<P, K> {
        value.into_fk()
    }

    /// A parent, its key, or NULL.
    pub fn nullable_fk<P, K>(value: impl IntoOptionalFk<P, K>) -> Option<Fk<P, K>> {
        value.into_optional_fk()
    }
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
impl<M, Head: Provided<M>, Tail: Complete<M>> Complete<M> for Cons<Head, Tail> {}

/// The list of these columns.
#[doc(hidden)]
#[macro_export]
macro_rules! __required {
    () => { $crate::__private::Nil };
    ($first:path $(, $rest:path)* $(,)?) => { $crate::__private::Cons<$first, $crate::__required![$($rest),*]> };
}

/// The places of a list, by number.
#[allow(missing_docs)]
pub(crate) mod places {
    use super::{After, First};

    pub type P0 = First;
    macro_rules! places { ($($place:ident $before:ident),*) => { $(pub type $place = After<$before>;)* } }
    places! {
        P1 P0, P2 P1, P3 P2, P4 P3, P5 P4, P6 P5, P7 P6, P8 P7,
        P9 P8, P10 P9, P11 P10, P12 P11, P13 P12, P14 P13, P15 P14, P16 P15,
        P17 P16, P18 P17, P19 P18, P20 P19, P21 P20, P22 P21, P23 P22, P24 P23,
        P25 P24, P26 P25, P27 P26, P28 P27, P29 P28, P30 P29, P31 P30, P32 P31,
        P33 P32, P34 P33, P35 P34, P36 P35, P37 P36, P38 P37, P39 P38, P40 P39,
        P41 P40, P42 P41, P43 P42, P44 P43, P45 P44, P46 P45, P47 P46, P48 P47,
        P49 P48, P50 P49, P51 P50, P52 P51, P53 P52, P54 P53, P55 P54, P56 P55,
        P57 P56, P58 P57, P59 P58, P60 P59, P61 P60, P62 P61, P63 P62, P64 P63,
        P65 P64, P66 P65, P67 P66, P68 P67, P69 P68, P70 P69, P71 P70, P72 P71,
        P73 P72, P74 P73, P75 P74, P76 P75, P77 P76, P78 P77, P79 P78, P80 P79,
        P81 P80, P82 P81, P83 P82, P84 P83, P85 P84, P86 P85, P87 P86, P88 P87,
        P89 P88, P90 P89, P91 P90, P92 P91, P93 P92, P94 P93, P95 P94, P96 P95,
        P97 P96, P98 P97, P99 P98, P100 P99, P101 P100, P102 P101, P103 P102, P104 P103,
        P105 P104, P106 P105, P107 P106, P108 P107, P109 P108, P110 P109, P111 P110, P112 P111,
        P113 P112, P114 P113, P115 P114, P116 P115, P117 P116, P118 P117, P119 P118, P120 P119,
        P121 P120, P122 P121, P123 P122, P124 P123, P125 P124, P126 P125, P127 P126
    }
}

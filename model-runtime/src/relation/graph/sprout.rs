//! What can be given as a row to insert, and as a related row.

use super::super::holds::{Many, Maybe, One, Optional};
use super::super::{Holds, Tree};
use super::Graph;
use crate::model::builder::Complete;
use crate::model::{Draft, Model};
use crate::write::NewVerbs;

/// A row to insert: a `NewX`, a complete builder, or either of them with related rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row to insert",
    label = "expected a `NewX`, a complete builder, or either with related rows"
)]
pub trait Seed {
    /// The model of the row.
    type Model: Model;
    /// What is inserted with it; `()` if there is nothing.
    type Branches;

    /// The values of the row, and what is inserted with it.
    fn into_parts(self) -> (Draft<Self::Model>, Self::Branches);
}

impl<N: NewVerbs<Given: Complete<N::Model>>> Seed for N {
    type Model = N::Model;
    type Branches = ();

    fn into_parts(self) -> (Draft<N::Model>, ()) {
        (self.into_draft(), ())
    }
}

impl<M: Model, L> Seed for Graph<M, L> {
    type Model = M;
    type Branches = L;

    fn into_parts(self) -> (Draft<M>, L) {
        (self.draft, self.branches)
    }
}

/// A row that is there already, as a related row of one that is inserted: `new.with(Post::tags(), [Existing(tag)])`.
///
/// For parents, and for relations by `many_to_many`; existing children are moved by [`attach`](crate::Related::attach).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Existing<M>(pub M);

/// A related row that is inserted, or is there already: for lists that have both.
#[derive(Debug, Clone)]
pub enum Member<N: Seed> {
    /// A row to insert.
    New(N),
    /// A row that is there.
    Existing(N::Model),
}

/// A row that can be a related row, of the model `M`, of one that is inserted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a related row of `{M}`",
    label = "expected a row of `{M}` to insert",
    note = "give a `NewX`, a complete builder, either with its own related rows, or `Existing(row)`"
)]
pub trait RelatedRow<M: Model> {
    /// What is inserted.
    type Sprout: Sprout<Model = M>;

    /// What is inserted.
    fn into_sprout(self) -> Self::Sprout;
}

impl<M: Model, N: Seed<Model = M, Branches: Tree + Send + 'static>> RelatedRow<M> for N {
    type Sprout = Fresh<M, N::Branches>;

    fn into_sprout(self) -> Self::Sprout {
        let (draft, branches) = self.into_parts();
        Fresh(draft, branches)
    }
}

impl<M: Model> RelatedRow<M> for Existing<M> {
    type Sprout = Mixed<M>;

    fn into_sprout(self) -> Mixed<M> {
        Mixed::Row(self.0)
    }
}

impl<M: Model, N: Seed<Model = M, Branches = ()>> RelatedRow<M> for Member<N> {
    type Sprout = Mixed<M>;

    fn into_sprout(self) -> Mixed<M> {
        match self {
            Self::New(new) => {
                let (draft, ()) = new.into_parts();
                Mixed::New(draft, ())
            }
            Self::Existing(row) => Mixed::Row(row),
        }
    }
}

/// One row, and no `Option` of one, which a relation that may lead nowhere takes too.
pub trait OneRow {}
impl<N: Seed> OneRow for N {}
impl<M> OneRow for Existing<M> {}
impl<N: Seed> OneRow for Member<N> {}

/// A related row, ready to be inserted.
pub trait Sprout: Send + Sized + 'static {
    /// Its model.
    type Model: Model;
    /// What is inserted with it.
    type Branches: Tree + Send + 'static;

    /// The values of a row to insert, and what is inserted with it; or the row that is there.
    fn taken(self) -> Taken<Self>;

    /// The values of a row to insert, if it is one.
    fn new_mut(&mut self) -> Option<(&mut Draft<Self::Model>, &mut Self::Branches)>;
}

/// What a related row is when it is its turn to be inserted.
pub enum Taken<S: Sprout> {
    /// The values of a row to insert, and what is inserted with it.
    New(Draft<S::Model>, S::Branches),
    /// The row that is there.
    Row(RowOf<S>),
}

/// A related row as it is handed out: with what was inserted with it.
pub type RowOf<S> = <<S as Sprout>::Branches as Tree>::Row<<S as Sprout>::Model>;

/// A related row that is inserted, with what is inserted with it.
pub struct Fresh<M: Model, B>(pub(super) Draft<M>, pub(super) B);

/// A related row that is inserted, or is there.
pub enum Mixed<M: Model> {
    /// It is inserted, and nothing with it.
    New(Draft<M>, ()),
    /// It is there.
    Row(M),
}

impl<M: Model, B: Tree + Send + 'static> Sprout for Fresh<M, B> {
    type Model = M;
    type Branches = B;

    fn taken(self) -> Taken<Self> {
        Taken::New(self.0, self.1)
    }

    fn new_mut(&mut self) -> Option<(&mut Draft<M>, &mut B)> {
        Some((&mut self.0, &mut self.1))
    }
}

impl<M: Model> Sprout for Mixed<M> {
    type Model = M;
    type Branches = ();

    fn taken(self) -> Taken<Self> {
        match self {
            Self::New(draft, ()) => Taken::New(draft, ()),
            Self::Row(row) => Taken::Row(row),
        }
    }

    fn new_mut(&mut self) -> Option<(&mut Draft<M>, &mut ())> {
        match self {
            Self::New(draft, nothing) => Some((draft, nothing)),
            Self::Row(_) => None,
        }
    }
}

/// How many related rows can be given, and as what.
pub trait Takes<A, M: Model>: Holds {
    /// What is inserted for each.
    type Sprout: Sprout<Model = M>;

    /// The rows that are given.
    fn sprouts(given: A) -> Vec<Self::Sprout>;
}

impl<M: Model, A: IntoIterator<Item: RelatedRow<M>>> Takes<A, M> for Many {
    type Sprout = <A::Item as RelatedRow<M>>::Sprout;

    fn sprouts(given: A) -> Vec<Self::Sprout> {
        given.into_iter().map(RelatedRow::into_sprout).collect()
    }
}

macro_rules! takes_one { ($($holds:ident),*) => { $(
    impl<M: Model, A: RelatedRow<M> + OneRow> Takes<A, M> for $holds {
        type Sprout = A::Sprout;

        fn sprouts(given: A) -> Vec<A::Sprout> {
            vec![given.into_sprout()]
        }
    }
)* } }
takes_one!(One, Optional, Maybe);

macro_rules! takes_one_or_none { ($($holds:ident),*) => { $(
    impl<M: Model, A: RelatedRow<M>> Takes<Option<A>, M> for $holds {
        type Sprout = A::Sprout;

        fn sprouts(given: Option<A>) -> Vec<A::Sprout> {
            given.into_iter().map(RelatedRow::into_sprout).collect()
        }
    }
)* } }
takes_one_or_none!(Optional, Maybe);

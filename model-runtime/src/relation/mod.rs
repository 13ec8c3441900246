//! Relations between models: what leads from a row to other rows, and the rows that were loaded along it.
//!
//! A struct is its row and nothing else. A relation is a type that the derive makes; what was loaded stands in the type of what
//! a query gives, so that rows that were not loaded cannot be taken for rows that are not there.

mod choice;
mod chosen;
mod collection;
mod count;
mod declare;
mod dynamic;
mod eager;
mod foreign_key;
mod graph;
mod has;
mod holds;
mod join;
mod keys;
mod lazy;
mod linked;
mod load;
#[doc(hidden)]
pub mod nowhere;
mod on;
mod predicate;
mod select;
#[cfg(feature = "serde")]
mod serialize;
mod way;
mod with;

pub use choice::{Always, And, By, Unordered};
pub use chosen::Chosen;
pub use collection::{Attach, Detach, Replaced, Starts};
pub use count::{Counted, Counts, SelectCounts};
pub use dynamic::{Lookup, TryRelated};
pub use eager::{Eager, EagerChunks};
pub use foreign_key::{AnyKey, ForeignKey};
pub use graph::{
    Branch, Existing, Fresh, Graph, Grow, Grown, Member, Mixed, OneRow, Plants, RelatedRow, RowOf, Seed, Sprout,
    SproutOf, Taken, Takes,
};
pub use has::{Alone, CountedIn, Has, HasCount, Here, In, IsLoaded, There};
pub use holds::{Holds, Many, MayMiss, Maybe, One, Optional, Plural, Single};
pub use join::JoinAlong;
pub(crate) use keys::Keys;
pub use linked::Linked;
pub use load::{HeldWith, Load, Tree};
#[doc(hidden)]
pub use nowhere::{ModelIf, is_model};
pub use on::{Adjoins, Joined, Joins, NoTable, On, RefersToTable, Stands};
pub use predicate::{Belongs, Relates, RelatesTo};
pub(crate) use select::Choice;
pub use select::SelectRelated;
pub use way::{Across, Down, Up, Way};
pub use with::{AsRow, Loaded, With};

use std::fmt;
use std::marker::PhantomData;

use diesel::expression::{AppearsOnTable, Expression, NonAggregate};
use diesel::sql_types::BoolOrNullableBool;

use crate::model::{Draft, Model};

/// The table of a model.
type TableOf<M> = <M as diesel::associations::HasTable>::Table;

/// What a relation has loaded for one row, where each related row is a `T`.
pub type Held<R, T> = <<R as Relation>::Holds as Holds>::Of<T>;

/// A relation of a model. Derived: `belongs_to`, `has_one`, `has_many` and `many_to_many` each make one.
pub trait Relation: 'static {
    /// The model that has the relation.
    type From: Model;
    /// The model that it leads to.
    type To: Model;
    /// How it leads there.
    type Way: Way<From = Self::From, To = Self::To>;
    /// How many rows there are.
    type Holds: Holds;

    /// What it is called.
    const NAME: &'static str;
    /// The columns of the related rows that these are ordered by unless the query says otherwise, and whether backwards.
    const ORDER: &'static [(&'static str, bool)] = &[];
}

/// A foreign key: from the model that has it to the model that it refers to.
pub trait Reference: 'static {
    /// The model with the foreign key.
    type Child: Model;
    /// The model that it refers to.
    type Parent: Model;

    /// The columns of the foreign key, by position, in the order of the parent's key.
    const COLUMNS: &'static [usize];

    /// The key of a row's parent; `None` where it is NULL.
    fn parent(child: &Self::Child) -> Option<<Self::Parent as Model>::Key>;

    /// Whether a row without its parent is deleted.
    const DELETES_ORPHANS: bool = false;

    /// The key of the parent of a row to insert, as far as it is given.
    fn parent_of_draft(child: &Draft<Self::Child>) -> Option<<Self::Parent as Model>::Key>;

    /// Gives a row to insert its parent; without a key, none, as far as the columns can be NULL.
    fn set_parent(child: &mut Draft<Self::Child>, key: Option<<Self::Parent as Model>::Key>);

    /// Gives a row its parent; without a key, none, as far as the columns can be NULL.
    fn set_parent_of_row(child: &mut Self::Child, key: Option<<Self::Parent as Model>::Key>);
}

/// A foreign key whose rows can be given another parent.
#[diagnostic::on_unimplemented(
    message = "a row of `{Self}` keeps its parent for good",
    label = "the foreign key cannot change",
    note = "it is part of the primary key, or read only: delete the row and insert another"
)]
pub trait Moves: Reference {
    /// The change that gives a row its parent.
    fn to(key: <Self::Parent as Model>::Key) -> <Self::Child as Model>::Patch;
}

/// A foreign key whose rows can be taken from their parent.
#[diagnostic::on_unimplemented(
    message = "a row of `{Self}` cannot be without its parent",
    label = "the foreign key cannot be NULL, and rows without a parent are not deleted",
    note = "make the field an `Option`, or have such rows deleted: `belongs_to(User, orphan = \"delete\")`"
)]
pub trait LetsGo: Reference {
    /// The change that takes a row from its parent; `None` if it is deleted.
    fn patch() -> Option<<Self::Child as Model>::Patch>;
}

/// The only foreign key from a model to the model `P`: what a relation means that does not say which.
#[diagnostic::on_unimplemented(
    message = "which foreign key of `{Self}` to `{P}` is meant?",
    label = "not exactly one `belongs_to({P})` in `{Self}`",
    note = "the key's column in `{Self}` needs `#[model(belongs_to({P}))]`; of several, name the one that is meant: `inverse = name`"
)]
pub trait RefersTo<P> {
    /// The foreign key.
    type Reference: Reference<Child = Self, Parent = P>;
}

/// The relation of a model that is called so; the name is a hash of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relation of this name",
    label = "not a relation of `{Self}`",
    note = "relations are declared by `belongs_to`, `has_one`, `has_many` and `many_to_many`"
)]
pub trait Named<const NAME: u64> {
    /// The relation.
    type Relation: Relation<From = Self>;
}

/// The related rows of a relation: which of them, in what order, how many, and with which relations of their own.
///
/// The functions that the derive gives a model for its relations, such as `User::posts()`, make one that means all of them.
pub struct Related<R, P = Always, O = Unordered, L = ()> {
    relation: PhantomData<fn() -> R>,
    condition: P,
    order: O,
    limit: Option<u32>,
    with: L,
}

impl<R: Relation> Related<R> {
    /// All related rows.
    pub const ALL: Self = Self { relation: PhantomData, condition: Always, order: Unordered, limit: None, with: () };
}

impl<R: Relation, P, O, L> Related<R, P, O, L> {
    /// Only those that fulfil a condition, which is of the related rows; with AND if there is one already.
    ///
    /// A row that always has its related row cannot leave it out: of such a relation no part can be taken.
    pub fn filter<F>(self, condition: F) -> Related<R, And<P, F>, O, L>
    where
        R::Holds: MayMiss,
        F: Expression<SqlType: BoolOrNullableBool> + NonAggregate + AppearsOnTable<TableOf<R::To>>,
    {
        self.narrowed(condition)
    }

    /// In the order of an expression of the related rows, or of several as a tuple; in place of any order given before.
    pub fn order<E>(self, expression: E) -> Related<R, P, By<E>, L>
    where
        R::Holds: Plural,
        E: Expression + NonAggregate + AppearsOnTable<TableOf<R::To>>,
    {
        let Self { relation, condition, limit, with, .. } = self;
        Related { relation, condition, order: By(expression), limit, with }
    }

    /// At most so many rows for each row that has the relation: the first in the order, which is that of their keys if none is given.
    #[must_use]
    pub fn limit(self, rows: u32) -> Self
    where
        R::Holds: Plural,
    {
        Self { limit: Some(rows), ..self }
    }

    /// Each with its own related rows.
    pub fn with<W>(self, related: W) -> Related<R, P, O, (W, L)>
    where
        W: WithFrom<R::To>,
    {
        let Self { relation, condition, order, limit, with } = self;
        Related { relation, condition, order, limit, with: (related, with) }
    }

    /// The order, the limit, and the related rows inside.
    pub(crate) fn into_parts(self) -> (O, Option<u32>, L) {
        (self.order, self.limit, self.with)
    }

    /// Each with the number of its own related rows.
    pub fn with_count<S: Relation<From = R::To>, F>(
        self,
        related: Related<S, F>,
    ) -> Related<R, P, O, (Counts<S, F>, L)> {
        let Self { relation, condition, order, limit, with } = self;
        Related { relation, condition, order, limit, with: (Counts::of(related), with) }
    }
}

/// Columns as a key, or a key as columns. The types are the same: where they are not, that is an error of its own.
#[doc(hidden)]
pub fn as_key<T: 'static, K: 'static>(value: T) -> Option<K> {
    (&mut Some(value) as &mut dyn std::any::Any).downcast_mut::<Option<K>>().and_then(Option::take)
}

/// Checks when it is compiled that a relation is ordered by columns of the model it leads to.
///
/// # Panics
/// When it is compiled, if a column is not one.
#[doc(hidden)]
pub const fn check_order<M: Model>(order: &[(&str, bool)]) {
    let columns = M::SCHEMA.columns;
    let mut i = 0;
    while i < order.len() {
        let mut found = false;
        let mut column = 0;
        while column < columns.len() {
            found = found || are_equal(columns[column].name.as_bytes(), order[i].0.as_bytes());
            column += 1;
        }
        assert!(found, "`order` of a relation names what is no column of the model that it leads to");
        i += 1;
    }
}

/// Whether two names are the same; comparing texts is not const.
const fn are_equal(left: &[u8], right: &[u8]) -> bool {
    let mut i = 0;
    while i < left.len() && i < right.len() && left[i] == right[i] {
        i += 1;
    }
    i == left.len() && i == right.len()
}

/// Related rows of a model, or their number: what `with` takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{M}`",
    label = "not a relation of `{M}`",
    note = "relations are given by functions of the model, as in `.with(User::posts())`"
)]
pub trait WithFrom<M> {}
#[diagnostic::do_not_recommend]
impl<M, R: StartsAt<M>, P, O, L> WithFrom<M> for Related<R, P, O, L> {}

/// A relation of the model `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{M}`",
    label = "this starts at another model",
    note = "a query of a model takes the relations of that model; those of its related rows stand inside: \
            `User::query().with(User::posts().with(Post::tags()))`"
)]
pub trait StartsAt<M> {}
#[diagnostic::do_not_recommend]
impl<R: Relation> StartsAt<R::From> for R {}

impl<R, P: Clone, O: Clone, L: Clone> Clone for Related<R, P, O, L> {
    fn clone(&self) -> Self {
        Self {
            relation: PhantomData,
            condition: self.condition.clone(),
            order: self.order.clone(),
            limit: self.limit,
            with: self.with.clone(),
        }
    }
}

impl<R, P: Copy, O: Copy, L: Copy> Copy for Related<R, P, O, L> {}

impl<R: Relation, P, O, L> fmt::Debug for Related<R, P, O, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Related({}.{})", R::From::NAME, R::NAME)
    }
}

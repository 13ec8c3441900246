//! Which relations were loaded, as the compiler sees it.

use std::marker::PhantomData;

use super::{Counted, Held, Holds, Loaded, Related, Relation};

/// What was loaded has the related rows of `R`; `I` is their place, which the compiler finds.
#[diagnostic::on_unimplemented(
    message = "`{R}` was not loaded",
    label = "not loaded with this row",
    note = "add it to the query, as in `User::query().with(User::posts())`, or load it now: `User::posts().load_for(&user, &mut conn)?`"
)]
pub trait Has<R: Relation, I> {
    /// A related row, with what was loaded with it.
    type Row: 'static;

    /// What is held.
    fn held(&self) -> &Held<R, Self::Row>;

    /// What is held, to change it.
    fn held_mut(&mut self) -> &mut Held<R, Self::Row>;
}

/// The first place of a list.
#[derive(Debug)]
pub enum Here {}

/// A place after the first.
#[derive(Debug)]
pub struct There<I>(PhantomData<fn() -> I>);

impl<R: Relation, T: 'static, Rest> Has<R, Here> for Loaded<R, T, Rest> {
    type Row = T;

    fn held(&self) -> &Held<R, T> {
        &self.held
    }

    fn held_mut(&mut self) -> &mut Held<R, T> {
        &mut self.held
    }
}

macro_rules! further { ($($of:ident<$($param:ident),*>)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<R: Relation, S: Relation, Rest: Has<R, I>, I $(, $param)*> Has<R, There<I>> for $of<S, $($param,)* Rest> {
        type Row = Rest::Row;

        fn held(&self) -> &Held<R, Rest::Row> {
            self.rest.held()
        }

        fn held_mut(&mut self) -> &mut Held<R, Rest::Row> {
            self.rest.held_mut()
        }
    }
)* } }
further! { Loaded<T> Counted<> }

/// A relation whose related rows are in `L`: asked by the relation, so that the compiler knows it when it looks for them.
pub trait In<L, I> {
    /// What is lent.
    type View<'a>
    where
        L: 'a;
    /// What is held.
    type Held;

    /// Lends what is held.
    fn view(loaded: &L) -> Self::View<'_>;

    /// What is held, to change it.
    fn held_mut(loaded: &mut L) -> &mut Self::Held;
}

impl<R: Relation, L: Has<R, I>, I> In<L, I> for Related<R> {
    type View<'a>
        = <R::Holds as Holds>::View<'a, L::Row>
    where
        L: 'a;
    type Held = Held<R, L::Row>;

    fn view(loaded: &L) -> Self::View<'_> {
        R::Holds::view(loaded.held())
    }

    fn held_mut(loaded: &mut L) -> &mut Held<R, L::Row> {
        loaded.held_mut()
    }
}

/// A relation whose related rows were counted in `L`.
pub trait CountedIn<L, I> {
    /// The number of rows.
    fn count(loaded: &L) -> i64;
}

impl<R: Relation, L: HasCount<R, I>, I> CountedIn<L, I> for Related<R> {
    fn count(loaded: &L) -> i64 {
        loaded.count()
    }
}

/// A relation whose related rows are in a row alone, which is none.
pub trait Alone<M> {
    /// What would be lent.
    type View<'a>
    where
        M: 'a;

    /// What would be lent.
    fn view(row: &M) -> Self::View<'_>;
}

impl<R: Relation, M: IsLoaded<R>> Alone<M> for Related<R> {
    type View<'a>
        = <R::Holds as Holds>::View<'a, R::To>
    where
        M: 'a;

    fn view(row: &M) -> Self::View<'_> {
        row.held()
    }
}

/// A row alone has no related rows: what makes the mistake an error that says so.
#[diagnostic::on_unimplemented(
    message = "`{R}` was not loaded",
    label = "this is a row alone",
    note = "add it to the query, as in `User::query().with(User::posts())`, or load it now: `User::posts().load_for(&user, &mut conn)?`"
)]
pub trait IsLoaded<R: Relation> {
    /// What would be lent.
    fn held(&self) -> <R::Holds as Holds>::View<'_, R::To>;
}

/// The number of the related rows of `R` was loaded; `I` is its place, which the compiler finds.
#[diagnostic::on_unimplemented(
    message = "the number of `{R}` was not loaded",
    label = "not counted with this row",
    note = "add it to the query, as in `User::query().with_count(User::posts())`, or count now: `User::posts().count_for(&user, &mut conn)?`"
)]
pub trait HasCount<R: Relation, I> {
    /// The number of rows.
    fn count(&self) -> i64;
}

impl<R: Relation, Rest> HasCount<R, Here> for Counted<R, Rest> {
    fn count(&self) -> i64 {
        self.count
    }
}

macro_rules! further_counts { ($($of:ident<$($param:ident),*>)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<R: Relation, S: Relation, Rest: HasCount<R, I>, I $(, $param)*> HasCount<R, There<I>> for $of<S, $($param,)* Rest> {
        fn count(&self) -> i64 {
            self.rest.count()
        }
    }
)* } }
further_counts! { Loaded<T> Counted<> }

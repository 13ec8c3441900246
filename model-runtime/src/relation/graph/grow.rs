//! Inserts what belongs to rows: what a list of relations does, level by level.

use super::super::{Holds, Loaded, Relation, Tree};
use super::{Branch, Plants, RowOf, Sprout};
use crate::connection::Exec;
use crate::database::AllOrNothing;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{ColumnSet, Draft, Model, complete};
use crate::rule::{Path, validate_new_at};
use crate::write::Persist;

/// What can be inserted with rows of `M` on the connection `C`.
pub trait Grow<C: Exec, M: Model>: Tree + Send + Sized + 'static {
    /// What is known between the rows before and those after.
    type Between: Send;

    /// The columns of a row that are filled in by the rows that are inserted before it.
    fn parents() -> ColumnSet;

    /// Checks the rules of what is inserted with a row that stands at a place.
    fn check(&mut self, at: Option<&Path<'_>>, errors: &mut ValidationErrors);

    /// Inserts what comes before rows, and fills its keys in.
    fn before<'c>(all: Vec<Self>, drafts: &'c mut [Draft<M>], conn: &'c mut C) -> C::Wait<'c, Result<Self::Between>>;

    /// Inserts what comes after rows.
    fn after<'c>(between: Self::Between, rows: &'c [M], conn: &'c mut C) -> C::Wait<'c, Result<Vec<Self::Loaded>>>;

    /// Inserts rows with what belongs to them; they come back in the order given.
    fn insert<'c>(seeds: Vec<(Draft<M>, Self)>, conn: &'c mut C) -> C::Ret<'c, Vec<Self::Row<M>>>;
}

impl<C: Exec, M: Persist<C>> Grow<C, M> for () {
    type Between = ();

    fn parents() -> ColumnSet {
        ColumnSet::EMPTY
    }

    fn check(&mut self, _at: Option<&Path<'_>>, _errors: &mut ValidationErrors) {}

    fn before<'c>(_all: Vec<()>, _drafts: &'c mut [Draft<M>], _conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        C::ready(Ok(()))
    }

    fn after<'c>((): (), rows: &'c [M], _conn: &'c mut C) -> C::Wait<'c, Result<Vec<()>>> {
        C::ready(Ok(vec![(); rows.len()]))
    }

    fn insert<'c>(seeds: Vec<(Draft<M>, ())>, conn: &'c mut C) -> C::Ret<'c, Vec<M>> {
        M::insert_batch(seeds.into_iter().map(|(draft, ())| draft).collect(), conn)
    }
}

impl<C, R, S, Rest> Grow<C, R::From> for (Branch<R, S>, Rest)
where
    C: AllOrNothing,
    R: Relation<From: Persist<C>, Way: Plants<C, S>, Holds: Holds<Of<RowOf<S>>: Send + Sync, Slot<RowOf<S>>: Send>>,
    S: Sprout<Model = R::To, Branches: Grow<C, R::To>>,
    Rest: Grow<C, R::From>,
{
    type Between = (<R::Way as Plants<C, S>>::Between, Places, Rest::Between);

    fn parents() -> ColumnSet {
        R::Way::parents().union(Rest::parents())
    }

    fn check(&mut self, at: Option<&Path<'_>>, errors: &mut ValidationErrors) {
        // Those that were given first come first.
        self.1.check(at, errors);
        let at = at.map_or(Path::root(R::NAME), |at| at.field(R::NAME));
        for (i, sprout) in self.0.sprouts.iter_mut().enumerate() {
            let element = at.index(i);
            let at = if R::Holds::SEVERAL { &element } else { &at };
            if let Some((draft, branches)) = sprout.new_mut() {
                check_seed::<C, _, _>(draft, branches, R::Way::children(), Some(at), errors);
            }
        }
    }

    fn before<'c>(
        all: Vec<Self>,
        drafts: &'c mut [Draft<R::From>],
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<Self::Between>> {
        let (branches, rests): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let mut sprouts: Vec<Vec<S>> = branches.into_iter().map(|branch: Branch<R, S>| branch.sprouts).collect();
        let places = Places::of(&mut sprouts);
        C::pending(C::answer(async move {
            let between = R::Way::before(sprouts, drafts, conn).await.map_err(|error| places.name::<R>(error))?;
            let rest = Rest::before(rests, drafts, conn).await?;
            Ok((between, places, rest))
        }))
    }

    fn after<'c>(
        (between, places, rest): Self::Between,
        rows: &'c [R::From],
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<Vec<Self::Loaded>>> {
        C::pending(C::answer(async move {
            let related = R::Way::after(between, rows, conn).await.map_err(|error| places.name::<R>(error))?;
            let rest = Rest::after(rest, rows, conn).await?;
            let held = related.into_iter().map(held::<R, _>);
            held.zip(rest).map(|(held, rest)| held.map(|held| Loaded::new(held, rest))).collect()
        }))
    }

    fn insert<'c>(mut seeds: Vec<(Draft<R::From>, Self)>, conn: &'c mut C) -> C::Ret<'c, Vec<Self::Row<R::From>>> {
        C::answer(async move {
            check_seeds::<C, _, _>(&mut seeds)?;
            let mut within = conn.begin_all().await?;
            let rows = plant::<C, _, _>(seeds, &mut *within).await;
            C::end_all(within, rows).await
        })
    }
}

/// Checks the rules of rows, and of what is inserted with them, before anything is sent.
pub(in crate::relation) fn check_seeds<C: Exec, M: Model, L: Grow<C, M>>(seeds: &mut [(Draft<M>, L)]) -> Result<()> {
    let several = seeds.len() > 1;
    let mut errors = ValidationErrors::new(M::NAME);
    for (row, (draft, branches)) in seeds.iter_mut().enumerate() {
        let mut invalid = ValidationErrors::new(M::NAME);
        check_seed::<C, M, L>(draft, branches, ColumnSet::EMPTY, None, &mut invalid);
        if several {
            invalid.set_row(row);
        }
        errors.append(invalid);
    }
    errors.into_result()
}

/// Checks the rules of a row, but for columns that are filled in by others, and of what is inserted with it.
fn check_seed<C: Exec, M: Model, L: Grow<C, M>>(
    draft: &mut Draft<M>,
    branches: &mut L,
    filled: ColumnSet,
    at: Option<&Path<'_>>,
    errors: &mut ValidationErrors,
) {
    complete::<M>(draft);
    validate_new_at::<M>(draft, filled.union(L::parents()), at, errors);
    branches.check(at, errors);
}

/// Inserts rows with what belongs to them.
pub(in crate::relation) async fn plant<C: Exec, M: Persist<C>, L: Grow<C, M>>(
    seeds: Vec<(Draft<M>, L)>,
    conn: &mut C,
) -> Result<Vec<L::Row<M>>> {
    let (mut drafts, branches): (Vec<_>, Vec<_>) = seeds.into_iter().unzip();
    let between = L::before(branches, &mut drafts, conn).await?;
    let rows = C::pending(M::insert_batch(drafts, conn)).await?;
    let loaded = L::after(between, &rows, conn).await?;
    Ok(rows.into_iter().zip(loaded).map(|(row, loaded)| L::join(row, loaded)).collect())
}

/// What a relation holds of the rows that were inserted for one row.
pub(in crate::relation) fn held<R: Relation, T>(rows: Vec<T>) -> Result<super::super::Held<R, T>> {
    let mut slot = <R::Holds as Holds>::Slot::<T>::default();
    for row in rows {
        R::Holds::put(&mut slot, row);
    }
    R::Holds::take(Some(&mut slot)).ok_or_else(|| Error::not_found(R::To::NAME))
}

/// Where the rows to insert of one batch stand: with which row, and at which place of its relation.
pub struct Places(Vec<(usize, usize)>);

impl Places {
    fn of<S: Sprout>(sprouts: &mut [Vec<S>]) -> Self {
        let mut places = Vec::new();
        for (row, sprouts) in sprouts.iter_mut().enumerate() {
            let new = sprouts.iter_mut().enumerate().filter_map(|(i, sprout)| sprout.new_mut().map(|_| i));
            places.extend(new.map(|i| (row, i)));
        }
        Self(places)
    }

    /// An error of one of the rows, in terms of the row that it belongs to.
    fn name<R: Relation>(&self, mut error: Error) -> Error {
        if let Error::Validation(errors) = &mut error {
            errors.within(R::From::NAME, |row, field| {
                let (of, i) = self.0.get(row)?;
                let at = if R::Holds::SEVERAL { format!("{}[{i}]", R::NAME) } else { R::NAME.to_owned() };
                Some((*of, if field.is_empty() { at } else { format!("{at}.{field}") }))
            });
        }
        error
    }
}

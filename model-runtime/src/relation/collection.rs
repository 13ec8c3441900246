//! Changes to what a row's relation to others holds: rows are attached, detached, inserted, or all replaced.

use std::collections::HashSet;

use super::chosen::Chosen;
use super::graph::{Branch, Grow, Plants, RowOf, Sprout, SproutOf, Takes, held, link};
use super::keys::Keys;
use super::{Across, AsRow, Down, Held, Holds, LetsGo, Moves, Reference, Related, Relation, Way};
use crate::connection::{Conn, Exec, Ret};
use crate::database::AllOrNothing;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{IntoFk, Model};
use crate::query::{Change, Run};
use crate::write::{Persist, Writable, Write};

/// The key of what a way leads to.
type KeyTo<W> = <<W as Way>::To as Model>::Key;

/// A way that ends at rows which can be given to a row at the start, on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "rows cannot be attached to this relation",
    label = "no collection that rows can be attached to",
    note = "`attach` is for `has_many` and `many_to_many`; of children, the foreign key has to be one that can change"
)]
pub trait Attach<C: Exec>: Way {
    /// Attaches the rows with these keys, which differ; how many rows were written.
    fn attach<'c>(to: &'c Self::From, keys: Vec<KeyTo<Self>>, conn: &'c mut C) -> C::Wait<'c, Result<usize>>;
}

/// A way that ends at rows which can be taken from a row at the start, on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "rows cannot be detached from this relation",
    label = "no collection that rows can be detached from",
    note = "`detach` is for `many_to_many`, and for children that can be without their parent: make the foreign key an `Option`, or have \
            such rows deleted: `belongs_to(User, orphan = \"delete\")`"
)]
pub trait Detach<C: Exec>: Way {
    /// The keys of the rows that are attached.
    fn attached<'c>(to: &'c Self::From, conn: &'c mut C) -> C::Wait<'c, Result<Vec<KeyTo<Self>>>>;

    /// Detaches the rows with these keys; how many there were that had been attached.
    fn detach<'c>(from: &'c Self::From, keys: Vec<KeyTo<Self>>, conn: &'c mut C) -> C::Wait<'c, Result<usize>>;
}

impl<C, F> Attach<C> for Down<F>
where
    C: Exec,
    F: Moves,
    Chosen<F::Child, F::Child>: Change<C, F::Child>,
{
    fn attach<'c>(
        to: &'c F::Parent,
        keys: Vec<<F::Child as Model>::Key>,
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<usize>> {
        C::pending(C::answer(async move {
            let mut attached = 0;
            for keys in Keys::cut(&keys) {
                let children = Chosen::by_keys(keys);
                attached += C::pending(children.run_patch(F::to(to.key()), conn)).await?;
            }
            let all_are_there = attached == keys.len();
            if all_are_there { Ok(attached) } else { Err(Error::not_found(F::Child::NAME)) }
        }))
    }
}

impl<C, F> Detach<C> for Down<F>
where
    C: Exec,
    F: LetsGo,
    Chosen<F::Child, F::Parent, F::Child>: Change<C, F::Child> + Run<C, F::Child>,
{
    fn attached<'c>(to: &'c F::Parent, conn: &'c mut C) -> C::Wait<'c, Result<Vec<<F::Child as Model>::Key>>> {
        C::pending(C::answer(async move {
            let children = Chosen::children::<F>(to, None);
            let children = C::pending(children.run_all(Some(F::Child::NAME), conn)).await?;
            Ok(children.iter().map(Model::key).collect())
        }))
    }

    fn detach<'c>(
        from: &'c F::Parent,
        keys: Vec<<F::Child as Model>::Key>,
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<usize>> {
        C::pending(C::answer(async move {
            let mut detached = 0;
            for keys in Keys::cut(&keys) {
                let children = Chosen::children::<F>(from, Some(keys));
                detached += match F::patch() {
                    Some(patch) => C::pending(children.run_patch(patch, conn)).await?,
                    None => C::pending(children.run_delete(conn)).await?,
                };
            }
            Ok(detached)
        }))
    }
}

impl<C, A, B> Attach<C> for Across<A, B>
where
    C: Exec,
    A: Reference<Child: Persist<C>>,
    B: Reference<Child = A::Child>,
    Chosen<A::Child, A::Parent, B::Parent>: Run<C, A::Child>,
    Self: Way<From = A::Parent, To = B::Parent>,
{
    fn attach<'c>(
        to: &'c A::Parent,
        keys: Vec<<B::Parent as Model>::Key>,
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<usize>> {
        C::pending(C::answer(async move {
            let mut linked = HashSet::new();
            for keys in Keys::cut(&keys) {
                let links = Chosen::links::<A, B>(to, Some(keys));
                let links = C::pending(links.run_all(Some(A::Child::NAME), conn)).await?;
                linked.extend(links.iter().filter_map(B::parent));
            }
            let new = keys.into_iter().filter(|key| !linked.contains(key));
            let new: Vec<_> = new.map(|key| link::<A, B>(to.key(), key)).collect();
            if new.is_empty() {
                return Ok(0);
            }
            let inserted = C::pending(A::Child::insert_batch(new, conn)).await;
            inserted.map(|links| links.len()).map_err(Error::without_row)
        }))
    }
}

impl<C, A, B> Detach<C> for Across<A, B>
where
    C: Exec,
    A: Reference<Child: Writable>,
    B: Reference<Child = A::Child>,
    Chosen<A::Child, A::Parent, B::Parent>: Change<C, A::Child> + Run<C, A::Child>,
    Self: Way<From = A::Parent, To = B::Parent>,
{
    fn attached<'c>(to: &'c A::Parent, conn: &'c mut C) -> C::Wait<'c, Result<Vec<<B::Parent as Model>::Key>>> {
        C::pending(C::answer(async move {
            let links = Chosen::links::<A, B>(to, None);
            let links = C::pending(links.run_all(Some(A::Child::NAME), conn)).await?;
            Ok(links.iter().filter_map(B::parent).collect())
        }))
    }

    fn detach<'c>(
        from: &'c A::Parent,
        keys: Vec<<B::Parent as Model>::Key>,
        conn: &'c mut C,
    ) -> C::Wait<'c, Result<usize>> {
        C::pending(C::answer(async move {
            let mut detached = 0;
            for keys in Keys::cut(&keys) {
                let links = Chosen::links::<A, B>(from, Some(keys));
                detached += C::pending(links.run_delete(conn)).await?;
            }
            Ok(detached)
        }))
    }
}

/// How many rows [`replace`](Related::replace) attached and detached; those that were and stay are in neither number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replaced {
    /// Rows that were not attached before.
    pub attached: usize,
    /// Rows that are not any more.
    pub detached: usize,
}

impl<R: Relation> Related<R> {
    /// Attaches rows, given as rows or by their keys: children get this parent, whichever they had; between rows of a `many_to_many` the
    /// links that are missing are inserted. Says how many rows were written: of children all that are given, of links those that were
    /// missing.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug)]
    /// # #[model(many_to_many(tags: Tag, through = PostTag))]
    /// # pub struct Post { pub id: i64, pub title: String }
    /// # #[derive(Model, Debug)]
    /// # pub struct Tag { pub id: i64, pub name: String }
    /// # #[derive(Model, Debug)]
    /// # #[model(primary_key(post_id, tag_id))]
    /// # pub struct PostTag {
    /// #     #[model(belongs_to(Post))] pub post_id: i64,
    /// #     #[model(belongs_to(Tag))] pub tag_id: i64,
    /// # }
    /// fn retag(post: &Post, rust: &Tag, sql: &Tag, conn: &mut AnyConnection) -> model_runtime::Result<()> {
    ///     Post::tags().attach(post, [rust, sql], conn)?;
    ///     Post::tags().detach(post, [sql], conn)?;
    ///     Post::tags().replace(post, [sql], conn)?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] if a child is not there, [`Error::Constraint`] if another row is not, and errors of the database. Nothing is
    /// changed then.
    pub fn attach<'c, C: Conn<Raw: AllOrNothing>, K: IntoFk<R::To>>(
        self,
        to: &'c impl AsRow<R::From>,
        rows: impl IntoIterator<Item = K>,
        conn: &'c mut C,
    ) -> Ret<'c, C, usize>
    where
        R::Way: Attach<C::Raw>,
    {
        let (to, keys, conn) = (to.as_row(), keys_of::<R, K>(rows), conn.raw());
        <C::Raw as Exec>::answer(async move {
            let keys = keys?;
            let mut within = conn.begin_all().await?;
            let attached = R::Way::attach(to, keys, &mut *within).await;
            <C::Raw as AllOrNothing>::end_all(within, attached).await
        })
    }

    /// Detaches rows, given as rows or by their keys: the foreign key of children becomes NULL, or they are deleted if it says
    /// `orphan = "delete"`; links of a `many_to_many` are deleted. Says how many were detached; rows that were not attached stay as
    /// they are.
    ///
    /// # Errors
    /// [`Error::Constraint`] if other rows refer to what would be deleted, and errors of the database. Nothing is changed then.
    pub fn detach<'c, C: Conn<Raw: AllOrNothing>, K: IntoFk<R::To>>(
        self,
        from: &'c impl AsRow<R::From>,
        rows: impl IntoIterator<Item = K>,
        conn: &'c mut C,
    ) -> Ret<'c, C, usize>
    where
        R::Way: Detach<C::Raw>,
    {
        let (from, keys, conn) = (from.as_row(), keys_of::<R, K>(rows), conn.raw());
        <C::Raw as Exec>::answer(async move {
            let keys = keys?;
            let mut within = conn.begin_all().await?;
            let detached = R::Way::detach(from, keys, &mut *within).await;
            <C::Raw as AllOrNothing>::end_all(within, detached).await
        })
    }

    /// Makes these rows, given as rows or by their keys, all that there are: the others are [detached](Related::detach), and those
    /// that were not are [attached](Related::attach).
    ///
    /// # Errors
    /// As [`attach`](Related::attach) and [`detach`](Related::detach). Nothing is changed then.
    pub fn replace<'c, C: Conn<Raw: AllOrNothing>, K: IntoFk<R::To>>(
        self,
        of: &'c impl AsRow<R::From>,
        rows: impl IntoIterator<Item = K>,
        conn: &'c mut C,
    ) -> Ret<'c, C, Replaced>
    where
        R::Way: Attach<C::Raw> + Detach<C::Raw>,
    {
        let (of, keys, conn) = (of.as_row(), keys_of::<R, K>(rows), conn.raw());
        <C::Raw as Exec>::answer(async move {
            let keys = keys?;
            let mut within = conn.begin_all().await?;
            let replaced = replace::<_, R::Way>(of, keys, &mut *within).await;
            <C::Raw as AllOrNothing>::end_all(within, replaced).await
        })
    }

    /// Inserts rows as related rows of one that is there: children get its key, and a `many_to_many` is given its links. They may have
    /// related rows of their own, as in [`with`](crate::NewVerbs::with).
    ///
    /// # Errors
    /// As [`Graph::insert`](super::Graph::insert).
    pub fn insert_for<'c, C: Conn<Raw: AllOrNothing>, A>(
        self,
        row: &'c impl AsRow<R::From>,
        rows: A,
        conn: &'c mut C,
    ) -> Ret<'c, C, Held<R, RowOf<SproutOf<R, A>>>>
    where
        R: Relation<
            Holds: Takes<A, R::To> + Holds<Of<RowOf<SproutOf<R, A>>>: Send + Sync, Slot<RowOf<SproutOf<R, A>>>: Send>,
        >,
        R::Way: Starts + Plants<C::Raw, SproutOf<R, A>>,
        R::From: Persist<C::Raw>,
        SproutOf<R, A>: Sprout<Model = R::To, Branches: Grow<C::Raw, R::To>>,
    {
        let (row, conn, sprouts) = (row.as_row(), conn.raw(), R::Holds::sprouts(rows));
        <C::Raw as Exec>::answer(async move {
            let mut branches = (Branch::<R, _>::new(sprouts), ());
            let mut errors = ValidationErrors::new(R::From::NAME);
            Grow::<C::Raw, R::From>::check(&mut branches, None, &mut errors);
            errors.into_result()?;
            let mut within = conn.begin_all().await?;
            let rows = inserted::<_, R, _>(branches, row, &mut *within).await;
            <C::Raw as AllOrNothing>::end_all(within, rows).await.map_err(Error::without_row)
        })
    }
}

/// A way whose rows at the end come after that at the start.
#[diagnostic::on_unimplemented(
    message = "rows cannot be inserted for this relation: it leads to the parent of a row, which comes first",
    label = "the row has its parent already",
    note = "insert the parent, then give it to the row: `post.user_id = user.id`, `post.save(conn)`"
)]
pub trait Starts: Way {}
impl<F: Reference> Starts for Down<F> {}
impl<A, B> Starts for Across<A, B> where Self: Way {}

async fn inserted<C: AllOrNothing, R, S>(
    branches: (Branch<R, S>, ()),
    row: &R::From,
    conn: &mut C,
) -> Result<Held<R, RowOf<S>>>
where
    R: Relation<From: Persist<C>, Way: Plants<C, S>, Holds: Holds<Of<RowOf<S>>: Send + Sync, Slot<RowOf<S>>: Send>>,
    S: Sprout<Model = R::To, Branches: Grow<C, R::To>>,
{
    let between = Grow::<C, R::From>::before(vec![branches], &mut [], conn).await?;
    let loaded = <(Branch<R, S>, ()) as Grow<C, R::From>>::after(between, std::slice::from_ref(row), conn).await?;
    match loaded.into_iter().next() {
        Some(loaded) => Ok(loaded.into_parts().0),
        None => held::<R, _>(Vec::new()),
    }
}

async fn replace<C: Exec, W: Attach<C> + Detach<C>>(
    of: &W::From,
    keys: Vec<KeyTo<W>>,
    conn: &mut C,
) -> Result<Replaced> {
    let before: HashSet<_> = W::attached(of, conn).await?.into_iter().collect();
    let after: HashSet<_> = keys.iter().cloned().collect();
    let detached = before.iter().filter(|key| !after.contains(key)).cloned().collect();
    let detached = W::detach(of, detached, conn).await?;
    let attached = keys.into_iter().filter(|key| !before.contains(key)).collect();
    let attached = W::attach(of, attached, conn).await?;
    Ok(Replaced { attached, detached })
}

/// The keys of rows, each once.
fn keys_of<R: Relation, K: IntoFk<R::To>>(rows: impl IntoIterator<Item = K>) -> Result<Vec<<R::To as Model>::Key>> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for row in rows {
        let Some(key) = row.into_fk().into_key() else {
            let mut errors = ValidationErrors::new(R::From::NAME);
            errors.add(R::NAME, "key", format!("the key of a `{}` is not known", R::To::NAME));
            return Err(Error::Validation(Box::new(errors)));
        };
        if seen.insert(key.clone()) {
            keys.push(key);
        }
    }
    Ok(keys)
}

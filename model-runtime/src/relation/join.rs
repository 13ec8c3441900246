//! Joins of queries along relations.

use diesel::associations::HasTable;
use diesel::internal::table_macro::{Inner, LeftOuter};
use diesel::query_dsl::InternalJoinDsl;

use super::{Across, Down, On, Reference, Related, Relation, TableOf, Up, Way, WithFrom};
use crate::model::Model;
use crate::query::Query;

/// A way by which the query `Q` can be joined to other tables; `Kind` is Diesel's.
#[diagnostic::on_unimplemented(
    message = "this query cannot be joined along this relation",
    label = "these tables cannot stand in this query together",
    note = "list both models in one `schema! {{ .. }}`, and join before `limit`, `group_by` and the like",
    note = "a table is joined to itself by its alias, as in `comments::table.inner_join(Comment::parent_alias())`"
)]
pub trait JoinAlong<Q, Kind> {
    /// The query with the tables.
    type Output;

    /// Joins the tables.
    fn join(query: Q) -> Self::Output;
}

#[diagnostic::do_not_recommend]
impl<F, Q, Kind> JoinAlong<Q, Kind> for Up<F>
where
    F: Reference,
    Kind: Default,
    Q: InternalJoinDsl<TableOf<F::Parent>, Kind, OnKey<F>>,
{
    type Output = Q::Output;

    fn join(query: Q) -> Self::Output {
        query.join(F::Parent::table(), Kind::default(), On::of::<F>())
    }
}

#[diagnostic::do_not_recommend]
impl<F, Q, Kind> JoinAlong<Q, Kind> for Down<F>
where
    F: Reference,
    Kind: Default,
    Q: InternalJoinDsl<TableOf<F::Child>, Kind, OnKey<F>>,
{
    type Output = Q::Output;

    fn join(query: Q) -> Self::Output {
        query.join(F::Child::table(), Kind::default(), On::of::<F>())
    }
}

#[diagnostic::do_not_recommend]
impl<A, B, Q, Kind> JoinAlong<Q, Kind> for Across<A, B>
where
    A: Reference,
    B: Reference<Child = A::Child>,
    Kind: Default,
    Q: InternalJoinDsl<TableOf<A::Child>, Kind, OnKey<A>, Output: InternalJoinDsl<TableOf<B::Parent>, Kind, OnKey<B>>>,
{
    type Output = <Q::Output as InternalJoinDsl<TableOf<B::Parent>, Kind, OnKey<B>>>::Output;

    fn join(query: Q) -> Self::Output {
        let linked = query.join(A::Child::table(), Kind::default(), On::of::<A>());
        linked.join(B::Parent::table(), Kind::default(), On::of::<B>())
    }
}

/// What a foreign key joins its two tables by.
type OnKey<F> = On<TableOf<<F as Reference>::Child>, TableOf<<F as Reference>::Parent>>;

impl<M: Model, Q> Query<M, Q> {
    /// Joins the table of related rows, so that conditions and the order can be about them too. The rows of the query are the same, but
    /// those without a related row are left out, and one with several is found as often: see [`distinct`](Query::distinct), and
    /// [`any`](Related::any), which joins nothing.
    ///
    /// ```
    /// use model_runtime::prelude::*;
    ///
    /// #[derive(Model, Debug)]
    /// #[model(has_many(posts: Post))]
    /// pub struct User { pub id: i64, pub name: String }
    ///
    /// #[derive(Model, Debug)]
    /// pub struct Post {
    ///     pub id: i64,
    ///     pub title: String,
    ///     #[model(belongs_to(User, name = "author"))]
    ///     pub user_id: i64,
    /// }
    ///
    /// schema! { pub Blog: User, Post }
    ///
    /// fn by_author(conn: &mut AnyConnection) -> model_runtime::Result<Vec<Post>> {
    ///     Post::query().join(Post::author()).order((users::name, posts::id)).all(conn)
    /// }
    /// ```
    pub fn join<R>(self, _relation: Related<R>) -> Query<M, <R::Way as JoinAlong<Q, Inner>>::Output>
    where
        R: Relation,
        Related<R>: WithFrom<M>,
        R::Way: Way + JoinAlong<Q, Inner>,
    {
        Query::new(R::Way::join(self.into_inner()))
    }

    /// Joins the table of related rows as [`join`](Query::join) does, and keeps rows that have none.
    pub fn left_join<R>(self, _relation: Related<R>) -> Query<M, <R::Way as JoinAlong<Q, LeftOuter>>::Output>
    where
        R: Relation,
        Related<R>: WithFrom<M>,
        R::Way: Way + JoinAlong<Q, LeftOuter>,
    {
        Query::new(R::Way::join(self.into_inner()))
    }
}

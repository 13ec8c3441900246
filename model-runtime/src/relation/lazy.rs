//! Related rows of rows that are there already.

use diesel::associations::HasTable;
use diesel::dsl;
use diesel::query_dsl::methods::{FilterDsl, SelectDsl};

use super::count::{Counts, SelectCounts};
use super::load::HeldWith;
use super::predicate::Belongs;
use super::select::ByOf;
use super::{AsRow, Holds, Load, Related, Relation, SelectRelated, TableOf, Tree, Way};
use crate::connection::{Conn, Exec, Ret};
use crate::error::Error;
use crate::model::{Model, Selected};
use crate::query::{Query, Run};

impl<R, P, O, L> Related<R, P, O, L>
where
    R: Relation,
    L: Tree,
{
    /// Loads the related rows of a row: a `Vec` of those of a relation to many, the parent in an [`Arc`](std::sync::Arc), an
    /// `Option` of what may be missing.
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
    /// fn titles(user: &User, conn: &mut AnyConnection) -> model_runtime::Result<Vec<String>> {
    ///     let posts = User::posts().order(posts::id).load_for(user, conn)?;
    ///     Ok(posts.into_iter().map(|post| post.title).collect())
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Eager::all`](super::Eager::all).
    pub fn load_for<'c, C: Conn>(self, row: &'c impl AsRow<R::From>, conn: &'c mut C) -> Ret<'c, C, HeldWith<R, L>>
    where
        R: Relation<Holds: Holds<Of<L::Row<R::To>>: Send + Sync, Slot<L::Row<R::To>>: Send>>,
        SelectRelated<R, P, O>: Run<C::Raw, <R::Way as Way>::Row> + Send,
        P: Send + Sync + 'c,
        O: Send + Sync + 'c,
        L: Load<C::Raw, R::To> + 'c,
    {
        let (row, conn) = (row.as_row(), conn.raw());
        <C::Raw as Exec>::answer(async move {
            let held = self.hold(&[row], conn).await?.pop();
            held.ok_or_else(|| Error::not_found(R::To::NAME))
        })
    }

    /// Loads the related rows of many rows, by one query; for each row, in their order.
    ///
    /// # Errors
    /// As [`Eager::all`](super::Eager::all).
    pub fn load_for_all<'c, C: Conn, T: AsRow<R::From> + 'c>(
        self,
        rows: impl IntoIterator<Item = &'c T>,
        conn: &'c mut C,
    ) -> Ret<'c, C, Vec<HeldWith<R, L>>>
    where
        R: Relation<Holds: Holds<Of<L::Row<R::To>>: Send + Sync, Slot<L::Row<R::To>>: Send>>,
        SelectRelated<R, P, O>: Run<C::Raw, <R::Way as Way>::Row> + Send,
        P: Send + Sync + 'c,
        O: Send + Sync + 'c,
        L: Load<C::Raw, R::To> + 'c,
    {
        let rows: Vec<&'c R::From> = rows.into_iter().map(AsRow::as_row).collect();
        let conn = conn.raw();
        <C::Raw as Exec>::answer(async move { self.hold(&rows, conn).await })
    }
}

impl<R: Relation, P> Related<R, P> {
    /// How many related rows a row has.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn count_for<'c, C: Conn>(self, row: &'c impl AsRow<R::From>, conn: &'c mut C) -> Ret<'c, C, i64>
    where
        SelectCounts<R, P>: Run<C::Raw, (<ByOf<R> as Model>::Key, i64)> + Send,
        P: Send + Sync + 'c,
    {
        let (row, conn) = (row.as_row(), conn.raw());
        <C::Raw as Exec>::answer(async move {
            let counts = Counts::of(self).count(&[row], conn).await?;
            Ok(counts.first().copied().unwrap_or_default())
        })
    }

    /// How many related rows each of many rows has, by one query; in the order of the rows.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn count_for_all<'c, C: Conn, T: AsRow<R::From> + 'c>(
        self,
        rows: impl IntoIterator<Item = &'c T>,
        conn: &'c mut C,
    ) -> Ret<'c, C, Vec<i64>>
    where
        SelectCounts<R, P>: Run<C::Raw, (<ByOf<R> as Model>::Key, i64)> + Send,
        P: Send + Sync + 'c,
    {
        let rows: Vec<&'c R::From> = rows.into_iter().map(AsRow::as_row).collect();
        let conn = conn.raw();
        <C::Raw as Exec>::answer(async move { Counts::of(self).count(&rows, conn).await })
    }
}

impl<R: Relation> Related<R> {
    /// The query of the rows that are related to a row, to refine: it counts, pages, changes and deletes as any other.
    pub fn query_for<Q>(self, row: &impl AsRow<R::From>) -> Query<R::To, dsl::Filter<Q, Belongs<R>>>
    where
        TableOf<R::To>: SelectDsl<<R::To as Selected>::Columns, Output = Q>,
        Q: FilterDsl<Belongs<R>>,
    {
        let all = SelectDsl::select(<R::To as HasTable>::table(), R::To::columns());
        Query::new(FilterDsl::filter(all, Self::of(row.as_row())))
    }
}

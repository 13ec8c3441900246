//! A query that loads related rows with its rows.

use diesel::expression::Expression;
use diesel::query_dsl::methods as dsl;
use diesel::query_source::Table;

use super::count::Counts;
use super::{Load, Related, Relation, TableOf, WithFrom};
use crate::connection::{Conn, Exec, Ret};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::{Chunks, Inspect, Page, PageRequest, Query, Run};

/// A query `Q` for rows of `M`, and what is loaded with them: `L`.
#[derive(Debug, Clone, Copy)]
#[must_use = "a query does nothing until it is run"]
pub struct Eager<M, Q, L> {
    query: Query<M, Q>,
    with: L,
}

impl<M: Model, Q> Query<M, Q> {
    /// Loads related rows with each row: one query more for each relation, whatever the number of rows.
    ///
    /// What was loaded is in the type of the rows, and read by [`related`](super::With::related).
    pub fn with<W: WithFrom<M>>(self, related: W) -> Eager<M, Q, (W, ())> {
        Eager { query: self, with: (related, ()) }
    }

    /// Counts related rows of each row, without loading them: one query more.
    ///
    /// The number is read by [`count_of`](super::With::count_of).
    pub fn with_count<R: Relation<From = M>, P>(self, related: Related<R, P>) -> Eager<M, Q, (Counts<R, P>, ())> {
        Eager { query: self, with: (Counts::of(related), ()) }
    }
}

macro_rules! forward { ($($name:ident, $dsl:ident $(, $bound:ident)?;)*) => { $(
    #[doc = concat!("As [`Query::", stringify!($name), "`].")]
    pub fn $name<P $(: $bound)?>(self, argument: P) -> Eager<M, <Q as dsl::$dsl<P>>::Output, L>
    where
        Q: dsl::$dsl<P>,
    {
        Eager { query: self.query.$name(argument), with: self.with }
    }
)* } }

impl<M: Model, Q, L> Eager<M, Q, L> {
    /// The query, and what is loaded with its rows.
    pub(crate) fn into_parts(self) -> (Query<M, Q>, L) {
        (self.query, self.with)
    }

    /// Loads further related rows with each row.
    pub fn with<W: WithFrom<M>>(self, related: W) -> Eager<M, Q, (W, L)> {
        Eager { query: self.query, with: (related, self.with) }
    }

    /// Counts further related rows of each row.
    pub fn with_count<R: Relation<From = M>, P>(self, related: Related<R, P>) -> Eager<M, Q, (Counts<R, P>, L)> {
        Eager { query: self.query, with: (Counts::of(related), self.with) }
    }

    /// Changes the Diesel query, as [`Query::map`].
    pub fn map<N>(self, change: impl FnOnce(Q) -> N) -> Eager<M, N, L> {
        Eager { query: self.query.map(change), with: self.with }
    }

    forward! {
        filter, FilterDsl;
        or_filter, OrFilterDsl;
        order, OrderDsl, Expression;
        then_order_by, ThenOrderDsl, Expression;
    }

    /// As [`Query::limit`].
    pub fn limit(self, rows: i64) -> Eager<M, <Q as dsl::LimitDsl>::Output, L>
    where
        Q: dsl::LimitDsl,
    {
        Eager { query: self.query.limit(rows), with: self.with }
    }

    /// As [`Query::offset`].
    pub fn offset(self, rows: i64) -> Eager<M, <Q as dsl::OffsetDsl>::Output, L>
    where
        Q: dsl::OffsetDsl,
    {
        Eager { query: self.query.offset(rows), with: self.with }
    }

    /// Every row. The queries of the related rows follow that of the rows: where they have to be of one moment, run them in
    /// [`atomic_read`](crate::database::Atomic::atomic_read) at an isolation level that promises that.
    ///
    /// # Errors
    /// As [`Query::all`]; [`Error::NotFound`] if a row refers to a parent that is not there, [`Error::MultipleFound`] if a
    /// `has_one` finds several.
    pub fn all<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, Vec<L::Row<M>>>
    where
        Q: Run<C::Raw, M> + Send + 'c,
        L: Load<C::Raw, M> + 'c,
    {
        let conn = conn.raw();
        <C::Raw as Exec>::answer(async move {
            let rows = <C::Raw as Exec>::pending(self.query.into_inner().run_all(Some(M::NAME), conn)).await?;
            joined(rows, self.with, conn).await
        })
    }

    /// The first row, if there is any. A limit given before is replaced.
    ///
    /// # Errors
    /// As [`all`](Eager::all).
    pub fn first<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, Option<L::Row<M>>>
    where
        Q: dsl::LimitDsl,
        <Q as dsl::LimitDsl>::Output: Run<C::Raw, M> + Send + 'c,
        L: Load<C::Raw, M> + 'c,
    {
        let (query, with, conn) = (self.query.limit(1).into_inner(), self.with, conn.raw());
        <C::Raw as Exec>::answer(async move {
            let row = <C::Raw as Exec>::pending(query.run_first(Some(M::NAME), conn)).await?;
            Ok(joined(row.into_iter().collect(), with, conn).await?.pop())
        })
    }

    /// The only row. A limit given before is replaced.
    ///
    /// # Errors
    /// As [`Query::one`] and [`all`](Eager::all).
    pub fn one<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, L::Row<M>>
    where
        Q: dsl::LimitDsl,
        <Q as dsl::LimitDsl>::Output: Run<C::Raw, M> + Send + 'c,
        L: Load<C::Raw, M> + 'c,
    {
        let row = <C::Raw as Exec>::pending(self.one_or_none(conn));
        <C::Raw as Exec>::answer(async move { row.await?.ok_or_else(|| Error::not_found(M::NAME)) })
    }

    /// The only row, or nothing. A limit given before is replaced.
    ///
    /// # Errors
    /// As [`Query::one_or_none`] and [`all`](Eager::all).
    pub fn one_or_none<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, Option<L::Row<M>>>
    where
        Q: dsl::LimitDsl,
        <Q as dsl::LimitDsl>::Output: Run<C::Raw, M> + Send + 'c,
        L: Load<C::Raw, M> + 'c,
    {
        let (query, with, conn) = (self.query.limit(2).into_inner(), self.with, conn.raw());
        <C::Raw as Exec>::answer(async move {
            let row = <C::Raw as Exec>::pending(query.run_one_or_none(Some(M::NAME), conn)).await?;
            Ok(joined(row.into_iter().collect(), with, conn).await?.pop())
        })
    }

    /// One page of the rows, and how many there are in all: see [`Query::page`].
    ///
    /// # Errors
    /// As [`all`](Eager::all).
    pub fn page<'c, C: Conn>(self, request: PageRequest, conn: &'c mut C) -> Ret<'c, C, Page<L::Row<M>>>
    where
        Q: dsl::ThenOrderDsl<<TableOf<M> as Table>::PrimaryKey>,
        <Q as dsl::ThenOrderDsl<<TableOf<M> as Table>::PrimaryKey>>::Output: Inspect<C::Raw, M> + Send + 'c,
        L: Load<C::Raw, M> + 'c,
    {
        let (query, with, conn) = (self.query.into_inner(), self.with, conn.raw());
        let query = dsl::ThenOrderDsl::then_order_by(query, M::table().primary_key());
        <C::Raw as Exec>::answer(async move {
            let page = <C::Raw as Exec>::pending(query.run_page(request, conn)).await?;
            let Page { items, total, page, page_size } = page;
            Ok(Page { items: joined(items, with, conn).await?, total, page, page_size })
        })
    }

    /// The rows, so many at a time, each chunk with its related rows: see [`Query::chunks`].
    pub fn chunks(self, size: u32) -> EagerChunks<M, Q, L> {
        EagerChunks { chunks: self.query.chunks(size), with: self.with }
    }
}

/// The chunks of a query that loads related rows: see [`Eager::chunks`].
#[derive(Debug)]
pub struct EagerChunks<M: Model, Q, L> {
    chunks: Chunks<M, Q>,
    with: L,
}

impl<M: Model, Q, L> EagerChunks<M, Q, L> {
    /// The next rows; `None` when there are no more.
    ///
    /// # Errors
    /// As [`Chunks::next`] and [`Eager::all`].
    pub fn next<'c, C: Conn>(&'c mut self, conn: &'c mut C) -> Ret<'c, C, Option<Vec<L::Row<M>>>>
    where
        Q: Inspect<C::Raw, M> + Send,
        L: Load<C::Raw, M> + Clone,
    {
        let conn = conn.raw();
        <C::Raw as Exec>::answer(async move {
            let rows = <C::Raw as Exec>::pending(Q::run_chunk(&mut self.chunks, conn)).await?;
            match rows {
                Some(rows) => joined(rows, self.with.clone(), conn).await.map(Some),
                None => Ok(None),
            }
        })
    }
}

/// Rows with what is loaded with them.
async fn joined<C: Exec, M: Model, L: Load<C, M>>(rows: Vec<M>, with: L, conn: &mut C) -> Result<Vec<L::Row<M>>> {
    let references: Vec<&M> = rows.iter().collect();
    let loaded = with.load(&references, conn).await?;
    drop(references);
    Ok(rows.into_iter().zip(loaded).map(|(row, loaded)| L::join(row, loaded)).collect())
}

//! Queries that know which model they load; plain Diesel inside.

mod maybe;
mod page;
mod run;
#[cfg(feature = "async")]
mod stream;
mod verbs;

pub use maybe::{Maybe, maybe};
pub use page::{Page, PageRequest};
pub use run::{Change, Execute, Inspect, Run};
#[cfg(feature = "async")]
pub use stream::{Rows, RunStream};
pub use verbs::QueryVerbs;

use std::marker::PhantomData;

use diesel::associations::HasTable;
use diesel::expression::Expression;
use diesel::query_dsl::methods as dsl;
use diesel::query_source::Table;

use crate::connection::{Conn, Exec};
use crate::model::{Model, Selected};
use crate::write::Writable;

/// A Diesel query `Q` that loads rows of the model `M`.
///
/// It forwards Diesel's DSL; [`map`](Query::map) reaches the rest of it.
///
/// ```
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, pub name: String }
///
/// fn named(name: &str, conn: &mut AnyConnection) -> model_runtime::Result<Vec<User>> {
///     User::query().filter(users::name.eq(name)).order(users::id.desc()).limit(10).all(conn)
/// }
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "a query does nothing until it is run"]
pub struct Query<M, Q> {
    inner: Q,
    model: PhantomData<fn() -> M>,
}

/// The query of all rows of `M`.
pub type All<M> = diesel::dsl::Select<<M as HasTable>::Table, <M as Selected>::Columns>;

/// The columns of the primary key of `M`.
type KeyOf<M> = <<M as HasTable>::Table as Table>::PrimaryKey;

macro_rules! forward { ($( $(#[$doc:meta])* $name:ident, $dsl:ident; )*) => { $(
    $(#[$doc])*
    pub fn $name<P>(self, argument: P) -> Query<M, <Q as dsl::$dsl<P>>::Output>
    where
        Q: dsl::$dsl<P>,
    {
        Query::new(<Q as dsl::$dsl<P>>::$name(self.inner, argument))
    }
)* } }

macro_rules! forward_order { ($( $(#[$doc:meta])* $name:ident, $dsl:ident; )*) => { $(
    $(#[$doc])*
    pub fn $name<E: Expression>(self, expression: E) -> Query<M, <Q as dsl::$dsl<E>>::Output>
    where
        Q: dsl::$dsl<E>,
    {
        Query::new(<Q as dsl::$dsl<E>>::$name(self.inner, expression))
    }
)* } }

impl<M, Q> Query<M, Q> {
    /// Wraps a Diesel query that selects all columns of `M`.
    pub const fn new(inner: Q) -> Self {
        Self { inner, model: PhantomData }
    }

    /// The Diesel query.
    pub fn into_inner(self) -> Q {
        self.inner
    }

    /// Changes the Diesel query by any of Diesel's methods, such as joins.
    ///
    /// The query has to go on selecting the columns of `M`.
    pub fn map<R>(self, change: impl FnOnce(Q) -> R) -> Query<M, R> {
        Query::new(change(self.inner))
    }

    forward! {
        /// Adds a condition, with AND.
        filter, FilterDsl;
        /// Adds a condition, with OR.
        or_filter, OrFilterDsl;
    }

    forward_order! {
        /// Orders the rows, in place of any order given before.
        order, OrderDsl;
        /// Orders rows further that are equal so far.
        then_order_by, ThenOrderDsl;
    }

    /// Adds a condition if there is one.
    pub fn filter_some<P>(self, condition: Option<P>) -> Query<M, <Q as dsl::FilterDsl<Maybe<P>>>::Output>
    where
        Q: dsl::FilterDsl<Maybe<P>>,
    {
        Query::new(dsl::FilterDsl::filter(self.inner, maybe(condition)))
    }

    /// Takes at most so many rows.
    pub fn limit(self, rows: i64) -> Query<M, <Q as dsl::LimitDsl>::Output>
    where
        Q: dsl::LimitDsl,
    {
        Query::new(dsl::LimitDsl::limit(self.inner, rows))
    }

    /// Leaves out so many rows first.
    pub fn offset(self, rows: i64) -> Query<M, <Q as dsl::OffsetDsl>::Output>
    where
        Q: dsl::OffsetDsl,
    {
        Query::new(dsl::OffsetDsl::offset(self.inner, rows))
    }

    /// Leaves out rows that are the same as another.
    pub fn distinct(self) -> Query<M, <Q as dsl::DistinctDsl>::Output>
    where
        Q: dsl::DistinctDsl,
    {
        Query::new(dsl::DistinctDsl::distinct(self.inner))
    }
}

impl<M: Model, Q> Query<M, Q> {
    /// Every row.
    ///
    /// # Errors
    /// [`Error::Decode`](crate::Error::Decode) if a value does not fit its field, and errors of the database.
    pub fn all<'c, C: Conn>(self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, Vec<M>>
    where
        Q: Run<C::Raw, M> + 'c,
    {
        self.inner.run_all(Some(M::NAME), conn.raw())
    }

    /// The first row, if there is any. A limit given before is replaced.
    ///
    /// # Errors
    /// As [`all`](Query::all).
    pub fn first<'c, C: Conn>(self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, Option<M>>
    where
        Q: dsl::LimitDsl,
        <Q as dsl::LimitDsl>::Output: Run<C::Raw, M> + 'c,
    {
        dsl::LimitDsl::limit(self.inner, 1).run_first(Some(M::NAME), conn.raw())
    }

    /// The only row. A limit given before is replaced: of several rows none is the only one.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if there is none, [`Error::MultipleFound`](crate::Error::MultipleFound)
    /// if there are several; both name the model. Otherwise as [`all`](Query::all).
    pub fn one<'c, C: Conn>(self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, M>
    where
        Q: dsl::LimitDsl,
        <Q as dsl::LimitDsl>::Output: Run<C::Raw, M> + 'c,
    {
        dsl::LimitDsl::limit(self.inner, 2).run_one(Some(M::NAME), conn.raw())
    }

    /// The only row, or nothing. A limit given before is replaced.
    ///
    /// # Errors
    /// [`Error::MultipleFound`](crate::Error::MultipleFound) if there are several. Otherwise as [`all`](Query::all).
    pub fn one_or_none<'c, C: Conn>(self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, Option<M>>
    where
        Q: dsl::LimitDsl,
        <Q as dsl::LimitDsl>::Output: Run<C::Raw, M> + 'c,
    {
        dsl::LimitDsl::limit(self.inner, 2).run_one_or_none(Some(M::NAME), conn.raw())
    }

    /// One page of the rows, and how many there are in all.
    ///
    /// Rows that the query's order leaves equal are in the order of their keys, so that no row is on two pages.
    ///
    /// # Errors
    /// As [`all`](Query::all).
    pub fn page<'c, C: Conn>(self, request: PageRequest, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, Page<M>>
    where
        Q: dsl::ThenOrderDsl<KeyOf<M>>,
        <Q as dsl::ThenOrderDsl<KeyOf<M>>>::Output: Inspect<C::Raw, M> + 'c,
    {
        let key = M::table().primary_key();
        dsl::ThenOrderDsl::then_order_by(self.inner, key).run_page(request, conn.raw())
    }

    /// The rows one after the other, as they arrive: any number of them in bounded memory, on asynchronous connections.
    ///
    /// On SQLite, whose client is not asynchronous, the rows are read first and held in memory: there,
    /// [`chunks`](Query::chunks) bounds it.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug)]
    /// # pub struct User { pub id: i64, pub name: String }
    /// async fn walk(conn: &mut model_runtime::database::AsyncAnyConnection) -> model_runtime::Result<()> {
    ///     let mut users = User::query().stream(conn).await?;
    ///     while let Some(user) = users.next().await? {
    ///         println!("{}", user.name);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`all`](Query::all).
    #[cfg(feature = "async")]
    pub fn stream<'c, C: Conn>(self, conn: &'c mut C) -> crate::connection::BoxFuture<'c, crate::Result<Rows<'c, M>>>
    where
        Q: RunStream<C::Raw, M> + 'c,
        M: 'c,
    {
        self.inner.run_stream(Some(M::NAME), conn.raw())
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn count<'c, C: Conn>(self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, i64>
    where
        Q: Inspect<C::Raw, M> + 'c,
    {
        self.inner.run_count(conn.raw())
    }

    /// Whether there is any row.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn exists<'c, C: Conn>(self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, bool>
    where
        Q: Inspect<C::Raw, M> + 'c,
    {
        self.inner.run_exists(conn.raw())
    }

    /// Changes every row; says how many.
    ///
    /// One statement, whatever the number of rows: values are validated, the time of update and the version of each row
    /// move on. An empty patch changes nothing.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation), [`Error::Constraint`](crate::Error::Constraint), and errors of the
    /// database.
    pub fn patch_all<'c, C: Conn>(self, patch: M::Patch, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, usize>
    where
        M: Writable,
        Q: Change<C::Raw, M> + 'c,
    {
        self.inner.run_patch(patch, conn.raw())
    }

    /// Deletes every row; says how many.
    ///
    /// # Errors
    /// [`Error::Constraint`](crate::Error::Constraint) if another row refers to one of them, and errors of the database.
    pub fn delete_all<'c, C: Conn>(self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, usize>
    where
        M: Writable,
        Q: Change<C::Raw, M> + 'c,
    {
        self.inner.run_delete(conn.raw())
    }

    /// The rows, so many at a time, in the order of their keys (any other order of the query is ignored).
    ///
    /// Each chunk is a query of its own that starts after the last key of the one before, so a table of any size is read in
    /// bounded memory, and the connection is free in between.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug)]
    /// # pub struct User { pub id: i64, pub name: String }
    /// fn walk(conn: &mut AnyConnection) -> model_runtime::Result<()> {
    ///     let mut chunks = User::query().chunks(1_000);
    ///     while let Some(users) = chunks.next(conn)? {
    ///         println!("{} users", users.len());
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn chunks(self, size: u32) -> Chunks<M, Q> {
        Chunks { query: self.inner, size: i64::from(size.max(1)), after: None, done: false }
    }
}

/// The chunks of a query: see [`Query::chunks`].
#[derive(Debug)]
pub struct Chunks<M: Model, Q> {
    pub(crate) query: Q,
    pub(crate) size: i64,
    pub(crate) after: Option<M::Key>,
    pub(crate) done: bool,
}

impl<M: Model, Q> Chunks<M, Q> {
    /// The next rows; `None` when there are no more.
    ///
    /// # Errors
    /// As [`Query::all`]; the same chunk can be asked for again.
    pub fn next<'c, C: Conn>(&'c mut self, conn: &'c mut C) -> <C::Raw as Exec>::Ret<'c, Option<Vec<M>>>
    where
        Q: Inspect<C::Raw, M>,
    {
        Q::run_chunk(self, conn.raw())
    }
}

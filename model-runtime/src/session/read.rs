//! Reading through the identity map: a row that is known is not read over.

use diesel::query_dsl::methods::LimitDsl;

use super::{Handle, Session};
use crate::connection::{Conn, Exec, Ret};
use crate::database::Transactional;
use crate::error::{Error, Result};
use crate::model::{Model, Tracks};
use crate::query::{Inspect, Query, Run};
use crate::write::Persist;

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// The row with this key, if there is one. Nothing is sent for a row that the session has.
    ///
    /// What has changed is written first if anything has to be asked, as for every query.
    ///
    /// # Errors
    /// As [`flush`](Session::flush) and [`Query::all`].
    pub fn get<M>(&mut self, key: impl Into<M::Key>) -> Ret<'_, G, Option<Handle<M>>>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
    {
        let key = key.into();
        <G::Raw as Exec>::answer(async move {
            if let Some(slot) = self.known::<M>(&key) {
                return Ok(Some(slot));
            }
            self.ready().await?;
            if let Some(slot) = self.known::<M>(&key) {
                return Ok(Some(slot));
            }
            let row = <G::Raw as Exec>::pending(M::get_key(key, self.conn.raw())).await?;
            Ok(row.map(|row| self.keep(row)))
        })
    }

    /// The row with this key.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none; otherwise as [`get`](Session::get).
    pub fn find<M>(&mut self, key: impl Into<M::Key>) -> Ret<'_, G, Handle<M>>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
    {
        let found = <G::Raw as Exec>::pending(self.get::<M>(key));
        <G::Raw as Exec>::answer(async move { found.await?.ok_or(Error::NotFound { model: M::NAME, row: None }) })
    }

    /// Every row of a query. Rows that the session has already stay as they are here.
    ///
    /// # Errors
    /// As [`flush`](Session::flush) and [`Query::all`].
    pub fn all<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, Vec<Handle<M>>>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
        Q: Run<G::Raw, M> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            let rows = <G::Raw as Exec>::pending(query.into_inner().run_all(Some(M::NAME), self.conn.raw())).await?;
            Ok(rows.into_iter().map(|row| self.keep(row)).collect())
        })
    }

    /// The first row of a query, if there is any.
    ///
    /// # Errors
    /// As [`all`](Session::all).
    pub fn first<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, Option<Handle<M>>>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
        Q: LimitDsl<Output: Run<G::Raw, M> + Send + 'c> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            let query = query.limit(1).into_inner();
            let row = <G::Raw as Exec>::pending(query.run_first(Some(M::NAME), self.conn.raw())).await?;
            Ok(row.map(|row| self.keep(row)))
        })
    }

    /// The only row of a query.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none, [`Error::MultipleFound`] if there are several. Otherwise as [`all`](Session::all).
    pub fn one<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, Handle<M>>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
        Q: LimitDsl<Output: Run<G::Raw, M> + Send + 'c> + Send + 'c,
    {
        let row = <G::Raw as Exec>::pending(self.one_or_none(query));
        <G::Raw as Exec>::answer(async move { row.await?.ok_or(Error::NotFound { model: M::NAME, row: None }) })
    }

    /// The only row of a query, or nothing.
    ///
    /// # Errors
    /// [`Error::MultipleFound`] if there are several. Otherwise as [`all`](Session::all).
    pub fn one_or_none<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, Option<Handle<M>>>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
        Q: LimitDsl<Output: Run<G::Raw, M> + Send + 'c> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            let query = query.limit(2).into_inner();
            let row = <G::Raw as Exec>::pending(query.run_one_or_none(Some(M::NAME), self.conn.raw())).await?;
            Ok(row.map(|row| self.keep(row)))
        })
    }

    /// How many rows a query has.
    ///
    /// # Errors
    /// As [`all`](Session::all).
    pub fn count<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, i64>
    where
        M: Model,
        Q: Inspect<G::Raw, M> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            <G::Raw as Exec>::pending(query.into_inner().run_count(self.conn.raw())).await
        })
    }

    /// Whether a query has any row.
    ///
    /// # Errors
    /// As [`all`](Session::all).
    pub fn exists<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, bool>
    where
        M: Model,
        Q: Inspect<G::Raw, M> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            <G::Raw as Exec>::pending(query.into_inner().run_exists(self.conn.raw())).await
        })
    }

    /// Writes what has changed, so that the query sees it, and begins the transaction.
    async fn ready(&mut self) -> Result<()> {
        self.flushed().await?;
        self.begin().await
    }

    /// The row with a key, if the session has it and it is not to be deleted.
    fn known<M: Model>(&self, key: &M::Key) -> Option<Handle<M>> {
        let slot = self.rows::<M>()?.find(key)?;
        let row = Handle::new(self.number, slot);
        self.row(row).is_ok().then_some(row)
    }

    /// Keeps a row of the database.
    fn keep<M>(&mut self, row: M) -> Handle<M>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
    {
        let slot = self.rows_mut::<M>().attach(row);
        Handle::new(self.number, slot)
    }
}

//! Reading through the identity map: a row that is known is not read over.

use diesel::query_dsl::methods::{LimitDsl, ThenOrderDsl};
use diesel::query_source::Table;

use super::eager::{Selects, read};
use super::track::Track;
use super::{Handle, Session};
use crate::connection::{Conn, Exec, Ret};
use crate::database::Transactional;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::{Inspect, Page, PageRequest, Query, Run};

/// The columns of the primary key of `M`.
type KeyOf<M> = <<M as diesel::associations::HasTable>::Table as Table>::PrimaryKey;

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// The row with this key, if there is one. Nothing is sent for a row that the session has, unless it was [expired](Session::expire).
    ///
    /// What has changed is written first if anything has to be asked, as for every query.
    ///
    /// # Errors
    /// As [`flush`](Session::flush) and [`Query::all`].
    pub fn get<M: Track<G::Raw>>(&mut self, key: impl Into<M::Key>) -> Ret<'_, G, Option<Handle<M>>> {
        let key = key.into();
        <G::Raw as Exec>::answer(async move {
            if let Some(known) = self.known::<M>(&key) {
                return Ok(known);
            }
            self.ready().await?;
            if let Some(known) = self.known::<M>(&key) {
                return Ok(known);
            }
            let row = <G::Raw as Exec>::pending(M::get_key(key.clone(), self.conn.raw())).await?;
            let rows = self.memory.rows_mut::<M>();
            let slot = match row {
                Some(row) => Some(rows.keep(row)),
                None => {
                    // Where it was known and is not there any more, others have deleted it.
                    if let Some(gone) = rows.find(&key) {
                        rows.cascaded(gone);
                        rows.gone.clear();
                    }
                    None
                }
            };
            Ok(slot.map(|slot| self.memory.handle(slot)))
        })
    }

    /// The row with this key.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none; otherwise as [`get`](Session::get).
    pub fn find<M: Track<G::Raw>>(&mut self, key: impl Into<M::Key>) -> Ret<'_, G, Handle<M>> {
        let found = <G::Raw as Exec>::pending(self.get::<M>(key));
        <G::Raw as Exec>::answer(async move { found.await?.ok_or_else(|| Error::not_found(M::NAME)) })
    }

    /// Every row of a query. Rows that the session has already stay as they are here; those that were [expired](Session::expire) are read
    /// anew.
    ///
    /// A query [with](Query::with) related rows reads these too, for [`related`](Session::related) and [`loaded`](Session::loaded).
    ///
    /// # Errors
    /// As [`flush`](Session::flush) and [`Query::all`].
    pub fn all<'c, S>(&'c mut self, select: S) -> Ret<'c, G, Vec<Handle<S::Model>>>
    where
        S: Selects<G::Raw, Query: Run<G::Raw, S::Model> + Send> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            let slots = read(select, &mut self.memory, self.conn.raw()).await?;
            Ok(slots.into_iter().map(|slot| self.memory.handle(slot)).collect())
        })
    }

    /// Every row of a query, as it is in the database: what was changed here and not written is thrown away.
    ///
    /// SQLAlchemy's `populate_existing`. What has changed is not written first.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn populate_existing<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, Vec<Handle<M>>>
    where
        M: Track<G::Raw>,
        Q: Run<G::Raw, M> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.begin().await?;
            let found = <G::Raw as Exec>::pending(query.into_inner().run_all(Some(M::NAME), self.conn.raw())).await?;
            let rows = self.memory.rows_mut::<M>();
            let slots: Vec<u32> = found.into_iter().map(|row| rows.overwrite(row)).collect();
            Ok(slots.into_iter().map(|slot| self.memory.handle(slot)).collect())
        })
    }

    /// The first row of a query, if there is any.
    ///
    /// # Errors
    /// As [`all`](Session::all).
    pub fn first<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, Option<Handle<M>>>
    where
        M: Track<G::Raw>,
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
        M: Track<G::Raw>,
        Q: LimitDsl<Output: Run<G::Raw, M> + Send + 'c> + Send + 'c,
    {
        let row = <G::Raw as Exec>::pending(self.one_or_none(query));
        <G::Raw as Exec>::answer(async move { row.await?.ok_or_else(|| Error::not_found(M::NAME)) })
    }

    /// The only row of a query, or nothing.
    ///
    /// # Errors
    /// [`Error::MultipleFound`] if there are several. Otherwise as [`all`](Session::all).
    pub fn one_or_none<'c, M, Q>(&'c mut self, query: Query<M, Q>) -> Ret<'c, G, Option<Handle<M>>>
    where
        M: Track<G::Raw>,
        Q: LimitDsl<Output: Run<G::Raw, M> + Send + 'c> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            let query = query.limit(2).into_inner();
            let row = <G::Raw as Exec>::pending(query.run_one_or_none(Some(M::NAME), self.conn.raw())).await?;
            Ok(row.map(|row| self.keep(row)))
        })
    }

    /// A page of the rows of a query, as [`Query::page`].
    ///
    /// # Errors
    /// As [`all`](Session::all).
    pub fn page<'c, M, Q>(&'c mut self, query: Query<M, Q>, request: PageRequest) -> Ret<'c, G, Page<Handle<M>>>
    where
        M: Track<G::Raw>,
        Q: ThenOrderDsl<KeyOf<M>, Output: Inspect<G::Raw, M> + Send + 'c> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            let query = query.then_order_by(M::table().primary_key()).into_inner();
            let page = <G::Raw as Exec>::pending(query.run_page(request, self.conn.raw())).await?;
            Ok(page.map(|row| self.keep(row)))
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

    /// What any query of Diesel gives, after what has changed was written: tuples, sums, rows of a join. The session does not keep it.
    ///
    /// # Errors
    /// As [`flush`](Session::flush), and errors of the database.
    pub fn load<'c, T, Q>(&'c mut self, query: Q) -> Ret<'c, G, Vec<T>>
    where
        T: Send + 'c,
        Q: Run<G::Raw, T> + Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            self.ready().await?;
            <G::Raw as Exec>::pending(query.run_all(None, self.conn.raw())).await
        })
    }

    /// Writes what has changed, so that the query sees it, and begins the transaction.
    pub(super) async fn ready(&mut self) -> Result<()> {
        if self.options.flushes() {
            self.flushed().await?;
        }
        self.begin().await
    }

    /// What the session knows of the row with a key: the row, or that it is to be deleted; `None` if it has to be asked for.
    #[allow(clippy::option_option)]
    fn known<M: Model>(&self, key: &M::Key) -> Option<Option<Handle<M>>> {
        let rows = self.memory.rows::<M>()?;
        let slot = rows.find(key)?;
        let row = self.memory.handle(slot);
        (!rows.stale.is_stale(slot)).then(|| self.row(row).is_ok().then_some(row))
    }

    /// Keeps a row of the database.
    pub(super) fn keep<M: Track<G::Raw>>(&mut self, row: M) -> Handle<M> {
        let slot = self.memory.rows_mut::<M>().keep(row);
        self.memory.handle(slot)
    }
}

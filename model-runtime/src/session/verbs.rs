//! Verbs on a session: they write and read at once, and the session knows of it.
//!
//! `User::find(1, &mut session)` gives a copy of the row as the session has it; `new.insert(&mut session)` is in the transaction of the
//! session, and the row in its identity map.

use super::Session;
use super::rows::Values;
use super::track::Track;
use super::undo::Done;
use crate::connection::{Conn, Exec};
use crate::database::Transactional;
use crate::database::transaction::{log_failed, unwind};
use crate::error::Result;
use crate::model::{ColumnSet, Draft, Model};
use crate::query::{Change, Chunks, Execute, Inspect, Page, PageRequest, Query, Run};
use crate::write::{Find, Write};

/// What verbs return on a session on `G`.
pub(super) type Ret<'c, G, T> = <<G as Conn>::Raw as Exec>::Ret<'c, T>;

impl<G: Conn<Raw: Transactional> + Send> Exec for Session<G> {
    type Ret<'c, T: Send + 'c> = <G::Raw as Exec>::Ret<'c, T>;
    type Wait<'c, T: Send + 'c> = <G::Raw as Exec>::Wait<'c, T>;

    fn answer<'c, T: Send + 'c>(work: impl Future<Output = Result<T>> + Send + 'c) -> Self::Ret<'c, T> {
        <G::Raw as Exec>::answer(work)
    }

    fn pending<'c, T: Send + 'c>(result: Self::Ret<'c, T>) -> Self::Wait<'c, Result<T>> {
        <G::Raw as Exec>::pending(result)
    }

    fn ready<'c, T: Send + 'c>(answer: T) -> Self::Wait<'c, T> {
        <G::Raw as Exec>::ready(answer)
    }
}

/// A session takes verbs as a connection does.
impl<G: Conn<Raw: Transactional> + Send> Conn for Session<G> {
    type Raw = Self;

    fn raw(&mut self) -> &mut Self {
        self
    }
}

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// Before a verb writes: what has changed is written, and a savepoint keeps what was written before from being lost.
    async fn enter(&mut self) -> Result<()> {
        self.may_write()?;
        self.flushed().await?;
        self.begin().await?;
        self.is_busy = true;
        let set = self.conn.raw().begin_savepoint().await;
        set.map_err(|error| self.conn.raw().decode(error))
    }

    /// After a verb has written, or was refused.
    async fn leave<T>(&mut self, done: Result<T>) -> Result<T> {
        let depth = self.depth() + 1;
        let done = match done {
            Ok(value) => {
                let released = self.conn.raw().commit_innermost().await;
                self.memory.expire_views();
                self.has_written = true;
                released.map(|()| value).map_err(|error| self.conn.raw().decode(error))
            }
            Err(error) => {
                log_failed(unwind(self.conn.raw(), depth).await);
                Err(error)
            }
        };
        self.is_busy = false;
        done
    }

    /// A verb has written rows, which are now as these.
    fn wrote<M: Track<G::Raw>>(&mut self, written: &[M]) {
        let rows = self.memory.rows_mut::<M>();
        for row in written {
            match rows.find(&row.key()) {
                Some(slot) => rows.done.insert(slot, Done::Updated(row.clone())),
                None => {
                    let slot = rows.add_values(Values::Row(row.clone()));
                    rows.done.insert(slot, Done::Inserted(row.clone()))
                }
            };
        }
        self.memory.apply();
    }

    /// A verb has written rows; what they are now, it does not tell.
    fn expired<M: Track<G::Raw>>(&mut self, keys: impl IntoIterator<Item = M::Key>) {
        let rows = self.memory.rows_mut::<M>();
        for key in keys {
            if let Some(slot) = rows.find(&key) {
                rows.stale.expired(slot);
            }
        }
    }

    /// A verb has deleted rows.
    fn unmade<M: Track<G::Raw>>(&mut self, keys: &[M::Key]) {
        let rows = self.memory.rows_mut::<M>();
        for slot in keys.iter().filter_map(|key| rows.find(key)).collect::<Vec<_>>() {
            rows.done.insert(slot, Done::Deleted);
        }
        self.memory.apply();
    }

    /// A copy of a row that was read, as the session has it.
    pub(super) fn copied<M: Track<G::Raw>>(&mut self, row: M) -> Option<M> {
        let row = self.keep(row);
        self.row(row).ok().cloned()
    }
}

/// Runs a verb that writes on the connection, within the session's transaction.
macro_rules! write {
    ($session:ident, $conn:ident => $verb:expr, $done:ident => $then:expr) => {
        <G::Raw as Exec>::answer(async move {
            $session.enter().await?;
            let done = {
                let $conn = $session.conn.raw();
                <G::Raw as Exec>::pending($verb).await
            };
            let $done = $session.leave(done).await?;
            $then;
            Ok($done)
        })
    };
}

#[diagnostic::do_not_recommend]
impl<G: Conn<Raw: Transactional> + Send, M: Track<G::Raw>> Find<Session<G>> for M {
    fn get_key<'c>(key: M::Key, session: &'c mut Session<G>) -> Ret<'c, G, Option<M>> {
        <G::Raw as Exec>::answer(async move {
            let found = <G::Raw as Exec>::pending(session.get::<M>(key)).await?;
            found.map(|row| session.row(row).cloned()).transpose()
        })
    }

    fn find_key<'c>(key: M::Key, session: &'c mut Session<G>) -> Ret<'c, G, M> {
        <G::Raw as Exec>::answer(async move {
            let found = <G::Raw as Exec>::pending(session.find::<M>(key)).await?;
            session.row(found).cloned()
        })
    }

    fn find_keys<'c>(keys: Vec<M::Key>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<M>> {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            let found = <G::Raw as Exec>::pending(M::find_keys(keys, session.conn.raw())).await?;
            Ok(found.into_iter().filter_map(|row| session.copied(row)).collect())
        })
    }

    fn reload_row<'c>(row: &'c mut M, session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            <G::Raw as Exec>::pending(M::reload_row(row, session.conn.raw())).await?;
            session.memory.rows_mut::<M>().overwrite(row.clone());
            Ok(())
        })
    }
}

#[diagnostic::do_not_recommend]
impl<G: Conn<Raw: Transactional> + Send, M: Track<G::Raw>> Write<Session<G>> for M {
    fn insert_one<'c>(new: Draft<M>, session: &'c mut Session<G>) -> Ret<'c, G, M> {
        write!(session, conn => M::insert_one(new, conn), row => session.wrote(std::slice::from_ref(&row)))
    }

    fn insert_batch<'c>(news: Vec<Draft<M>>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<M>> {
        write!(session, conn => M::insert_batch(news, conn), rows => session.wrote(&rows))
    }

    fn insert_complete<'c>(news: Vec<Draft<M>>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<M>> {
        write!(session, conn => M::insert_complete(news, conn), rows => session.wrote(&rows))
    }

    fn insert_unchecked<'c>(new: Draft<M>, session: &'c mut Session<G>) -> Ret<'c, G, M> {
        write!(session, conn => M::insert_unchecked(new, conn), row => session.wrote(std::slice::from_ref(&row)))
    }

    fn insert_whole<'c>(rows: Vec<M>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<M>> {
        write!(session, conn => M::insert_whole(rows, conn), rows => session.wrote(&rows))
    }

    fn upsert_one<'c>(new: Draft<M>, target: Option<ColumnSet>, session: &'c mut Session<G>) -> Ret<'c, G, M> {
        write!(session, conn => M::upsert_one(new, target, conn), row => session.wrote(std::slice::from_ref(&row)))
    }

    fn get_or_insert<'c>(
        new: Draft<M>,
        target: Option<ColumnSet>,
        session: &'c mut Session<G>,
    ) -> Ret<'c, G, (M, bool)> {
        write!(session, conn => M::get_or_insert(new, target, conn), found => session.wrote(std::slice::from_ref(&found.0)))
    }

    fn save_row<'c>(row: &'c mut M, session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        write!(session, conn => M::save_row(row, conn), done => session.wrote(std::slice::from_ref(row)))
    }

    fn save_rows<'c>(rows: &'c mut [M], session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        write!(session, conn => M::save_rows(rows, conn), done => session.wrote(rows))
    }

    fn write_columns<'c>(rows: &'c [&'c M], columns: ColumnSet, session: &'c mut Session<G>) -> Ret<'c, G, Vec<M>> {
        write!(session, conn => M::write_columns(rows, columns, conn), stored => {
            // What was counted and cut in rows that do not come back, whoever gave them knows.
            session.expired::<M>(rows.iter().map(|row| row.key()));
            session.wrote(&stored);
        })
    }

    fn save_rekeyed<'c>(row: &'c mut M, was: &'c M, columns: ColumnSet, session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        write!(session, conn => M::save_rekeyed(row, was, columns, conn), done => {
            session.unmade::<M>(&[was.key()]);
            session.wrote(std::slice::from_ref(row));
        })
    }

    fn delete_rows<'c>(rows: &'c [M], session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        write!(session, conn => M::delete_rows(rows, conn), done => {
            session.unmade::<M>(&rows.iter().map(Model::key).collect::<Vec<_>>());
        })
    }

    fn missing_rows<'c>(rows: Vec<M>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<usize>> {
        M::missing_rows(rows, session.conn.raw())
    }

    fn patch_row<'c>(row: &'c mut M, patch: M::Patch, session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        write!(session, conn => M::patch_row(row, patch, conn), done => session.wrote(std::slice::from_ref(row)))
    }

    fn patch_key<'c>(key: M::Key, patch: M::Patch, session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        write!(session, conn => M::patch_key(key.clone(), patch, conn), done => {
            session.expired::<M>([key]);
        })
    }

    fn delete_row<'c>(row: &'c M, session: &'c mut Session<G>) -> Ret<'c, G, ()> {
        write!(session, conn => M::delete_row(row, conn), done => session.unmade::<M>(&[row.key()]))
    }

    fn delete_keys<'c>(keys: Vec<M::Key>, session: &'c mut Session<G>) -> Ret<'c, G, usize> {
        write!(session, conn => M::delete_keys(keys.clone(), conn), deleted => session.unmade::<M>(&keys))
    }
}

#[diagnostic::do_not_recommend]
impl<G, M, Q> Run<Session<G>, M> for Q
where
    G: Conn<Raw: Transactional> + Send,
    M: Track<G::Raw>,
    Q: Run<G::Raw, M> + Send,
{
    fn run_all<'c>(self, _model: Option<&'static str>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<M>>
    where
        Self: 'c,
        M: Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            let found = <G::Raw as Exec>::pending(session.all(Query::<M, Q>::new(self))).await?;
            Ok(found.into_iter().filter_map(|row| session.row(row).ok().cloned()).collect())
        })
    }

    fn run_first<'c>(self, model: Option<&'static str>, session: &'c mut Session<G>) -> Ret<'c, G, Option<M>>
    where
        Self: 'c,
        M: Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            let found = <G::Raw as Exec>::pending(self.run_first(model, session.conn.raw())).await?;
            Ok(found.and_then(|row| session.copied(row)))
        })
    }
}

#[diagnostic::do_not_recommend]
impl<G, M, Q> Inspect<Session<G>, M> for Q
where
    G: Conn<Raw: Transactional> + Send,
    M: Track<G::Raw>,
    Q: Inspect<G::Raw, M> + Send,
{
    fn run_count<'c>(self, session: &'c mut Session<G>) -> Ret<'c, G, i64>
    where
        Self: 'c,
    {
        session.count(Query::<M, Q>::new(self))
    }

    fn run_exists<'c>(self, session: &'c mut Session<G>) -> Ret<'c, G, bool>
    where
        Self: 'c,
    {
        session.exists(Query::<M, Q>::new(self))
    }

    fn run_page<'c>(self, request: PageRequest, session: &'c mut Session<G>) -> Ret<'c, G, Page<M>>
    where
        Self: 'c,
    {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            let Page { items, total, page, page_size } =
                <G::Raw as Exec>::pending(self.run_page(request, session.conn.raw())).await?;
            let items = items.into_iter().filter_map(|row| session.copied(row)).collect();
            Ok(Page { items, total, page, page_size })
        })
    }

    fn run_chunk<'c>(chunks: &'c mut Chunks<M, Q>, session: &'c mut Session<G>) -> Ret<'c, G, Option<Vec<M>>> {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            // A table that is read in chunks is more than is to be kept.
            <G::Raw as Exec>::pending(Q::run_chunk(chunks, session.conn.raw())).await
        })
    }
}

#[diagnostic::do_not_recommend]
impl<G, M, Q> Change<Session<G>, M> for Q
where
    G: Conn<Raw: Transactional> + Send,
    M: Track<G::Raw>,
    Q: Change<G::Raw, M> + Send,
{
    fn run_patch<'c>(self, patch: M::Patch, session: &'c mut Session<G>) -> Ret<'c, G, usize>
    where
        Self: 'c,
    {
        // Which rows were changed nobody tells: all that are here may be out of date.
        write!(session, conn => self.run_patch(patch, conn), changed => session.expire_all())
    }

    fn run_delete<'c>(self, session: &'c mut Session<G>) -> Ret<'c, G, usize>
    where
        Self: 'c,
    {
        write!(session, conn => self.run_delete(conn), deleted => session.expire_all())
    }
}

#[diagnostic::do_not_recommend]
impl<G: Conn<Raw: Transactional> + Send, Q: Execute<G::Raw> + Send> Execute<Session<G>> for Q {
    fn run_execute<'c>(self, session: &'c mut Session<G>) -> Ret<'c, G, usize>
    where
        Self: 'c,
    {
        write!(session, conn => self.run_execute(conn), touched => session.expire_all())
    }
}

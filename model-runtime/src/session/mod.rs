//! The session: rows that are read once, changed in memory, and written together.

mod flush;
mod handle;
mod read;
mod rows;
mod store;

pub use handle::Handle;

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::ops::{Index, IndexMut};
use std::sync::atomic::{AtomicU32, Ordering};

use rows::{New, Rows, Slot, foreign_key_at};
use store::Store;

use crate::connection::Conn;
use crate::database::{SQL_TARGET, Transactional};
use crate::error::{Error, Result, SessionError};
use crate::model::builder::Complete;
use crate::model::{Fk, Model, RowRef, Tracks};
use crate::write::{NewVerbs, Persist};

/// A unit of work on one connection: it knows each row once, by its key, remembers what has changed, and writes it in the right
/// order when it is told to.
///
/// The connection is lent or given, blocking or asynchronous: what a method returns is what a verb returns on it. A transaction is begun with
/// the first statement, and ended by [`commit`](Session::commit) or [`rollback`](Session::rollback); a session that is dropped rolls back.
///
/// ```
/// use model_runtime::prelude::*;
/// use model_runtime::Session;
///
/// #[derive(Model, Debug, Clone)]
/// pub struct User { pub id: i64, pub name: String }
///
/// #[derive(Model, Debug, Clone)]
/// pub struct Post {
///     pub id: i64,
///     pub title: String,
///     #[model(belongs_to(User, name = "author"))]
///     pub user_id: i64,
/// }
///
/// schema! { pub Blog: User, Post }
///
/// # fn main() -> model_runtime::Result<()> {
/// let db = Database::connect("sqlite::memory:")?;
/// let mut conn = db.get()?;
/// Blog::create_all(&mut conn)?;
///
/// let mut session = Session::new(conn);
/// let ann = session.add(NewUser { name: "Ann".into() })?;
/// let post = session.add(NewPost { title: "Hello".into(), user_id: ann.into() })?;
/// session.commit()?;                        // the user first, then the post with its key
/// assert_eq!(session[post].user_id, session[ann].id);
///
/// session[ann].name = "Anna".into();
/// session.commit()?;                        // UPDATE of the one column
/// # Ok(())
/// # }
/// ```
///
/// After Fowler's *Unit of Work* and *Identity Map*, and SQLAlchemy's `Session`.
pub struct Session<G: Conn<Raw: Transactional>> {
    conn: G,
    number: u32,
    stores: Vec<Box<dyn Store<G::Raw>>>,
    numbers: HashMap<TypeId, usize>,
    /// The depth of the session's transaction, while one is open.
    open: Option<u32>,
    /// Whether the transaction has written anything.
    has_written: bool,
    /// Whether something is under way that was not seen to end.
    is_busy: bool,
}

/// What a row is to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It was added, and is not in the database yet.
    Pending,
    /// It is in the database as it is here.
    Persistent,
    /// It was changed, and is not written yet.
    Dirty,
    /// It is to be deleted, or was.
    Deleted,
    /// It is not in the session.
    Detached,
    /// It was added in a transaction that was rolled back.
    RolledBack,
}

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// A session on a connection, with no rows.
    pub fn new(conn: G) -> Self {
        static NUMBERS: AtomicU32 = AtomicU32::new(0);
        Self {
            conn,
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            stores: Vec::new(),
            numbers: HashMap::new(),
            open: None,
            has_written: false,
            is_busy: false,
        }
    }

    /// Has a row inserted by the next flush: a `NewX` or a complete builder. A parent may be given by its [`Handle`].
    ///
    /// # Errors
    /// [`Error::Session`] if a parent is a row of another session, or one that is deleted.
    pub fn add<N>(&mut self, new: N) -> Result<Handle<N::Model>>
    where
        N: NewVerbs<Given: Complete<N::Model>>,
        N::Model: Persist<G::Raw> + Clone,
        <N::Model as Model>::Row: Tracks,
    {
        let mut parents = Vec::new();
        for (column, row) in new.rows() {
            let Some(key) = foreign_key_at::<N::Model>(column) else { continue };
            let parent = <N::Model as Model>::FOREIGN_KEYS.get(key).map(|key| (key.parent)());
            self.is_usable(parent, row)?;
            parents.push((key, row.slot));
        }
        let slot = self.rows_mut::<N::Model>().add(New { draft: new.into_draft(), parents });
        Ok(Handle::new(self.number, slot))
    }

    /// Has rows inserted by the next flush, as [`add`](Session::add).
    ///
    /// # Errors
    /// As [`add`](Session::add); the rows before that one were added.
    pub fn add_all<N>(&mut self, news: impl IntoIterator<Item = N>) -> Result<Vec<Handle<N::Model>>>
    where
        N: NewVerbs<Given: Complete<N::Model>>,
        N::Model: Persist<G::Raw> + Clone,
        <N::Model as Model>::Row: Tracks,
    {
        news.into_iter().map(|new| self.add(new)).collect()
    }

    /// Has a row deleted by the next flush. A row that was never written is forgotten.
    ///
    /// # Errors
    /// [`Error::Session`] if the handle is one of another session, or the row is gone.
    pub fn delete<M>(&mut self, row: Handle<M>) -> Result<()>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
    {
        self.own(row)?;
        let rows = self.rows_mut::<M>();
        match rows.state(row.row.slot) {
            State::Pending | State::Persistent | State::Dirty => rows.delete(row.row.slot),
            state => return Err(no_row::<M>(state)),
        }
        Ok(())
    }

    /// A row.
    ///
    /// # Errors
    /// [`Error::Session`] if the row is not in the database yet, or gone, or one of another session.
    pub fn row<M: Model>(&self, row: Handle<M>) -> Result<&M> {
        self.own(row)?;
        let rows = self.rows::<M>().ok_or_else(|| no_row::<M>(State::Detached))?;
        match rows.slot(row.row.slot) {
            Some(Slot::Row(found) | Slot::Changed(found, _)) => Ok(found),
            _ => Err(no_row::<M>(rows.state(row.row.slot))),
        }
    }

    /// A row, to change it: the next flush writes the columns that are different then.
    ///
    /// # Errors
    /// As [`row`](Session::row).
    pub fn row_mut<M>(&mut self, row: Handle<M>) -> Result<&mut M>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
    {
        self.row(row)?;
        self.rows_mut::<M>().row_mut(row.row.slot).ok_or_else(|| no_row::<M>(State::Detached))
    }

    /// The key of a row, once it has one.
    pub fn key<M: Model>(&self, row: Handle<M>) -> Option<M::Key> {
        self.own(row).ok()?;
        self.rows::<M>()?.key_of(row.row.slot)
    }

    /// The row as a foreign key: by its key if it has one, for conditions such as `Post::author().is(session.fk(ann))`, and otherwise as its
    /// handle, for rows to insert. No row of the database is related to one that has no key yet.
    pub fn fk<M: Model>(&self, row: Handle<M>) -> Fk<M, M::Key> {
        self.key(row).map_or_else(|| row.into(), Fk::key)
    }

    /// What a row is to this session.
    pub fn state<M: Model>(&self, row: Handle<M>) -> State {
        let rows = self.own(row).ok().and_then(|()| self.rows::<M>());
        rows.map_or(State::Detached, |rows| rows.state(row.row.slot))
    }

    /// The connection, for what the session does not do. What is written there the session does not know.
    pub fn connection(&mut self) -> &mut G {
        &mut self.conn
    }

    fn own<M: Model>(&self, row: Handle<M>) -> Result<()> {
        if row.row.session == self.number {
            return Ok(());
        }
        Err(Error::Session(Box::new(SessionError::OtherSession { model: M::NAME })))
    }

    /// Whether a row can be the parent of another.
    fn is_usable(&self, model: Option<TypeId>, row: RowRef) -> Result<()> {
        let store = model.and_then(|model| self.stores.get(*self.numbers.get(&model)?));
        let name = store.map_or("row", |store| store.model());
        if row.session != self.number {
            return Err(Error::Session(Box::new(SessionError::OtherSession { model: name })));
        }
        match store.map_or(State::Detached, |store| store.state(row.slot)) {
            State::Pending | State::Persistent | State::Dirty => Ok(()),
            state => Err(Error::Session(Box::new(SessionError::NoRow { model: name, state }))),
        }
    }

    fn rows<M: Model>(&self) -> Option<&Rows<M>> {
        self.stores.get(*self.numbers.get(&TypeId::of::<M>())?)?.as_any().downcast_ref()
    }

    fn rows_mut<M>(&mut self) -> &mut Rows<M>
    where
        M: Persist<G::Raw> + Clone,
        M::Row: Tracks,
    {
        let (stores, numbers) = (&mut self.stores, &mut self.numbers);
        let number = *numbers.entry(TypeId::of::<M>()).or_insert_with(|| {
            stores.push(Box::new(Rows::<M>::new()));
            stores.len() - 1
        });
        // The store of a number is that of the model, and stays.
        let store = stores.get_mut(number).and_then(|store| store.as_any_mut().downcast_mut());
        store.unwrap_or_else(|| unreachable!("the rows of `{}` are kept by their type", M::NAME))
    }
}

/// The error of a row that cannot be read or written.
fn no_row<M: Model>(state: State) -> Error {
    Error::Session(Box::new(SessionError::NoRow { model: M::NAME, state }))
}

/// The row, as an index has it: of a handle that stands for none, a panic that says why. [`Session::row`] returns an error instead.
impl<G: Conn<Raw: Transactional> + Send, M: Model> Index<Handle<M>> for Session<G> {
    type Output = M;

    #[track_caller]
    fn index(&self, row: Handle<M>) -> &M {
        self.row(row).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<G, M> IndexMut<Handle<M>> for Session<G>
where
    G: Conn<Raw: Transactional> + Send,
    M: Persist<G::Raw> + Clone,
    M::Row: Tracks,
{
    #[track_caller]
    fn index_mut(&mut self, row: Handle<M>) -> &mut M {
        self.row_mut(row).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<G: Conn<Raw: Transactional>> Drop for Session<G> {
    fn drop(&mut self) {
        if self.stores.iter().any(|store| store.is_touched()) {
            tracing::warn!(target: SQL_TARGET, "a session was dropped with changes that it had not written");
        }
        if let Some(depth) = self.open.take() {
            self.conn.raw().abandon(depth);
        }
    }
}

impl<G: Conn<Raw: Transactional>> fmt::Debug for Session<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("number", &self.number)
            .field("in_transaction", &self.open.is_some())
            .finish_non_exhaustive()
    }
}

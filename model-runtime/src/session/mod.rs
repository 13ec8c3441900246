//! The session: rows that are read once, changed in memory, and written together.

mod apply;
mod arena;
mod before;
mod behind;
mod changes;
mod eager;
mod erased;
mod factory;
mod flush;
mod follow;
mod handle;
mod lists;
mod memory;
mod options;
mod pairs;
mod plan;
mod read;
mod relate;
mod rows;
mod shown;
mod stale;
mod store;
mod touched;
mod track;
mod transaction;
mod undo;
mod verbs;
mod views;
mod work;
mod written;

pub use eager::{Gather, Selects};
pub use factory::SessionFactory;
pub use follow::Follow;
pub use handle::Handle;
pub use memory::Memory;
pub use options::SessionOptions;
pub use relate::{Gathers, HandlesOf, Loses, Points, TakesHandle};
pub use shown::{FlushPlan, PlannedStatement};
pub use track::{Addable, ToAdd, Track};
pub use transaction::{AsyncScopes, Scopes};

use std::fmt;
use std::ops::{Index, IndexMut};

use crate::connection::Conn;
use crate::database::{SQL_TARGET, Transactional};
use crate::error::{Result, SessionError};
use crate::model::{Fk, Model};
use crate::write::Writable;

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
/// #[model(has_many(posts: Post))]
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
/// assert_eq!(session.related(ann, User::posts())?, [post]);
/// # Ok(())
/// # }
/// ```
///
/// After Fowler's *Unit of Work* and *Identity Map*, and SQLAlchemy's `Session`.
pub struct Session<G: Conn<Raw: Transactional>> {
    conn: G,
    memory: Memory<G::Raw>,
    options: SessionOptions,
    /// The depth of the session's transaction, while one is open.
    open: Option<u32>,
    /// How many savepoints of the session are open in it.
    savepoints: u32,
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
        Self::with_options(conn, SessionOptions::new())
    }

    /// A session on a connection, with no rows, that behaves as the options say.
    pub fn with_options(conn: G, options: SessionOptions) -> Self {
        Self { conn, memory: Memory::new(), options, open: None, savepoints: 0, has_written: false, is_busy: false }
    }

    /// Has a row inserted by the next flush: a `NewX`, a complete builder, or a whole row with its key. A parent may be given by its
    /// [`Handle`].
    ///
    /// # Errors
    /// [`Error::Session`](crate::Error::Session) if a parent is a row of another session, or one that is deleted, and in a session that only
    /// reads.
    pub fn add<N>(&mut self, new: N) -> Result<Handle<N::Model>>
    where
        N: Addable<Model: Track<G::Raw> + Writable>,
    {
        self.may_write()?;
        let slot = self.memory.add(new.into_values())?;
        Ok(self.memory.handle(slot))
    }

    /// Has rows inserted by the next flush, as [`add`](Session::add): of an array an array of handles, of a `Vec` a `Vec`.
    ///
    /// # Errors
    /// As [`add`](Session::add); nothing is added then.
    pub fn add_all<L>(&mut self, news: L) -> Result<L::Handles>
    where
        L: AddAll<Item: Addable<Model: Track<G::Raw> + Writable>>,
    {
        self.may_write()?;
        let news: Vec<_> = news.into_iter().map(Addable::into_values).collect();
        let slots = self.memory.add_all(news)?;
        Ok(L::handles(slots.into_iter().map(|slot| self.memory.handle(slot)).collect()))
    }

    /// Has a row deleted by the next flush. A row that was never written is forgotten.
    ///
    /// What refers to it follows as the foreign keys say: rows of a key with `on_delete = "cascade"` are deleted with it, those of one with
    /// `"set null"` let go of it. The database does that, and the session does the same to the rows that it has; other keys refuse.
    ///
    /// # Errors
    /// [`Error::Session`](crate::Error::Session) if the handle is one of another session, or the row is gone, and in a session that only
    /// reads.
    pub fn delete<M: Track<G::Raw> + Writable>(&mut self, row: Handle<M>) -> Result<()> {
        self.may_write()?;
        let slot = self.memory.alive(row)?;
        self.memory.rows_mut::<M>().delete(slot);
        Ok(())
    }

    /// A row.
    ///
    /// # Errors
    /// [`Error::Session`](crate::Error::Session) if the row is not in the database yet, or gone, or one of another session.
    pub fn row<M: Model>(&self, row: Handle<M>) -> Result<&M> {
        self.memory.row(row)
    }

    /// A row, to change it: the next flush writes the columns that are different then.
    ///
    /// # Errors
    /// As [`row`](Session::row), and in a session that only reads.
    pub fn row_mut<M: Track<G::Raw> + Writable>(&mut self, row: Handle<M>) -> Result<&mut M> {
        self.may_write()?;
        self.memory.row_mut(row)
    }

    /// The key of a row, once it has one.
    pub fn key<M: Model>(&self, row: Handle<M>) -> Option<M::Key> {
        let slot = self.memory.own(row).ok()?;
        self.memory.rows::<M>()?.key_of(slot)
    }

    /// The row as a foreign key: by its key if it has one, for conditions such as `Post::author().is(session.fk(ann))`, and otherwise as its
    /// handle, for rows to insert. No row of the database is related to one that has no key yet.
    pub fn fk<M: Model>(&self, row: Handle<M>) -> Fk<M, M::Key> {
        self.key(row).map_or_else(|| row.into(), Fk::key)
    }

    /// The connection, for what the session does not do. What is written there the session does not know; it belongs to the transaction of
    /// the session where one is open, as in [`transaction`](Scopes::transaction).
    pub fn connection(&mut self) -> &mut G {
        // A flush that is refused is not to undo it.
        self.has_written |= self.open.is_some();
        &mut self.conn
    }

    /// What the session does by itself.
    pub const fn options(&self) -> SessionOptions {
        self.options
    }

    fn may_write(&self) -> Result<()> {
        if self.options.reads_only() { Err(SessionError::ReadOnly.into()) } else { Ok(()) }
    }
}

/// Rows to add, and the list of what stands for them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of rows to add",
    label = "expected an array or a `Vec`",
    note = "collect an iterator first: `.collect::<Vec<_>>()`"
)]
pub trait AddAll: IntoIterator<Item: Addable> {
    /// Handles of as many rows.
    type Handles;

    /// The handles as such a list.
    #[doc(hidden)]
    fn handles(handles: Vec<Handle<<Self::Item as Addable>::Model>>) -> Self::Handles;
}

impl<N: Addable> AddAll for Vec<N> {
    type Handles = Vec<Handle<N::Model>>;

    fn handles(handles: Vec<Handle<N::Model>>) -> Self::Handles {
        handles
    }
}

impl<N: Addable, const COUNT: usize> AddAll for [N; COUNT] {
    type Handles = [Handle<N::Model>; COUNT];

    fn handles(handles: Vec<Handle<N::Model>>) -> Self::Handles {
        let mut handles = handles.into_iter();
        // There are as many as there are rows.
        let none = Handle::new(u32::MAX, u32::MAX);
        std::array::from_fn(|_| handles.next().unwrap_or(none))
    }
}

/// The row, as an index has it: of a handle that stands for none, a panic that says why. [`Session::row`] returns an error instead.
impl<G: Conn<Raw: Transactional> + Send, M: Model> Index<Handle<M>> for Session<G> {
    type Output = M;

    #[track_caller]
    fn index(&self, row: Handle<M>) -> &M {
        self.row(row).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<G: Conn<Raw: Transactional> + Send, M: Track<G::Raw> + Writable> IndexMut<Handle<M>> for Session<G> {
    #[track_caller]
    fn index_mut(&mut self, row: Handle<M>) -> &mut M {
        self.row_mut(row).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl<G: Conn<Raw: Transactional>> Drop for Session<G> {
    fn drop(&mut self) {
        if self.memory.stores.iter().any(|store| store.is_touched()) {
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
            .field("number", &self.memory.number)
            .field("in_transaction", &self.open.is_some())
            .finish_non_exhaustive()
    }
}

//! Plain Diesel on any connection.

use diesel::query_dsl::RunQueryDsl;
use diesel::query_dsl::methods::LimitDsl;

use super::{Execute, Run};
#[cfg(feature = "async")]
use super::{Rows, RunStream};
use crate::backend::AnyConnection;
#[cfg(feature = "async")]
use crate::connection::BoxFuture;
use crate::connection::{Conn, Ret};

/// Runs plain Diesel on any connection: those of Diesel, guards of a pool, and [`AnyConnection`], which Diesel's own methods do not
/// know.
///
/// Any Diesel query has these methods, also one of tables without a model. Their names are those of [`Query`](super::Query) as far
/// as they are not Diesel's, and so are their errors.
///
/// ```
/// use model_runtime::prelude::*;
///
/// diesel::table! { notes (id) { id -> BigInt, text -> Text, } }
///
/// # fn main() -> model_runtime::Result<()> {
/// let mut conn = Database::connect("sqlite::memory:")?.get()?;
/// diesel::sql_query("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)").run(&mut conn)?;
/// diesel::insert_into(notes::table).values(notes::text.eq("a")).run(&mut conn)?;
///
/// let texts: Vec<String> = notes::table.select(notes::text).all(&mut conn)?;
/// let (id, text): (i64, String) = notes::table.one(&mut conn)?;
/// assert_eq!((id, &text), (1, &texts[0]));
/// # Ok(())
/// # }
/// ```
///
/// What is not valid on every enabled backend does not compile for an [`AnyConnection`]: what is fixed to one of them, as
/// `into_boxed()` and `as_select()` are, and what only some have, as `FOR UPDATE`. Without the first the same can be said:
/// [`maybe`](super::maybe) adds conditions at run time, and a model's columns are selected by `Model::query()`.
pub trait QueryVerbs: Sized {
    /// Every row.
    ///
    /// # Errors
    /// [`Error::Decode`](crate::Error::Decode) if a value does not fit what it is read into, and errors of the database.
    fn all<'c, T: Send + 'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, Vec<T>>
    where
        Self: Run<C::Raw, T> + 'c,
    {
        self.run_all(None, conn.raw())
    }

    /// The first row, if there is any. A limit given before is replaced.
    ///
    /// # Errors
    /// As [`all`](QueryVerbs::all).
    fn first_or_none<'c, T: Send + 'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, Option<T>>
    where
        Self: LimitDsl<Output: Run<C::Raw, T> + 'c>,
    {
        self.limit(1).run_first(None, conn.raw())
    }

    /// The only row.
    ///
    /// Of a query without a limit that finds many rows, all are read: what is counted or looked up by its key is one.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if there is none, [`Error::MultipleFound`](crate::Error::MultipleFound) if there
    /// are several. Otherwise as [`all`](QueryVerbs::all).
    fn one<'c, T: Send + 'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, T>
    where
        Self: Run<C::Raw, T> + 'c,
    {
        self.run_one(None, conn.raw())
    }

    /// The only row, or nothing; as [`one`](QueryVerbs::one).
    ///
    /// # Errors
    /// [`Error::MultipleFound`](crate::Error::MultipleFound) if there are several. Otherwise as [`all`](QueryVerbs::all).
    fn one_or_none<'c, T: Send + 'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, Option<T>>
    where
        Self: Run<C::Raw, T> + 'c,
    {
        self.run_one_or_none(None, conn.raw())
    }

    /// The rows one after the other, as they arrive; on asynchronous connections.
    ///
    /// # Errors
    /// As [`all`](QueryVerbs::all).
    #[cfg(feature = "async")]
    fn stream<'c, T: 'c, C: Conn>(self, conn: &'c mut C) -> BoxFuture<'c, crate::Result<Rows<'c, T>>>
    where
        Self: RunStream<C::Raw, T> + 'c,
    {
        self.run_stream(None, conn.raw())
    }

    /// Runs a statement, as Diesel's `execute` does; how many rows it touched.
    ///
    /// # Errors
    /// [`Error::Constraint`](crate::Error::Constraint) if a constraint refuses what it writes, and errors of the database.
    fn run<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, usize>
    where
        Self: Execute<C::Raw> + 'c,
    {
        self.run_execute(conn.raw())
    }
}

/// All that Diesel can run, whatever the connection.
impl<Q: RunQueryDsl<AnyConnection>> QueryVerbs for Q {}

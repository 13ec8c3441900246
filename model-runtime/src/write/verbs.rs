//! The verbs as methods.

use diesel::associations::HasTable;
use diesel::query_dsl::methods::SelectDsl;

use super::{Find, UniqueKey, Writable, Write};
use crate::connection::{Conn, Ret};
use crate::model::builder::{Complete, Nil, State};
use crate::model::{Draft, Model, NewRow, RowRef};
use crate::query::{All, Inspect, Query, Run};
use crate::relation::{Alone, Graph, Grow, Grown, Related, Relation, Seed, Takes, Tree, WithFrom};

/// What every model can do.
///
/// Each verb takes any connection, or a guard of a pool, that the model can be stored on; a blocking connection makes it
/// return a [`Result`](crate::Result).
pub trait Verbs: Model {
    /// A query of all rows, to be refined.
    fn query() -> Query<Self, All<Self>>
    where
        Self::Table: SelectDsl<Self::Columns>,
    {
        Query::new(SelectDsl::select(<Self as HasTable>::table(), Self::columns()))
    }

    /// The related rows that were loaded with this row. A row alone has none: this does not compile, and the error says what to add.
    fn related<R: Alone<Self>>(&self, _relation: R) -> R::View<'_> {
        R::view(self)
    }

    /// Every row, in no particular order.
    ///
    /// # Errors
    /// As [`Query::all`].
    fn all<'c, C: Conn>(conn: &'c mut C) -> Ret<'c, C, Vec<Self>>
    where
        Self::Table: SelectDsl<Self::Columns>,
        All<Self>: Run<C::Raw, Self> + 'c,
    {
        Self::query().all(conn)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// Errors of the database.
    fn count<'c, C: Conn>(conn: &'c mut C) -> Ret<'c, C, i64>
    where
        Self::Table: SelectDsl<Self::Columns>,
        All<Self>: Inspect<C::Raw, Self> + 'c,
    {
        Self::query().count(conn)
    }

    /// The row with this key.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if there is none; otherwise as [`Query::all`].
    fn find<'c, C: Conn>(key: impl Into<Self::Key>, conn: &'c mut C) -> Ret<'c, C, Self>
    where
        Self: Find<C::Raw>,
    {
        Self::find_key(key.into(), conn.raw())
    }

    /// The row with this key, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`].
    fn get<'c, C: Conn>(key: impl Into<Self::Key>, conn: &'c mut C) -> Ret<'c, C, Option<Self>>
    where
        Self: Find<C::Raw>,
    {
        Self::get_key(key.into(), conn.raw())
    }

    /// The rows with these keys, in the order of the keys; keys without a row are left out, as are repeated ones.
    ///
    /// # Errors
    /// As [`Query::all`].
    fn find_many<'c, C: Conn>(keys: impl IntoIterator<Item = Self::Key>, conn: &'c mut C) -> Ret<'c, C, Vec<Self>>
    where
        Self: Find<C::Raw>,
    {
        Self::find_keys(keys.into_iter().collect(), conn.raw())
    }

    /// Inserts rows and returns them in the order given, keys and defaults filled in; with related rows, where they
    /// [have such](NewVerbs::with), each level in batches.
    ///
    /// Batches share a transaction, and no batch exceeds what the database can bind: any number of rows will do, 0 too.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) with the row each error belongs to, before any SQL;
    /// [`Error::Constraint`](crate::Error::Constraint); errors of the database. No row is inserted then.
    fn insert_many<'c, C: Conn, N>(
        news: impl IntoIterator<Item = N>,
        conn: &'c mut C,
    ) -> Ret<'c, C, Vec<<N::Branches as Tree>::Row<Self>>>
    where
        Self: Write<C::Raw> + Writable,
        N: Seed<Model = Self, Branches: Grow<C::Raw, Self>>,
    {
        Grow::insert(news.into_iter().map(Seed::into_parts).collect(), conn.raw())
    }

    /// Inserts whole rows, with their keys: copies of another database, fixtures. Returns them as they are stored.
    ///
    /// Columns that only the database writes are left to it. Keys made later continue after the largest one given.
    ///
    /// # Errors
    /// [`Error::Constraint`](crate::Error::Constraint), and errors of the database. No row is inserted then.
    fn insert_rows<'c, C: Conn>(rows: impl IntoIterator<Item = Self>, conn: &'c mut C) -> Ret<'c, C, Vec<Self>>
    where
        Self: Write<C::Raw> + Writable,
    {
        Self::insert_whole(rows.into_iter().collect(), conn.raw())
    }

    /// Writes every column of the row that has this key; time of update and version move on, in the database and here.
    ///
    /// A model with columns that only the database writes is read back: it holds what they are now.
    ///
    /// # Errors
    /// Where no row has the key and the version: [`Error::Stale`](crate::Error::Stale) if the model has a version, otherwise
    /// [`Error::NotFound`](crate::Error::NotFound). [`Error::Overflow`](crate::Error::Overflow) if the version cannot grow;
    /// [`Error::Constraint`](crate::Error::Constraint); errors of the database. The value is then as it was before the call.
    fn save<'c, C: Conn>(&'c mut self, conn: &'c mut C) -> Ret<'c, C, ()>
    where
        Self: Write<C::Raw> + Writable,
    {
        Self::save_row(self, conn.raw())
    }

    /// Writes every column of rows, as [`save`](Verbs::save) does for each, in as few statements as they fit into.
    ///
    /// All rows are written, or none: several share a transaction. Errors name the row they belong to where it is known.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug)]
    /// # pub struct Item { pub id: i64, pub name: String }
    /// # fn rename(conn: &mut diesel::SqliteConnection) -> model_runtime::Result<()> {
    /// let mut items = Item::all(conn)?;
    /// items.iter_mut().for_each(|item| item.name.push('!'));
    /// Item::save_many(&mut items, conn)
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`save`](Verbs::save); [`Error::Validation`](crate::Error::Validation) too if a row is given twice. The values are
    /// then as they were before the call.
    fn save_many<'c, C: Conn>(rows: &'c mut [Self], conn: &'c mut C) -> Ret<'c, C, ()>
    where
        Self: Write<C::Raw> + Writable,
    {
        Self::save_rows(rows, conn.raw())
    }

    /// Changes some columns of the row, in the database and here. An empty patch does nothing.
    ///
    /// A model with columns that only the database writes is read back whole.
    ///
    /// # Errors
    /// As [`save`](Verbs::save), and [`Error::Validation`](crate::Error::Validation).
    fn patch<'c, C: Conn>(&'c mut self, patch: Self::Patch, conn: &'c mut C) -> Ret<'c, C, ()>
    where
        Self: Write<C::Raw> + Writable,
    {
        Self::patch_row(self, patch, conn.raw())
    }

    /// Changes some columns of the row with this key, without reading it. An empty patch does nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound), [`Error::Validation`](crate::Error::Validation),
    /// [`Error::Constraint`](crate::Error::Constraint), and errors of the database.
    fn update<'c, C: Conn>(key: impl Into<Self::Key>, patch: Self::Patch, conn: &'c mut C) -> Ret<'c, C, ()>
    where
        Self: Write<C::Raw> + Writable,
    {
        Self::patch_key(key.into(), patch, conn.raw())
    }

    /// Inserts a row, or, if there is one with the same unique key, updates that; returns the row as stored.
    ///
    /// `target` is the unique key: a column, or a tuple of columns; or [`any_unique()`](crate::any_unique), for whichever unique
    /// key finds a row. Columns left to their default keep their value when a row is updated; the key and `created_at` always do.
    /// NULL equals nothing, not even NULL: a row with NULL in its unique key is inserted.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation), [`Error::Constraint`](crate::Error::Constraint) for any other
    /// constraint, and errors of the database. With `any_unique()`, [`Error::MultipleFound`](crate::Error::MultipleFound) if the
    /// values belong to several rows; nothing is changed then.
    fn upsert<'c, C: Conn, T: UniqueKey<Self>>(
        new: impl NewVerbs<Model = Self, Given: Complete<Self>>,
        target: T,
        conn: &'c mut C,
    ) -> Ret<'c, C, Self>
    where
        Self: Write<C::Raw> + Writable,
    {
        let _ = target;
        Self::upsert_one(new.into_draft(), T::COLUMNS, conn.raw())
    }

    /// The row with the same unique key, or a new one; and whether it is new.
    ///
    /// NULL equals nothing, not even NULL: a row with NULL in its unique key is always new.
    ///
    /// # Errors
    /// As [`upsert`](Verbs::upsert).
    fn get_or_create<'c, C: Conn, T: UniqueKey<Self>>(
        new: impl NewVerbs<Model = Self, Given: Complete<Self>>,
        target: T,
        conn: &'c mut C,
    ) -> Ret<'c, C, (Self, bool)>
    where
        Self: Write<C::Raw> + Writable,
    {
        let _ = target;
        Self::get_or_insert(new.into_draft(), T::COLUMNS, conn.raw())
    }

    /// Deletes the row.
    ///
    /// # Errors
    /// Where no row has the key and the version: [`Error::Stale`](crate::Error::Stale) if the model has a version, otherwise
    /// [`Error::NotFound`](crate::Error::NotFound). [`Error::Constraint`](crate::Error::Constraint) if
    /// another row refers to it; errors of the database.
    fn delete<'c, C: Conn>(&'c self, conn: &'c mut C) -> Ret<'c, C, ()>
    where
        Self: Write<C::Raw> + Writable,
    {
        Self::delete_row(self, conn.raw())
    }

    /// Deletes the rows with these keys; says how many there were.
    ///
    /// # Errors
    /// [`Error::Constraint`](crate::Error::Constraint) if another row refers to one of them, and errors of the database. No
    /// row is deleted then.
    fn delete_many<'c, C: Conn>(keys: impl IntoIterator<Item = Self::Key>, conn: &'c mut C) -> Ret<'c, C, usize>
    where
        Self: Write<C::Raw> + Writable,
    {
        Self::delete_keys(keys.into_iter().collect(), conn.raw())
    }

    /// Checks the rules of the row, as [`save`](Verbs::save) does before it writes.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) with everything that is wrong.
    fn check_rules(&self) -> crate::Result<()> {
        crate::rule::validate_row(self)
    }

    /// Reads the row again.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if it is gone; the value is then as it was. Otherwise as [`Query::all`].
    fn reload<'c, C: Conn>(&'c mut self, conn: &'c mut C) -> Ret<'c, C, ()>
    where
        Self: Find<C::Raw>,
    {
        Self::reload_row(self, conn.raw())
    }
}

impl<M: Model> Verbs for M {}

/// What every `NewX`, and every complete builder, can do.
pub trait NewVerbs: Sized {
    /// The model of the row to insert.
    type Model: Model;
    /// Which required columns are given; a `NewX` has them all.
    #[doc(hidden)]
    type Given: State;

    /// The values to insert, by position.
    #[doc(hidden)]
    fn into_draft(self) -> Draft<Self::Model>;

    /// The rows of a session that are the parents of this one.
    #[doc(hidden)]
    fn rows(&self) -> Vec<(usize, RowRef)> {
        Vec::new()
    }

    /// Inserts the row and returns it, key and defaults filled in.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) before any SQL, [`Error::Constraint`](crate::Error::Constraint), and
    /// errors of the database.
    fn insert<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, Self::Model>
    where
        Self::Given: Complete<Self::Model>,
        Self::Model: Write<C::Raw> + Writable,
    {
        Self::Model::insert_one(self.into_draft(), conn.raw())
    }

    /// The row with related rows that are inserted together with it.
    ///
    /// Those of a relation to many rows are given as a list, a parent or a child by itself: each a `NewX` or a complete builder, which
    /// may have related rows of its own, or a row that [exists](crate::relation::Existing). Keys to a parent are filled in.
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
    /// fn write(conn: &mut AnyConnection) -> model_runtime::Result<()> {
    ///     let ann = NewUser { name: "Ann".into() };
    ///     let posts = ["First", "Second"].map(|title| NewPost { title: title.into(), user_id: Fk::Parent });
    ///     let ann = ann.with(User::posts(), posts).insert(conn)?;
    ///     assert_eq!(ann.related(User::posts())[1].user_id, ann.id);
    ///     Ok(())
    /// }
    /// ```
    fn with<R, A>(self, relation: Related<R>, rows: A) -> Grown<Self::Model, R, A, ()>
    where
        Self::Given: Complete<Self::Model>,
        R: Relation<Holds: Takes<A, R::To>>,
        Related<R>: WithFrom<Self::Model>,
    {
        Graph::of(self).with(relation, rows)
    }
}

impl<N: NewRow> NewVerbs for N {
    type Model = N::Model;
    type Given = Nil;
    fn into_draft(self) -> Draft<N::Model> {
        NewRow::into_draft(self)
    }
    fn rows(&self) -> Vec<(usize, RowRef)> {
        NewRow::rows(self)
    }
}

/// Values that were not checked can be inserted too, visibly.
impl<N: NewRow> crate::model::Unchecked<N> {
    /// Inserts the row without validating it.
    ///
    /// # Errors
    /// [`Error::Constraint`](crate::Error::Constraint), and errors of the database.
    pub fn insert<'c, C: Conn>(self, conn: &'c mut C) -> Ret<'c, C, N::Model>
    where
        N::Model: Write<C::Raw> + Writable,
    {
        N::Model::insert_unchecked(self.into_values(), conn.raw())
    }
}

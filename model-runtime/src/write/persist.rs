//! What a connection does for a model; implemented once per connection type, for every model it can store. Which models are written is
//! said by the models.

use crate::connection::Exec;
use crate::model::{ColumnSet, Draft, Model};

/// A model whose rows are found by their keys on the connection `C`: every one that the connection's backend can store.
///
/// The verbs of [`Verbs`](super::Verbs) that read end here, and those that write in [`Persist`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored on `{C}`",
    label = "this model and this connection do not go together"
)]
pub trait Find<C: Exec>: Model {
    /// The row with a key, if there is one.
    fn get_key<'c>(key: Self::Key, conn: &'c mut C) -> C::Ret<'c, Option<Self>>;
    /// The row with a key.
    fn find_key<'c>(key: Self::Key, conn: &'c mut C) -> C::Ret<'c, Self>;
    /// The rows with keys, in their order.
    fn find_keys<'c>(keys: Vec<Self::Key>, conn: &'c mut C) -> C::Ret<'c, Vec<Self>>;
    /// Reads a row again.
    fn reload_row<'c>(row: &'c mut Self, conn: &'c mut C) -> C::Ret<'c, ()>;
}

/// What writes rows on the connection `C`. It holds for views too, because a session keeps their rows as it keeps others; what calls it for a
/// user asks for [`Writable`] besides.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored on `{C}`",
    label = "this model and this connection do not go together"
)]
pub trait Write<C: Exec>: Find<C> {
    /// Validates and inserts a row.
    fn insert_one<'c>(new: Draft<Self>, conn: &'c mut C) -> C::Ret<'c, Self>;
    /// Validates and inserts rows; they come back in the order given.
    fn insert_batch<'c>(news: Vec<Draft<Self>>, conn: &'c mut C) -> C::Ret<'c, Vec<Self>>;
    /// Inserts rows that are complete and valid; they come back in the order given. Within a transaction: where one is refused, others may be
    /// inserted.
    fn insert_complete<'c>(news: Vec<Draft<Self>>, conn: &'c mut C) -> C::Ret<'c, Vec<Self>>;
    /// Inserts a row that is complete.
    fn insert_unchecked<'c>(new: Draft<Self>, conn: &'c mut C) -> C::Ret<'c, Self>;
    /// Inserts whole rows.
    fn insert_whole<'c>(rows: Vec<Self>, conn: &'c mut C) -> C::Ret<'c, Vec<Self>>;
    /// Validates and inserts a row, or updates the one with the same unique key: the target, or any.
    fn upsert_one<'c>(new: Draft<Self>, target: Option<ColumnSet>, conn: &'c mut C) -> C::Ret<'c, Self>;
    /// The row with the same unique key, or a new one; and whether it is new.
    fn get_or_insert<'c>(new: Draft<Self>, target: Option<ColumnSet>, conn: &'c mut C) -> C::Ret<'c, (Self, bool)>;
    /// Writes every column of a row.
    fn save_row<'c>(row: &'c mut Self, conn: &'c mut C) -> C::Ret<'c, ()>;
    /// Writes every column of rows.
    fn save_rows<'c>(rows: &'c mut [Self], conn: &'c mut C) -> C::Ret<'c, ()>;
    /// Writes some columns of rows, which all change in the same ones; the rows as they are stored, or none where they are as given. They are
    /// valid, and each is another one. Within a transaction: where one is not written, others may be.
    fn write_columns<'c>(rows: &'c [&'c Self], columns: ColumnSet, conn: &'c mut C) -> C::Ret<'c, Vec<Self>>;
    /// Writes some columns of a row that had another key, by that.
    fn save_rekeyed<'c>(row: &'c mut Self, was: &'c Self, columns: ColumnSet, conn: &'c mut C) -> C::Ret<'c, ()>;
    /// Deletes rows, by key and version. Within a transaction: where one is not there, others may be deleted.
    fn delete_rows<'c>(rows: &'c [Self], conn: &'c mut C) -> C::Ret<'c, ()>;
    /// Of rows, those whose key and version are not there.
    fn missing_rows<'c>(rows: Vec<Self>, conn: &'c mut C) -> C::Ret<'c, Vec<usize>>;
    /// Writes what a patch sets, to the row and its copy in memory.
    fn patch_row<'c>(row: &'c mut Self, patch: Self::Patch, conn: &'c mut C) -> C::Ret<'c, ()>;
    /// Writes what a patch sets, to the row with a key.
    fn patch_key<'c>(key: Self::Key, patch: Self::Patch, conn: &'c mut C) -> C::Ret<'c, ()>;
    /// Deletes a row.
    fn delete_row<'c>(row: &'c Self, conn: &'c mut C) -> C::Ret<'c, ()>;
    /// Deletes rows by key.
    fn delete_keys<'c>(keys: Vec<Self::Key>, conn: &'c mut C) -> C::Ret<'c, usize>;
}

/// A model that can be read and written on the connection `C`: what code for any model asks for.
///
/// It has all that the verbs of [`Verbs`](super::Verbs) ask for one by one, so that each error says what is missing. It holds for every model
/// that the connection's backend can store, apart from those of views.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written on `{C}`",
    label = "a view can only be read, and a model may be for other databases"
)]
pub trait Persist<C: Exec>: Write<C> + Writable {}
impl<C: Exec, M: Write<C> + Writable> Persist<C> for M {}

/// A model whose rows can be written: every one but those of views. Derived.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a view: it can only be read",
    label = "rows of a view are not written",
    note = "`#[model(view)]` makes a model that nothing writes: write the tables that the view reads"
)]
pub trait Writable: Model {}

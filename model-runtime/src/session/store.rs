//! The rows of one model, to a flush that does not know the model.

use std::any::{Any, TypeId};

use super::lists::Parent;
use super::undo::Applied;
use super::{PlannedStatement, State};
use crate::connection::Exec;
use crate::error::Result;
use crate::relation::AnyKey;
use crate::schema::{Action, TableSchema};
use crate::unit::{Action as Written, Change, TableId};

/// A row that is written, and the foreign keys that it is given.
pub(super) struct Fill {
    pub(super) slot: u32,
    pub(super) keys: Vec<(usize, AnyKey)>,
    /// Foreign keys that are left NULL for now.
    pub(super) nulls: Vec<usize>,
}

/// A foreign key, as a flush sees it.
pub(super) struct Foreign {
    pub(super) parent: TypeId,
    /// The table that it refers to, where the session has rows of it.
    pub(super) table: Option<TableId>,
    pub(super) is_nullable: bool,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
}

/// The rows of one model.
pub(super) trait Store<C: Exec>: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// The model's name.
    fn model(&self) -> &'static str;
    /// Whether it is that of a view.
    fn is_view(&self) -> bool;
    /// What a row is.
    fn state(&self, slot: u32) -> State;
    /// The foreign keys.
    fn foreign_keys(&self) -> Vec<Foreign>;

    fn schema(&self) -> &'static TableSchema;
    /// The model that a foreign key refers to.
    fn parent_model(&self, key: usize) -> Option<TypeId>;
    /// The rows that may have to be written.
    fn touched(&self) -> Vec<u32>;
    /// Whether there are any.
    fn is_touched(&self) -> bool;
    /// Whether any row is to be deleted.
    fn deletes(&self) -> bool;
    /// Forgets which rows have a row of another model as their parent.
    fn forget_lists(&mut self, model: TypeId, parent: u32);
    /// Rows that are as they were are clean again, and orphans that were never written are dropped.
    fn settle(&mut self);
    /// Decides that the database will delete a row with its parent.
    fn doom(&mut self, slot: u32);
    /// Whether it was decided what becomes of a row.
    fn is_decided(&self, slot: u32) -> bool;
    /// What has to be written.
    fn changes(&mut self) -> Vec<(u32, Change)>;
    /// What is wrong with rows that have to be written.
    fn check(&mut self, rows: &[(u32, Change)]) -> Result<()>;
    /// The parent of a row, as it is here now.
    fn parent(&self, slot: u32, key: usize) -> Parent<AnyKey>;
    /// The parent that a row has in the database.
    fn stored_parent(&self, slot: u32, key: usize) -> Option<AnyKey>;
    /// The key of a row, if it has one.
    fn key_of(&self, slot: u32) -> Option<AnyKey>;
    /// The row with a key.
    fn slot_of(&self, key: &dyn Any) -> Option<u32>;
    /// Whether two keys are the same.
    fn is_same_key(&self, left: &dyn Any, right: &dyn Any) -> bool;
    /// Inserts rows.
    fn insert<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Writes what has changed of rows.
    fn update<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Gives rows that were inserted the foreign keys that were left NULL.
    fn point<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Makes foreign keys of rows that are to be deleted NULL.
    fn release<'c>(&'c mut self, rows: Vec<(u32, Vec<usize>)>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Deletes rows.
    fn delete<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Of the rows of a step that failed, those that were not there.
    fn missing<'c>(&'c mut self, conn: &'c mut C) -> C::Wait<'c, Result<Vec<u32>>>;
    /// What a step would send.
    fn shown(&self, action: &Written) -> Vec<PlannedStatement>;
    /// A flush succeeded.
    fn apply(&mut self) -> Applied;
    /// Whether rows were deleted, and whether a key is that of one.
    fn has_gone(&self, key: Option<&dyn Any>) -> bool;
    /// Forgets which rows were deleted.
    fn forget_gone(&mut self);
    /// The rows in the database whose parent's key fulfils a condition.
    fn rows_of(&self, key: usize, is_parent: &dyn Fn(&dyn Any) -> bool) -> Vec<u32>;
    /// The database has done to a row what its foreign key says.
    fn follow(&mut self, slot: u32, key: usize, action: Action, parent: Option<&dyn Any>);
    /// A row that was written has another parent now.
    fn relist(&mut self, key: usize, slot: u32, from: Option<u32>, to: Option<u32>);
    /// A flush failed.
    fn discard(&mut self);
    /// The transaction was committed.
    fn committed(&mut self);
    /// A savepoint begins.
    fn saved(&mut self);
    /// The innermost savepoint ends.
    fn released(&mut self);
    /// The innermost savepoint was rolled back.
    fn rolled_back(&mut self);
    /// The transaction was rolled back.
    fn all_rolled_back(&mut self);
    /// Every row may be out of date.
    fn expire_all(&mut self);
}

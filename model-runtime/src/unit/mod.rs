//! The unit of work: in which order changes to rows are written, as pure data. It knows tables and rows by number only; no connection, no
//! model, nothing that waits.
//!
//! A flush asks [`plan`] for the steps that write a [`Work`], carries them out one after the other, and applies what they did to memory when
//! the last one has succeeded. As in SQLAlchemy's unit of work, tables are ordered by their foreign keys and rows only where
//! tables are not enough: where a table refers to itself, or tables to each other.

mod components;
mod levels;
mod plan;
#[cfg(test)]
mod tests;

pub use plan::plan;

use std::fmt;

/// A table of a unit, by its number.
pub type TableId = usize;
/// A row of a unit: its table, and its number there.
pub type RowId = (TableId, u32);

/// Everything that is to be written.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// The tables, in an order of their own, which decides where foreign keys do not.
    pub tables: Vec<Table>,
    /// The rows that change, each once.
    pub changes: Vec<(RowId, Change)>,
    /// Foreign keys between rows that change: those of rows that are written by the keys that they are given, those of rows that are deleted by the keys
    /// that they have.
    pub links: Vec<Link>,
}

/// A table: what its foreign keys refer to.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The foreign keys, in the order of the model.
    pub keys: Vec<Key>,
}

/// A foreign key of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The table that it refers to.
    pub parent: TableId,
    /// Whether it can be NULL for the time being.
    pub nullable: bool,
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Insert,
    /// Some of its columns are other than they were.
    Update,
    /// It goes.
    Delete,
}

/// A row refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// The row with the foreign key.
    pub child: RowId,
    /// Which foreign key of its table, by number.
    pub key: usize,
    /// The row that it refers to.
    pub parent: RowId,
}

/// One batch of a flush: rows of one table, to which the same is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The table.
    pub table: TableId,
    /// What is done.
    pub action: Action,
}

/// What a step does to rows, which are in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Inserts rows; the foreign keys beside a row are left NULL for now, as their parents come later.
    Insert(Vec<(u32, Vec<usize>)>),
    /// Writes what has changed of rows.
    Update(Vec<u32>),
    /// Gives foreign keys of rows that were inserted with NULL their value.
    Point(Vec<(u32, Vec<usize>)>),
    /// Makes foreign keys of rows NULL, so that the rows they refer to can go.
    Release(Vec<(u32, Vec<usize>)>),
    /// Deletes rows.
    Delete(Vec<u32>),
}

/// Rows that refer to each other by keys that cannot be NULL, so that none of them can be written first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The rows.
    pub rows: Vec<RowId>,
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows refer to each other in a circle, and none of the foreign keys can be NULL", self.rows.len())
    }
}

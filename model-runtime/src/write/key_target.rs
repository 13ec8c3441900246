//! Unique keys as targets of an upsert.

use crate::model::{ColumnSet, Model};

/// A column, or a tuple of columns, in which no two rows of `M` are equal. Derived for `unique`, `unique(..)` and for
/// primary keys that are given.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a unique key of `{M}`",
    label = "no unique constraint on exactly these columns",
    note = "mark the column `#[model(unique)]`, or the struct `#[model(unique(a, b))]`"
)]
pub trait UniqueKey<M: Model> {
    /// Its columns.
    const COLUMNS: ColumnSet;
}

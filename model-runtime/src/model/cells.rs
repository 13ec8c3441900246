//! A column of many rows as one value, for databases that have arrays.

use std::any::Any;
use std::fmt;

/// The values of one column in many rows.
pub trait Cells {
    /// How many rows there are.
    fn rows(&self) -> usize;

    /// The value in a row, counted from 0.
    fn value(&self, row: usize) -> Option<&dyn Any>;
}

/// Statements are logged with what they bind. The values of an array have no type here that could be shown.
impl fmt::Debug for dyn Cells + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} values]", self.rows())
    }
}

/// The values are too large to be sent as one.
#[derive(Debug)]
pub(crate) struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the values of a column are too large for one array")
    }
}

impl std::error::Error for TooLarge {}

//! The tables of a database are not those of the models.

use std::error::Error;
use std::fmt;

use super::Difference;

/// The tables of a database are not those of the models; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaError {
    /// The name of the schema.
    pub schema: &'static str,
    /// Every difference, table by table; at least one.
    pub differences: Vec<Difference>,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.differences.len();
        let noun = if count == 1 { "difference" } else { "differences" };
        writeln!(f, "the database does not have the tables of schema `{}`, {count} {noun}:", self.schema)?;
        for difference in &self.differences {
            writeln!(f, "  - {difference}")?;
        }
        write!(
            f,
            "help: write a migration, or change the models; where the data may go, call `{0}::drop_all(..)` and then \
             `{0}::create_all(..)`",
            self.schema
        )
    }
}

impl Error for SchemaError {}

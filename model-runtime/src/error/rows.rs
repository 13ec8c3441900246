//! Which of several rows an error is about.

use std::fmt;

use super::Error;

impl Error {
    /// There is no such row.
    pub(crate) const fn not_found(model: &'static str) -> Self {
        Self::NotFound { model, rows: Vec::new() }
    }

    /// The row is not as it was read.
    pub(crate) const fn stale(model: &'static str) -> Self {
        Self::Stale { model, rows: Vec::new() }
    }

    /// Whether rows were not there, or not as they were read, and it is not known which.
    pub(crate) const fn is_of_unknown_rows(&self) -> bool {
        matches!(self, Self::NotFound { rows, .. } | Self::Stale { rows, .. } if rows.is_empty())
    }

    /// The error of a row among several that were given.
    pub(crate) fn of_row(self, at: usize) -> Self {
        self.of_rows(vec![at])
    }

    /// The error of rows, one at least, among those that were given.
    pub(crate) fn of_rows(mut self, places: Vec<usize>) -> Self {
        match &mut self {
            Self::NotFound { rows, .. } | Self::Stale { rows, .. } => *rows = places,
            Self::Validation(errors) => places.first().into_iter().for_each(|at| errors.set_row(*at)),
            _ => {}
        }
        self
    }

    /// The error with other numbers of rows: those that rows at these places have.
    pub(crate) fn renumbered(mut self, numbers: &[u32]) -> Self {
        let number = |at: usize| numbers.get(at).and_then(|number| usize::try_from(*number).ok());
        match &mut self {
            Self::NotFound { rows, .. } | Self::Stale { rows, .. } => {
                // Of one row there is no doubt which it was.
                if rows.is_empty() && numbers.len() == 1 {
                    rows.push(0);
                }
                *rows = rows.iter().copied().filter_map(number).collect();
            }
            Self::Validation(errors) => errors.renumber(number),
            _ => {}
        }
        self
    }

    /// The error without the numbers of rows, where the rows are not those of the caller.
    pub(crate) fn without_row(mut self) -> Self {
        match &mut self {
            Self::NotFound { rows, .. } | Self::Stale { rows, .. } => rows.clear(),
            Self::Validation(errors) => errors.clear_rows(),
            _ => {}
        }
        self
    }
}

/// Numbers of rows, the first of them if they are many.
pub(super) struct Numbered<'r>(pub(super) &'r [usize]);

impl fmt::Display for Numbered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        f.write_str(if self.0.len() == 1 { "row " } else { "rows " })?;
        for (i, row) in self.0.iter().take(SHOWN).enumerate() {
            f.write_str(if i == 0 { "" } else { ", " })?;
            write!(f, "{row}")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

//! Which rows may be other in the database than in the session.

use std::collections::HashSet;

/// Rows by number: either those that are stale, or, after all were made so at once, those that were read since.
#[derive(Debug, Default)]
pub(super) struct Stale {
    are_all: bool,
    but: HashSet<u32>,
}

impl Stale {
    pub(super) fn is_stale(&self, slot: u32) -> bool {
        self.are_all != self.but.contains(&slot)
    }

    /// A row may be out of date.
    pub(super) fn expired(&mut self, slot: u32) {
        if self.are_all {
            self.but.remove(&slot);
        } else {
            self.but.insert(slot);
        }
    }

    /// A row was read.
    pub(super) fn renewed(&mut self, slot: u32) {
        if self.are_all {
            self.but.insert(slot);
        } else if !self.but.is_empty() {
            self.but.remove(&slot);
        }
    }

    /// Every row may be out of date. This looks at none of them.
    pub(super) fn all_expired(&mut self) {
        self.are_all = true;
        self.but.clear();
    }
}

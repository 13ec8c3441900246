//! The rows that may have to be written.

use hashbrown::HashSet;

/// Numbers of rows: quick to add to, and given in their order.
#[derive(Debug, Default)]
pub(super) struct Touched(HashSet<u32>);

impl Touched {
    pub(super) fn insert(&mut self, slot: u32) {
        self.0.insert(slot);
    }

    pub(super) fn remove(&mut self, slot: u32) {
        self.0.remove(&slot);
    }

    pub(super) fn contains(&self, slot: u32) -> bool {
        self.0.contains(&slot)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn retain(&mut self, stays: impl FnMut(&u32) -> bool) {
        self.0.retain(stays);
        // What held many would be looked at as if it still did.
        self.0.shrink_to_fit();
    }

    /// The rows, in their order.
    pub(super) fn in_order(&self) -> Vec<u32> {
        let mut slots: Vec<u32> = self.0.iter().copied().collect();
        slots.sort_unstable();
        slots
    }
}

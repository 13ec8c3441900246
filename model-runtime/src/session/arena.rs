//! Where the rows of a model are: in pages, by number, and by key.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::rows::Slot;
use crate::model::Model;

/// Rows of a page. A page is never moved, so that many rows need no more room than they take.
const PAGE: usize = 1024;

/// The rows of `M`, by number. Those that are in the database are found by their key there, of which no copy is kept.
pub(super) struct Arena<M: Model> {
    pages: Vec<Vec<Slot<M>>>,
    by_key: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// Where a row is: its page, and its place there.
fn place(slot: u32) -> Option<(usize, usize)> {
    let slot = usize::try_from(slot).ok()?;
    Some((slot / PAGE, slot % PAGE))
}

impl<M: Model> Arena<M> {
    pub(super) fn new() -> Self {
        Self { pages: Vec::new(), by_key: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }

    /// Makes room for so many rows, where there are none yet.
    pub(super) fn reserve(&mut self, rows: usize) {
        if self.pages.is_empty() {
            self.pages.push(Vec::with_capacity(rows.min(PAGE)));
            self.by_key.reserve(rows, |_| 0);
        }
    }

    pub(super) fn len(&self) -> u32 {
        let full = self.pages.len().saturating_sub(1) * PAGE;
        u32::try_from(full + self.pages.last().map_or(0, Vec::len)).unwrap_or(u32::MAX)
    }

    pub(super) fn get(&self, slot: u32) -> Option<&Slot<M>> {
        let (page, at) = place(slot)?;
        self.pages.get(page)?.get(at)
    }

    pub(super) fn get_mut(&mut self, slot: u32) -> Option<&mut Slot<M>> {
        let (page, at) = place(slot)?;
        self.pages.get_mut(page)?.get_mut(at)
    }

    /// Adds a row; its number.
    pub(super) fn push(&mut self, slot: Slot<M>) -> u32 {
        let number = self.len();
        match self.pages.last_mut() {
            Some(page) if page.len() < PAGE => page.push(slot),
            Some(_) => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(slot);
                self.pages.push(page);
            }
            // Few rows are no page full.
            None => self.pages.push(vec![slot]),
        }
        number
    }

    /// Several rows at once; `None` if one is not there, or is asked for twice.
    pub(super) fn get_disjoint_mut<const COUNT: usize>(&mut self, slots: [u32; COUNT]) -> Option<Vec<&mut Slot<M>>> {
        let mut wanted: Vec<(u32, usize)> = slots.iter().copied().zip(0..).collect();
        wanted.sort_unstable();
        let mut found = Vec::with_capacity(COUNT);
        let mut wanted = wanted.into_iter().peekable();
        for (number, page) in self.pages.iter_mut().enumerate() {
            let is_here = |(slot, _): &(u32, usize)| place(*slot).is_some_and(|(page, _)| page == number);
            if !wanted.peek().is_some_and(is_here) {
                continue;
            }
            for (at, row) in page.iter_mut().enumerate() {
                if let Some((_, order)) = wanted.next_if(|(slot, _)| place(*slot) == Some((number, at))) {
                    found.push((order, row));
                }
            }
        }
        found.sort_unstable_by_key(|(order, _)| *order);
        (found.len() == COUNT).then(|| found.into_iter().map(|(_, row)| row).collect())
    }

    /// The row that has a key in the database.
    pub(super) fn find(&self, key: &M::Key) -> Option<u32> {
        self.by_key
            .find(self.hasher.hash_one(key), |slot| stored_key(&self.pages, *slot).as_ref() == Some(key))
            .copied()
    }

    /// Has a row found by a key, which is now its own in the database.
    pub(super) fn index(&mut self, key: &M::Key, slot: u32) {
        let (pages, hasher) = (&self.pages, &self.hasher);
        let is_it = |other: &u32| stored_key(pages, *other).as_ref() == Some(key);
        let hash = |other: &u32| stored_key(pages, *other).map_or(0, |key| hasher.hash_one(key));
        match self.by_key.entry(hasher.hash_one(key), is_it, hash) {
            Entry::Occupied(mut entry) => *entry.get_mut() = slot,
            Entry::Vacant(entry) => {
                entry.insert(slot);
            }
        }
    }

    /// No longer has a row found by a key, which was its own.
    pub(super) fn unindex(&mut self, key: &M::Key, slot: u32) {
        if let Ok(entry) = self.by_key.find_entry(self.hasher.hash_one(key), |other| *other == slot) {
            entry.remove();
        }
    }
}

/// The key that a row has in the database.
fn stored_key<M: Model>(pages: &[Vec<Slot<M>>], slot: u32) -> Option<M::Key> {
    let (page, at) = place(slot)?;
    pages.get(page)?.get(at)?.stored().map(Model::key)
}

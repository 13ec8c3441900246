//! Where the rows of a model are: in pages, by number, and by key.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::State;
use super::behind::Behind;
use super::rows::Slot;
use crate::model::Model;

/// Rows of a page. A page is never moved, so that many rows need no more room than they take.
const PAGE: usize = 1024;

/// The rows of `M`, by number. Those that are in the database are found by their key there, of which no copy is kept.
pub(super) struct Arena<M: Model> {
    pages: Vec<Vec<Slot<M>>>,
    /// What changed rows are in the database.
    behind: Behind<M>,
    by_key: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// Whose a key is.
pub(super) enum Claim {
    /// The row that has it already.
    Taken(u32),
    /// The row that is added next.
    Next(u32),
}

/// Where a row is: its page, and its place there.
fn place(slot: u32) -> Option<(usize, usize)> {
    let slot = usize::try_from(slot).ok()?;
    Some((slot / PAGE, slot % PAGE))
}

impl<M: Model> Arena<M> {
    pub(super) fn new() -> Self {
        Self {
            pages: Vec::new(),
            behind: Behind::default(),
            by_key: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
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

    /// A row as it is in the database.
    pub(super) fn stored(&self, slot: u32) -> Option<&M> {
        stored(&self.pages, &self.behind, slot)
    }

    /// What stands behind a changed row, to change it.
    pub(super) fn behind_mut(&mut self, slot: u32) -> Option<&mut M> {
        let Some(Slot::Changed(_, behind)) = self.get(slot) else { return None };
        let behind = *behind;
        self.behind.get_mut(behind)
    }

    /// Keeps what a row is in the database behind it, as it is to be changed.
    pub(super) fn keep_behind(&mut self, slot: u32)
    where
        M: Clone,
    {
        let Some(Slot::Row(row)) = self.get(slot) else { return };
        let row = row.clone();
        let behind = self.behind.keep(row);
        self.map(slot, |place| match place {
            Slot::Row(row) => Slot::Changed(row, behind),
            other => other,
        });
    }

    /// Has a changed row be as it is here; what it was in the database.
    pub(super) fn settle(&mut self, slot: u32) -> Option<M> {
        let Some(Slot::Changed(_, behind)) = self.get(slot) else { return None };
        let was = self.behind.take(*behind);
        self.map(slot, |place| match place {
            Slot::Changed(row, _) => Slot::Row(row),
            other => other,
        });
        was
    }

    /// Has a changed row be as it is in the database.
    pub(super) fn revert(&mut self, slot: u32) {
        if let Some(was) = self.settle(slot)
            && let Some(place) = self.get_mut(slot)
        {
            *place = Slot::Row(was);
        }
    }

    /// Makes something else of what stands in a place.
    pub(super) fn map(&mut self, slot: u32, next: impl FnOnce(Slot<M>) -> Slot<M>) {
        if let Some(place) = self.get_mut(slot) {
            // What stands there for the moment is replaced at once.
            *place = next(std::mem::replace(place, Slot::Gone(State::Detached)));
        }
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
            .find(self.hasher.hash_one(key), |slot| self.stored(*slot).map(Model::key).as_ref() == Some(key))
            .copied()
    }

    /// Has the next row found by a key, unless there is one with that key: a single look at the keys for a row that is read.
    pub(super) fn claim(&mut self, key: &M::Key) -> Claim {
        let next = self.len();
        let (pages, behind, hasher) = (&self.pages, &self.behind, &self.hasher);
        let key_of = |other: &u32| stored(pages, behind, *other).map(Model::key);
        let is_it = |other: &u32| key_of(other).as_ref() == Some(key);
        let hash = |other: &u32| key_of(other).map_or(0, |key| hasher.hash_one(key));
        match self.by_key.entry(hasher.hash_one(key), is_it, hash) {
            Entry::Occupied(entry) => Claim::Taken(*entry.get()),
            Entry::Vacant(entry) => {
                entry.insert(next);
                Claim::Next(next)
            }
        }
    }

    /// Has a row found by a key, which is now its own in the database.
    pub(super) fn index(&mut self, key: &M::Key, slot: u32) {
        let (pages, behind, hasher) = (&self.pages, &self.behind, &self.hasher);
        let key_of = |other: &u32| stored(pages, behind, *other).map(Model::key);
        let is_it = |other: &u32| key_of(other).as_ref() == Some(key);
        let hash = |other: &u32| key_of(other).map_or(0, |key| hasher.hash_one(key));
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

/// A row as it is in the database.
fn stored<'r, M: Model>(pages: &'r [Vec<Slot<M>>], behind: &'r Behind<M>, slot: u32) -> Option<&'r M> {
    let (page, at) = place(slot)?;
    match pages.get(page)?.get(at)? {
        Slot::Row(row) | Slot::Deleted(row) => Some(row),
        Slot::Changed(_, was) => behind.get(*was),
        Slot::New(_) | Slot::Gone(_) | Slot::RolledBack(_) => None,
    }
}

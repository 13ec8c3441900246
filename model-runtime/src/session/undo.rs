//! What a flush does to rows in memory: kept aside until all of it has succeeded, and undone with the transaction.

use std::collections::BTreeMap;

use super::State;
use super::before::{Before, Level};
use super::rows::{Rows, Slot};
use crate::model::Model;
use crate::relation::AnyKey;

/// What a flush did to a row.
pub(super) enum Done<M> {
    Inserted(M),
    Updated(M),
    /// It lets go of the rows that it refers to, and is to be deleted.
    Released(M),
    Deleted,
    /// The database deletes it with its parent.
    Cascaded,
    /// It was new and had lost its parent, so that it was never written.
    Dropped,
    /// Another row with its key has taken its place.
    Replaced,
}

/// A row that has another parent now: which, by which foreign key, and the keys of the parents.
pub(super) struct Moved {
    pub(super) slot: u32,
    pub(super) key: usize,
    pub(super) from: Option<AnyKey>,
    pub(super) to: Option<AnyKey>,
}

/// What applying a flush changed that other models have to know.
#[derive(Default)]
pub(super) struct Applied {
    pub(super) moved: Vec<Moved>,
    /// Keys of rows that were changed: what they were, and what they are.
    pub(super) rekeyed: Vec<(AnyKey, AnyKey)>,
}

impl<M: Model> Rows<M> {
    /// Keeps what a step of a flush has done.
    pub(super) fn did(&mut self, done: impl Iterator<Item = (u32, Done<M>)>) {
        // A map of many is made at once, in the order of the rows; what was done to a row last counts.
        let mut done: BTreeMap<u32, Done<M>> = done.collect();
        if self.done.is_empty() {
            self.done = done;
        } else {
            self.done.append(&mut done);
        }
    }

    /// Makes rows what a flush has made of them in the database.
    pub(super) fn apply(&mut self) -> Applied {
        let mut applied = Applied::default();
        let (as_here, done) = (std::mem::take(&mut self.as_here), std::mem::take(&mut self.done));
        let mut before_all = Vec::with_capacity(as_here.len() + done.len());
        let as_here = as_here.into_iter().map(|slot| (slot, None));
        for (slot, done) in as_here.chain(done.into_iter().map(|(slot, done)| (slot, Some(done)))) {
            self.clean(slot);
            let is_deleted = matches!(done, Some(Done::Released(_) | Done::Deleted | Done::Cascaded));
            let before = match done {
                None => self.slots.settle(slot).map(Before::Row),
                Some(Done::Inserted(row) | Done::Updated(row)) => self.put(slot, Slot::Row(row)),
                Some(Done::Released(_) | Done::Deleted | Done::Cascaded | Done::Replaced) => {
                    self.put(slot, Slot::Gone(State::Deleted))
                }
                Some(Done::Dropped) => self.put(slot, Slot::Gone(State::Detached)),
            };
            let Some(before) = before else { continue };
            let now = self.row(slot);
            let key = now.map(Model::key);
            for (number, foreign) in M::FOREIGN_KEYS.iter().enumerate() {
                if self.lists.get(number).is_none_or(std::collections::HashMap::is_empty) {
                    continue;
                }
                let from = if let Before::Row(was) = &before { (foreign.of_row)(was) } else { None };
                applied.moved.push(Moved { slot, key: number, from, to: now.and_then(foreign.of_row) });
            }
            let was = if let Before::Row(was) = &before { Some(was.key()) } else { None };
            if was != key {
                if let Some(was) = &was {
                    self.slots.unindex(was, slot);
                }
                if let Some(key) = &key {
                    self.slots.index(key, slot);
                }
            }
            match (was, key) {
                (Some(was), Some(key)) if was != key => applied.rekeyed.push((Box::new(was), Box::new(key))),
                (Some(was), None) if is_deleted => {
                    self.gone.insert(was);
                }
                _ => {}
            }
            self.stale.renewed(slot);
            before_all.push((slot, before));
        }
        if let Some(level) = self.before.last_mut() {
            level.keep_all(before_all);
        }
        // Whichever way they were written, rows come into lists in their order.
        applied.moved.sort_by_key(|moved| moved.slot);
        self.switches.clear();
        self.given.clear();
        applied
    }

    /// Puts something in the place of a row; what it was in the database.
    fn put(&mut self, slot: u32, next: Slot<M>) -> Option<Before<M>> {
        let was = self.slots.settle(slot);
        match std::mem::replace(self.slot_mut(slot)?, next) {
            Slot::New(new) => Some(Before::New(new)),
            Slot::Row(row) | Slot::Deleted(row) => Some(Before::Row(was.unwrap_or(row))),
            Slot::Changed(..) | Slot::Gone(_) | Slot::RolledBack(_) => None,
        }
    }

    fn remember(&mut self, slot: u32, before: Before<M>) {
        if let Some(level) = self.before.last_mut() {
            level.keep(slot, before);
        }
    }

    /// The database has deleted a row of which it was not told.
    pub(super) fn cascaded(&mut self, slot: u32) {
        self.clean(slot);
        if let Some(before) = self.put(slot, Slot::Gone(State::Deleted)) {
            if let Before::Row(was) = &before {
                let key = was.key();
                self.slots.unindex(&key, slot);
                self.gone.insert(key);
            }
            self.remember(slot, before);
        }
    }

    /// The database has changed a row of which it was not told: the same is done here, to what is here and to what it was.
    pub(super) fn followed(&mut self, slot: u32, change: impl Fn(&mut M))
    where
        M: Clone,
    {
        let was = self.stored(slot).cloned();
        match self.slot_mut(slot) {
            Some(Slot::Row(row) | Slot::Changed(row, _)) => change(row),
            _ => return,
        }
        if let Some(behind) = self.slots.behind_mut(slot) {
            change(behind);
        }
        if let Some(was) = was {
            self.remember(slot, Before::Row(was));
        }
    }

    /// Forgets what a flush has done, which failed.
    pub(super) fn discard(&mut self) {
        self.done.clear();
        self.as_here.clear();
        self.switches.clear();
        self.given.clear();
        for slot in self.touched.in_order() {
            if let Some(Slot::New(new)) = self.slots.get_mut(slot) {
                new.ready = None;
            }
        }
    }

    /// What rows are now is what they were when the next transaction begins.
    pub(super) fn committed(&mut self) {
        self.before = vec![Level::default()];
        self.relisted.clear();
    }

    /// A savepoint begins.
    pub(super) fn saved(&mut self) {
        self.before.push(Level::default());
    }

    /// The innermost savepoint is a part of what is around it.
    pub(super) fn released(&mut self) {
        if let (Some(level), Some(around)) = (self.before.pop(), self.before.last_mut()) {
            around.keep_all(level.into_rows().collect());
        }
    }

    /// Makes rows what they were when the innermost savepoint began, or the transaction; those that were not there are not any more.
    pub(super) fn rolled_back(&mut self) {
        self.discard();
        for slot in std::mem::take(&mut self.touched).in_order() {
            self.slots.revert(slot);
            self.slots.map(slot, |place| match place {
                Slot::Deleted(row) => Slot::Row(row),
                Slot::New(new) => Slot::RolledBack(new),
                other => other,
            });
        }
        self.links.clear();
        // Lists are read again where what they hold was written since.
        for (key, parent) in std::mem::take(&mut self.relisted) {
            if let Some(lists) = self.lists.get_mut(key) {
                lists.remove(&parent);
            }
        }
        let level = self.before.pop().unwrap_or_default();
        if self.before.is_empty() {
            self.before.push(Level::default());
        }
        // First all that is there now makes room, as keys may have changed hands.
        for slot in level.slots() {
            if let Some(key) = self.stored(slot).map(Model::key) {
                self.slots.unindex(&key, slot);
            }
        }
        for (slot, before) in level.into_rows() {
            let (key, next) = match before {
                Before::Row(row) => (Some(row.key()), Slot::Row(row)),
                Before::New(new) => (None, Slot::RolledBack(new)),
            };
            if let Some(place) = self.slot_mut(slot) {
                *place = next;
            }
            if let Some(key) = key {
                self.slots.index(&key, slot);
            }
        }
    }

    /// Makes rows what they were when the transaction began, whatever savepoints were open.
    pub(super) fn all_rolled_back(&mut self) {
        while self.before.len() > 1 {
            self.rolled_back();
        }
        self.rolled_back();
    }
}

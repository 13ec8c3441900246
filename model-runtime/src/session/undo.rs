//! What a flush does to rows in memory: kept aside until all of it has succeeded, and undone with the transaction.

use std::collections::BTreeMap;

use super::State;
use super::rows::{New, Rows, Slot};
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

/// What a row was before it was written.
pub(super) enum Before<M: Model> {
    /// It was not in the database.
    New(Box<New<M>>),
    Row(M),
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
        let all_done = std::mem::take(&mut self.done);
        let mut before_all = Vec::with_capacity(all_done.len());
        for (slot, done) in all_done {
            self.clean(slot);
            let is_deleted = matches!(done, Done::Released(_) | Done::Deleted | Done::Cascaded);
            let (key, next) = match done {
                Done::Inserted(row) | Done::Updated(row) => (Some(row.key()), Slot::Row(row)),
                Done::Released(_) | Done::Deleted | Done::Cascaded | Done::Replaced => {
                    (None, Slot::Gone(State::Deleted))
                }
                Done::Dropped => (None, Slot::Gone(State::Detached)),
            };
            let Some(before) = self.put(slot, next) else { continue };
            let now = self.row(slot);
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
        self.remember_all(before_all);
        self.switches.clear();
        self.given.clear();
        applied
    }

    /// Puts something in the place of a row; what it was in the database.
    fn put(&mut self, slot: u32, next: Slot<M>) -> Option<Before<M>> {
        match std::mem::replace(self.slot_mut(slot)?, next) {
            Slot::New(new) => Some(Before::New(new)),
            Slot::Row(row) | Slot::Deleted(row) => Some(Before::Row(row)),
            Slot::Changed(_, was) => Some(Before::Row(*was)),
            Slot::Gone(_) | Slot::RolledBack(_) => None,
        }
    }

    fn remember_all(&mut self, rows: Vec<(u32, Before<M>)>) {
        match self.before.last_mut() {
            Some(level) if level.is_empty() => *level = rows.into_iter().collect(),
            _ => rows.into_iter().for_each(|(slot, before)| self.remember(slot, before)),
        }
    }

    fn remember(&mut self, slot: u32, before: Before<M>) {
        if let Some(level) = self.before.last_mut() {
            level.entry(slot).or_insert(before);
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
            Some(Slot::Row(row)) => change(row),
            Some(Slot::Changed(row, was)) => {
                change(row);
                change(was);
            }
            _ => return,
        }
        if let Some(was) = was {
            self.remember(slot, Before::Row(was));
        }
    }

    /// Forgets what a flush has done, which failed.
    pub(super) fn discard(&mut self) {
        self.done.clear();
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
        self.before = vec![BTreeMap::new()];
        self.relisted.clear();
    }

    /// A savepoint begins.
    pub(super) fn saved(&mut self) {
        self.before.push(BTreeMap::new());
    }

    /// The innermost savepoint is a part of what is around it.
    pub(super) fn released(&mut self) {
        if let (Some(level), Some(around)) = (self.before.pop(), self.before.last_mut()) {
            for (slot, before) in level {
                around.entry(slot).or_insert(before);
            }
        }
    }

    /// Makes rows what they were when the innermost savepoint began, or the transaction; those that were not there are not any more.
    pub(super) fn rolled_back(&mut self) {
        self.discard();
        for slot in std::mem::take(&mut self.touched).in_order() {
            let Some(place) = self.slot_mut(slot) else { continue };
            *place = match std::mem::replace(place, Slot::Gone(State::Detached)) {
                Slot::Changed(_, was) => Slot::Row(*was),
                Slot::Deleted(row) => Slot::Row(row),
                Slot::New(new) => Slot::RolledBack(new),
                other => other,
            };
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
            self.before.push(BTreeMap::new());
        }
        // First all that is there now makes room, as keys may have changed hands.
        for slot in level.keys() {
            if let Some(key) = self.stored(*slot).map(Model::key) {
                self.slots.unindex(&key, *slot);
            }
        }
        for (slot, before) in level {
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

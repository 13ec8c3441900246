//! The rows of one model in a session: what each is, what it was, and where it is by its key.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::State;
use crate::model::{ColumnSet, Draft, Model, Tracks};
use crate::relation::ForeignKey;

/// The rows of `M`, by their numbers.
pub(super) struct Rows<M: Model> {
    pub(super) slots: Vec<Slot<M>>,
    /// The rows that are in the database, by key.
    by_key: HashMap<M::Key, u32>,
    /// The rows that may have to be written: a flush looks at no others.
    pub(super) touched: BTreeSet<u32>,
    /// What a flush has done so far, until all of it has succeeded.
    pub(super) done: BTreeMap<u32, Done<M>>,
    /// What rows were when the transaction began, of those that were written since.
    before: BTreeMap<u32, Before<M>>,
}

/// A row.
pub(super) enum Slot<M: Model> {
    /// It is to be inserted.
    New(Box<New<M>>),
    /// It is in the database as it is here.
    Row(M),
    /// It is other than in the database, where it is what stands behind it.
    Changed(M, Box<M>),
    /// It is to be deleted.
    Deleted(M),
    /// It is not in the session any more.
    Gone(State),
}

/// A row to insert.
pub(super) struct New<M: Model> {
    pub(super) draft: Draft<M>,
    /// The rows whose keys are foreign keys of this one: which key, and which row.
    pub(super) parents: Vec<(usize, u32)>,
}

/// What a flush did to a row.
pub(super) enum Done<M> {
    Inserted(M),
    Updated(M),
    /// It lets go of the rows that it refers to, and is to be deleted.
    Released(M),
    Deleted,
}

/// What a row was when the transaction began.
enum Before<M> {
    /// It was not in the database.
    Nothing,
    Row(M),
}

impl<M: Model> Rows<M> {
    pub(super) fn new() -> Self {
        Self {
            slots: Vec::new(),
            by_key: HashMap::new(),
            touched: BTreeSet::new(),
            done: BTreeMap::new(),
            before: BTreeMap::new(),
        }
    }

    pub(super) fn slot(&self, slot: u32) -> Option<&Slot<M>> {
        self.slots.get(usize::try_from(slot).ok()?)
    }

    fn slot_mut(&mut self, slot: u32) -> Option<&mut Slot<M>> {
        self.slots.get_mut(usize::try_from(slot).ok()?)
    }

    fn push(&mut self, slot: Slot<M>) -> u32 {
        let number = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        self.slots.push(slot);
        number
    }

    /// Takes a row to insert.
    pub(super) fn add(&mut self, new: New<M>) -> u32 {
        let slot = self.push(Slot::New(Box::new(new)));
        self.touched.insert(slot);
        slot
    }

    /// Takes a row of the database, unless it is there already: what is here stays as it is.
    pub(super) fn attach(&mut self, row: M) -> u32 {
        if let Some(slot) = self.by_key.get(&row.key()) {
            return *slot;
        }
        let key = row.key();
        let slot = self.push(Slot::Row(row));
        self.by_key.insert(key, slot);
        slot
    }

    /// The row with a key.
    pub(super) fn find(&self, key: &M::Key) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// The row, to change it.
    pub(super) fn row_mut(&mut self, slot: u32) -> Option<&mut M>
    where
        M: Clone,
    {
        self.touched.insert(slot);
        let place = self.slot_mut(slot)?;
        if let Slot::Row(row) = place {
            // What stands there for the moment is replaced at once.
            let row = row.clone();
            if let Slot::Row(was) = std::mem::replace(place, Slot::Gone(State::Detached)) {
                *place = Slot::Changed(row, Box::new(was));
            }
        }
        match place {
            Slot::Changed(row, _) => Some(row),
            _ => None,
        }
    }

    /// Has a row deleted by the next flush; one that was not written yet is forgotten.
    pub(super) fn delete(&mut self, slot: u32) {
        self.touched.insert(slot);
        let Some(place) = self.slot_mut(slot) else { return };
        *place = match std::mem::replace(place, Slot::Gone(State::Detached)) {
            Slot::Row(row) => Slot::Deleted(row),
            Slot::Changed(_, was) => Slot::Deleted(*was),
            other @ Slot::Deleted(_) => other,
            Slot::New(_) | Slot::Gone(_) => Slot::Gone(State::Detached),
        };
        if matches!(place, Slot::Gone(_)) {
            self.touched.remove(&slot);
        }
    }

    /// The columns of a row that are other than in the database.
    pub(super) fn changed(&self, slot: u32) -> ColumnSet
    where
        M::Row: Tracks,
    {
        let Some(Slot::Changed(now, was)) = self.slot(slot) else { return ColumnSet::EMPTY };
        let is_changed = |column: &usize| match (now.value(*column), was.value(*column)) {
            (Some(now), Some(was)) => !M::Row::is_same(*column, now, was),
            _ => false,
        };
        (0..M::SCHEMA.columns.len()).filter(is_changed).fold(ColumnSet::EMPTY, ColumnSet::with)
    }

    /// Rows that were touched and are as they were are clean again.
    pub(super) fn settle(&mut self)
    where
        M::Row: Tracks,
    {
        let same: Vec<u32> = self.touched.iter().copied().filter(|slot| self.is_unchanged(*slot)).collect();
        for slot in same {
            self.touched.remove(&slot);
            if let Some(place) = self.slot_mut(slot)
                && let Slot::Changed(_, was) = std::mem::replace(place, Slot::Gone(State::Detached))
            {
                *place = Slot::Row(*was);
            }
        }
    }

    fn is_unchanged(&self, slot: u32) -> bool
    where
        M::Row: Tracks,
    {
        matches!(self.slot(slot), Some(Slot::Changed(..))) && self.changed(slot).is_empty()
    }

    /// The key of a row, as it will be when what was done so far is applied.
    pub(super) fn key_of(&self, slot: u32) -> Option<M::Key> {
        match (self.done.get(&slot), self.slot(slot)?) {
            (Some(Done::Inserted(row) | Done::Updated(row)), _) | (_, Slot::Row(row) | Slot::Changed(row, _)) => {
                Some(row.key())
            }
            (_, Slot::New(new)) => M::given_key(&new.draft),
            _ => None,
        }
    }

    /// Makes rows what a flush has made of them in the database.
    pub(super) fn apply(&mut self) {
        for (slot, done) in std::mem::take(&mut self.done) {
            self.touched.remove(&slot);
            let (key, next) = match done {
                Done::Inserted(row) | Done::Updated(row) => (Some(row.key()), Slot::Row(row)),
                Done::Released(_) | Done::Deleted => (None, Slot::Gone(State::Deleted)),
            };
            let Some(place) = self.slot_mut(slot) else { continue };
            let before = match std::mem::replace(place, next) {
                Slot::New(_) => Some(Before::Nothing),
                Slot::Row(row) | Slot::Deleted(row) => Some(Before::Row(row)),
                Slot::Changed(_, was) => Some(Before::Row(*was)),
                Slot::Gone(_) => None,
            };
            if let Some(Before::Row(was)) = &before {
                self.by_key.remove(&was.key());
            }
            if let Some(key) = key {
                self.by_key.insert(key, slot);
            }
            if let Some(before) = before {
                self.before.entry(slot).or_insert(before);
            }
        }
    }

    /// Forgets what a flush has done, which failed.
    pub(super) fn discard(&mut self) {
        self.done.clear();
    }

    /// What rows are now is what they were when the next transaction begins.
    pub(super) fn committed(&mut self) {
        self.before.clear();
    }

    /// Makes rows what they were when the transaction began; those that were not there are not any more.
    pub(super) fn rolled_back(&mut self) {
        self.done.clear();
        for slot in std::mem::take(&mut self.touched) {
            let Some(place) = self.slot_mut(slot) else { continue };
            *place = match std::mem::replace(place, Slot::Gone(State::Detached)) {
                Slot::Changed(_, was) => Slot::Row(*was),
                Slot::Deleted(row) => Slot::Row(row),
                other @ Slot::Row(_) => other,
                Slot::New(_) | Slot::Gone(_) => Slot::Gone(State::RolledBack),
            };
        }
        for (slot, before) in std::mem::take(&mut self.before) {
            let Some(place) = self.slot_mut(slot) else { continue };
            let (key, next) = match before {
                Before::Row(row) => (Some(row.key()), Slot::Row(row)),
                Before::Nothing => (None, Slot::Gone(State::RolledBack)),
            };
            let now = std::mem::replace(place, next);
            if let Slot::Row(row) = now {
                self.by_key.remove(&row.key());
            }
            if let Some(key) = key {
                self.by_key.insert(key, slot);
            }
        }
    }

    /// What a row is, as the session tells it.
    pub(super) fn state(&self, slot: u32) -> State {
        match self.slot(slot) {
            Some(Slot::New(_)) => State::Pending,
            Some(Slot::Row(_)) => State::Persistent,
            Some(Slot::Changed(..)) => State::Dirty,
            Some(Slot::Deleted(_)) => State::Deleted,
            Some(Slot::Gone(state)) => *state,
            None => State::Detached,
        }
    }
}

/// The foreign key that a column belongs to.
pub(super) fn foreign_key_at<M: Model>(column: usize) -> Option<usize> {
    M::FOREIGN_KEYS.iter().position(|key: &ForeignKey<M>| key.columns.contains(&column))
}

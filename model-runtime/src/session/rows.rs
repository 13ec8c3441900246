//! The rows of one model in a session: what each is, what it was, and where it is by its key.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::State;
use super::arena::{Arena, Claim};
use super::before::Level;
use super::stale::Stale;
use super::touched::Touched;
use super::undo::Done;
use crate::model::{ColumnSet, Draft, Model, RowRef, Tracks};
use crate::relation::ForeignKey;
use crate::schema::Role;

/// The rows of `M`, by their numbers.
pub(super) struct Rows<M: Model> {
    pub(super) slots: Arena<M>,
    /// The rows that may have to be written: a flush looks at no others.
    pub(super) touched: Touched,
    /// Parents that were given as rows and have no key yet, by row and foreign key; and those that were taken away where the column cannot
    /// say so.
    pub(super) links: hashbrown::HashMap<(u32, usize), Option<u32>>,
    /// For each foreign key, the rows that a parent has in the database, where all of them were loaded.
    pub(super) lists: Vec<HashMap<u32, Vec<u32>>>,
    /// Lists that were changed by what was written since the transaction began.
    pub(super) relisted: HashSet<(usize, u32)>,
    /// The rows that may be other in the database than here.
    pub(super) stale: Stale,
    /// New rows by the keys that they were given, while a flush plans.
    pub(super) given: HashMap<M::Key, u32>,
    /// New rows that take the place of rows to be deleted which have the same key.
    pub(super) switches: BTreeMap<u32, u32>,
    /// What a flush has done so far, until all of it has succeeded.
    pub(super) done: BTreeMap<u32, Done<M>>,
    /// The changed rows that it has written as they are here, of which there is nothing more to know.
    pub(super) as_here: Vec<u32>,
    /// The rows of a step of which one was not there.
    pub(super) failed: Vec<u32>,
    /// What rows were when the transaction, and each savepoint in it, began: of those that were written since.
    pub(super) before: Vec<Level<M>>,
    /// The keys of rows that were deleted by the flush that is being applied.
    pub(super) gone: HashSet<M::Key>,
}

/// A row.
pub(super) enum Slot<M: Model> {
    /// It is to be inserted.
    New(Box<New<M>>),
    /// It is in the database as it is here.
    Row(M),
    /// It is other than in the database, where it is what is [kept](super::behind::Behind) behind it, by number.
    Changed(M, u32),
    /// It is to be deleted.
    Deleted(M),
    /// It is not in the session any more.
    Gone(State),
    /// It was added in a transaction that was rolled back.
    RolledBack(Box<New<M>>),
}

impl<M: Model> Slot<M> {
    /// What the row is, as the session tells it.
    pub(super) const fn state(&self) -> State {
        match self {
            Self::New(_) => State::Pending,
            Self::Row(_) => State::Persistent,
            Self::Changed(..) => State::Dirty,
            Self::Deleted(_) => State::Deleted,
            Self::Gone(state) => *state,
            Self::RolledBack(_) => State::RolledBack,
        }
    }
}

/// A row to insert.
pub(super) struct New<M: Model> {
    pub(super) values: Values<M>,
    /// The parents that were given as rows of the session, by the columns of their keys.
    pub(super) rows: Vec<(usize, RowRef)>,
    /// The values with their defaults, as the flush that is under way inserts them.
    pub(super) ready: Option<Draft<M>>,
}

/// The values of a row to insert.
pub(super) enum Values<M: Model> {
    Draft(Draft<M>),
    /// A whole row, with its key.
    Row(M),
}

impl<M: Model> New<M> {
    /// The key, where it is given.
    pub(super) fn key(&self) -> Option<M::Key> {
        match (&self.ready, &self.values) {
            (_, Values::Row(row)) => Some(row.key()),
            (Some(draft), _) | (None, Values::Draft(draft)) => M::given_key(draft),
        }
    }
}

impl<M: Model> Rows<M> {
    /// No rows, so many savepoints within a transaction.
    pub(super) fn new(levels: usize) -> Self {
        Self {
            slots: Arena::new(),
            touched: Touched::default(),
            links: hashbrown::HashMap::new(),
            lists: M::FOREIGN_KEYS.iter().map(|_| HashMap::new()).collect(),
            relisted: HashSet::new(),
            stale: Stale::default(),
            given: HashMap::new(),
            switches: BTreeMap::new(),
            done: BTreeMap::new(),
            as_here: Vec::new(),
            failed: Vec::new(),
            before: (0..=levels).map(|_| Level::default()).collect(),
            gone: HashSet::new(),
        }
    }

    pub(super) fn slot(&self, slot: u32) -> Option<&Slot<M>> {
        self.slots.get(slot)
    }

    pub(super) fn slot_mut(&mut self, slot: u32) -> Option<&mut Slot<M>> {
        self.slots.get_mut(slot)
    }

    fn push(&mut self, slot: Slot<M>) -> u32 {
        let number = self.slots.push(slot);
        self.stale.renewed(number);
        number
    }

    /// The row, if there is one that is in the database and stays there.
    pub(super) fn row(&self, slot: u32) -> Option<&M> {
        match self.slot(slot)? {
            Slot::Row(row) | Slot::Changed(row, _) => Some(row),
            _ => None,
        }
    }

    /// The row as it is in the database, as far as is known here.
    pub(super) fn stored(&self, slot: u32) -> Option<&M> {
        self.slots.stored(slot)
    }

    /// A changed row as it is here, and as it is in the database.
    pub(super) fn change(&self, slot: u32) -> Option<(&M, &M)> {
        match self.slot(slot)? {
            Slot::Changed(now, _) => Some((now, self.stored(slot)?)),
            _ => None,
        }
    }

    /// Takes a row to insert, with its parents among the rows of the session.
    pub(super) fn add(&mut self, new: New<M>, parents: Vec<(usize, u32)>) -> u32 {
        let slot = self.push(Slot::New(Box::new(new)));
        self.touched.insert(slot);
        self.links.extend(parents.into_iter().map(|(key, parent)| ((slot, key), Some(parent))));
        slot
    }

    /// Takes a row that was read: where it is known already, what is here stays as it is, unless it may be out of date.
    pub(super) fn keep(&mut self, row: M) -> u32 {
        let key = row.key();
        let slot = match self.slots.claim(&key) {
            Claim::Taken(slot) => slot,
            Claim::Next(slot) => {
                self.push(Slot::Row(row));
                return slot;
            }
        };
        if self.stale.is_stale(slot) {
            self.stale.renewed(slot);
            if let Some(place @ Slot::Row(_)) = self.slot_mut(slot) {
                *place = Slot::Row(row);
            }
        }
        slot
    }

    /// Gives a row that is not written yet other values.
    pub(super) fn amend(&mut self, slot: u32, new: New<M>, parents: Vec<(usize, u32)>) {
        if let Some(Slot::New(place)) = self.slot_mut(slot) {
            **place = new;
            self.unlink(slot);
            self.links.extend(parents.into_iter().map(|(key, parent)| ((slot, key), Some(parent))));
        }
    }

    /// Takes a row that was read anew, whatever was changed.
    pub(super) fn replace(&mut self, slot: u32, row: M) {
        self.clean(slot);
        self.stale.renewed(slot);
        self.slots.settle(slot);
        if let Some(place @ Slot::Row(_)) = self.slot_mut(slot) {
            *place = Slot::Row(row);
        }
    }

    /// Takes a row to insert by its values.
    pub(super) fn add_values(&mut self, values: Values<M>) -> u32 {
        self.add(New { values, rows: Vec::new(), ready: None }, Vec::new())
    }

    /// Takes a row of the database that is not known here.
    pub(super) fn attach(&mut self, row: M) -> u32 {
        let key = row.key();
        let slot = self.push(Slot::Row(row));
        self.slots.index(&key, slot);
        slot
    }

    /// Takes a row that was read in place of what is here, whatever was changed.
    pub(super) fn overwrite(&mut self, row: M) -> u32 {
        let Some(slot) = self.find(&row.key()) else { return self.attach(row) };
        self.clean(slot);
        self.stale.renewed(slot);
        self.slots.settle(slot);
        self.slots.map(slot, |_| Slot::Row(row));
        slot
    }

    /// Forgets that a row was changed.
    pub(super) fn clean(&mut self, slot: u32) {
        self.touched.remove(slot);
        self.unlink(slot);
    }

    /// Forgets the parents that a row was given as rows.
    pub(super) fn unlink(&mut self, slot: u32) {
        if self.links.is_empty() {
            return;
        }
        for key in 0..M::FOREIGN_KEYS.len() {
            self.links.remove(&(slot, key));
        }
    }

    /// The row with a key.
    pub(super) fn find(&self, key: &M::Key) -> Option<u32> {
        self.slots.find(key)
    }

    /// The row, to change it; what it is, if it cannot be.
    pub(super) fn row_mut(&mut self, slot: u32) -> Result<&mut M, State>
    where
        M: Clone,
    {
        self.slots.keep_behind(slot);
        match self.slots.get_mut(slot).ok_or(State::Detached)? {
            Slot::Changed(row, _) => {
                self.touched.insert(slot);
                Ok(row)
            }
            other => Err(other.state()),
        }
    }

    /// Has a row deleted by the next flush; one that was not written yet is forgotten.
    pub(super) fn delete(&mut self, slot: u32) {
        self.clean(slot);
        self.slots.revert(slot);
        self.slots.map(slot, |place| match place {
            Slot::Row(row) => Slot::Deleted(row),
            other @ (Slot::Changed(..) | Slot::Deleted(_) | Slot::RolledBack(_)) => other,
            Slot::New(_) | Slot::Gone(_) => Slot::Gone(State::Detached),
        });
        if matches!(self.slot(slot), Some(Slot::Deleted(_))) {
            self.touched.insert(slot);
        }
    }

    /// Takes a row out of the session, as it is here.
    pub(super) fn expunge(&mut self, slot: u32) -> Option<M> {
        self.clean(slot);
        let key = self.stored(slot)?.key();
        self.slots.settle(slot);
        match std::mem::replace(self.slot_mut(slot)?, Slot::Gone(State::Detached)) {
            Slot::Row(row) => {
                self.slots.unindex(&key, slot);
                Some(row)
            }
            other => {
                *self.slot_mut(slot)? = other;
                None
            }
        }
    }

    /// The columns of a row that are other than in the database.
    pub(super) fn changed(now: &M, was: &M) -> ColumnSet
    where
        M::Row: Tracks,
    {
        let is_changed = |column: &usize| match (now.value(*column), was.value(*column)) {
            // What the database computes cannot be written.
            _ if M::SCHEMA.columns.get(*column).is_none_or(|column| column.role == Role::ReadOnly) => false,
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
        let same: Vec<u32> = self.touched.in_order().into_iter().filter(|slot| self.is_unchanged(*slot)).collect();
        for slot in same {
            self.touched.remove(slot);
            self.slots.revert(slot);
        }
    }

    fn is_unchanged(&self, slot: u32) -> bool
    where
        M::Row: Tracks,
    {
        let Some((now, was)) = self.change(slot) else { return false };
        self.links_of(slot).next().is_none() && Self::changed(now, was).is_empty()
    }

    /// The parents that a row was given as rows, or taken from, by foreign key.
    pub(super) fn links_of(&self, slot: u32) -> impl Iterator<Item = (usize, Option<u32>)> {
        (0..M::FOREIGN_KEYS.len()).filter_map(move |key| Some((key, self.link_of(slot, key)?)))
    }

    /// Whether a row has lost a parent that it cannot be without.
    pub(super) fn is_orphan(&self, slot: u32) -> bool {
        let lost = |(number, key): (usize, &ForeignKey<M>)| {
            key.deletes_orphans
                && match (self.link_of(slot, number), self.change(slot)) {
                    (Some(parent), _) => parent.is_none(),
                    (None, Some((now, was))) => (key.of_row)(now).is_none() && (key.of_row)(was).is_some(),
                    _ => false,
                }
        };
        M::FOREIGN_KEYS.iter().enumerate().any(lost)
    }

    /// The key of a row, as it will be when what was done so far is applied.
    pub(super) fn key_of(&self, slot: u32) -> Option<M::Key> {
        match (self.done.get(&slot), self.slot(slot)?) {
            (Some(Done::Inserted(row) | Done::Updated(row)), _) | (_, Slot::Row(row) | Slot::Changed(row, _)) => {
                Some(row.key())
            }
            (_, Slot::New(new)) => new.key(),
            _ => None,
        }
    }

    /// What a row is, as the session tells it.
    pub(super) fn state(&self, slot: u32) -> State {
        self.slot(slot).map_or(State::Detached, Slot::state)
    }
}

/// The foreign key that a column belongs to.
pub(super) fn foreign_key_at<M: Model>(column: usize) -> Option<usize> {
    M::FOREIGN_KEYS.iter().position(|key: &ForeignKey<M>| key.columns.contains(&column))
}

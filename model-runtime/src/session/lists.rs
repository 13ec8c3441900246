//! How rows refer to each other: the parent of a row, and the rows that a parent has in the database and since.

use std::any::Any;
use std::collections::HashSet;

use super::rows::{Rows, Slot, Values};
use crate::model::Model;
use crate::relation::{AnyKey, Reference};

/// What the parent of a row is.
pub(super) enum Parent<K> {
    Nobody,
    Slot(u32),
    /// The row with a key, which may not be in the session.
    Key(K),
}

impl<M: Model> Rows<M> {
    /// Whether a parent is that of a row, as it is here now.
    fn is_child(&self, slot: u32, number: usize, parent: u32, parent_key: Option<&dyn Any>) -> bool {
        if let Some(linked) = self.link_of(slot, number) {
            return linked == Some(parent);
        }
        let (Some(key), Some(foreign)) = (parent_key, M::FOREIGN_KEYS.get(number)) else { return false };
        match self.slot(slot) {
            Some(Slot::New(new)) => match &new.values {
                Values::Draft(draft) => (foreign.is_of_draft)(draft, key),
                Values::Row(row) => (foreign.is_of_row)(row, key),
            },
            Some(Slot::Row(row) | Slot::Changed(row, _)) => (foreign.is_of_row)(row, key),
            _ => false,
        }
    }

    /// The rows of a parent by a foreign key, as it is here now: `None` if they were not loaded.
    ///
    /// What was not touched is as it was loaded, so that only touched rows are looked at.
    pub(super) fn children(&self, number: usize, parent: u32, key: Option<&dyn Any>, is_new: bool) -> Option<Vec<u32>> {
        let none = Vec::new();
        let list = match self.lists.get(number).and_then(|lists| lists.get(&parent)) {
            Some(list) => list,
            // What is not in the database has no rows there.
            None if is_new => &none,
            None => return None,
        };
        let stays = |slot: &u32| match self.slot(*slot) {
            Some(Slot::Row(_)) => !self.touched.contains(*slot) || self.is_child(*slot, number, parent, key),
            Some(Slot::Changed(..)) => self.is_child(*slot, number, parent, key),
            _ => false,
        };
        let mut rows: Vec<u32> = list.iter().copied().filter(stays).collect();
        if self.touched.is_empty() {
            return Some(rows);
        }
        let listed: HashSet<u32> = rows.iter().copied().collect();
        let is_further = |slot: &u32| !listed.contains(slot) && self.is_child(*slot, number, parent, key);
        rows.extend(self.touched.in_order().into_iter().filter(is_further));
        Some(rows)
    }

    /// Gives a row the key of its parent, or none.
    pub(super) fn point_to(&mut self, slot: u32, number: usize, key: Option<&dyn Any>)
    where
        M: Clone,
    {
        let Some(foreign) = M::FOREIGN_KEYS.get(number) else { return };
        self.links.remove(&(slot, number));
        if let Some(Slot::New(new)) = self.slot_mut(slot) {
            match &mut new.values {
                Values::Draft(draft) => (foreign.set)(draft, key),
                Values::Row(row) => (foreign.set_row)(row, key),
            }
        } else if let Ok(row) = self.row_mut(slot) {
            (foreign.set_row)(row, key);
        }
    }

    /// Gives a row a parent that has no key yet, or says that it has none where its column cannot.
    pub(super) fn link(&mut self, slot: u32, number: usize, parent: Option<u32>)
    where
        M: Clone,
    {
        // The key is what it was, so that one that is assigned later can be told.
        let was = self.stored(slot).and_then(|was| (M::FOREIGN_KEYS.get(number)?.of_row)(was));
        if let (Ok(row), Some(foreign)) = (self.row_mut(slot), M::FOREIGN_KEYS.get(number)) {
            (foreign.set_row)(row, was.as_deref().map(|key| key as &dyn Any));
        }
        if matches!(self.slot(slot), Some(Slot::New(_) | Slot::Changed(..))) {
            self.links.insert((slot, number), parent);
        }
    }

    /// The parent that a row was given as a row, or that it was taken from one, unless its key was assigned afterwards.
    #[allow(clippy::option_option)]
    pub(super) fn link_of(&self, slot: u32, number: usize) -> Option<Option<u32>> {
        let linked = self.links.get(&(slot, number))?;
        let assigned = match (self.change(slot), M::FOREIGN_KEYS.get(number)) {
            (Some((now, was)), Some(foreign)) => match (foreign.of_row)(was) {
                Some(key) => !(foreign.is_of_row)(now, &*key),
                None => (foreign.of_row)(now).is_some(),
            },
            _ => false,
        };
        (!assigned).then_some(*linked)
    }

    /// Takes a row from its parent: its key becomes NULL, or the row an orphan that the next flush deletes.
    pub(super) fn let_go(&mut self, slot: u32, number: usize)
    where
        M: Clone,
    {
        match M::FOREIGN_KEYS.get(number) {
            Some(foreign) if foreign.is_nullable() && !foreign.deletes_orphans => self.point_to(slot, number, None),
            Some(_) => self.link(slot, number, None),
            None => {}
        }
    }

    /// Begins the list of a parent, of whose rows all are known.
    pub(super) fn open_list(&mut self, number: usize, parent: u32) {
        if let Some(lists) = self.lists.get_mut(number) {
            lists.entry(parent).or_default();
        }
    }

    /// Adds a row that was loaded to the list of its parent.
    pub(super) fn list(&mut self, number: usize, parent: u32, slot: u32) {
        if let Some(lists) = self.lists.get_mut(number) {
            lists.entry(parent).or_default().push(slot);
        }
    }

    /// Whether the list of a parent was loaded.
    pub(super) fn is_listed(&self, number: usize, parent: u32) -> bool {
        self.lists.get(number).is_some_and(|lists| lists.contains_key(&parent))
    }

    /// Forgets the lists of a parent.
    pub(super) fn forget_list(&mut self, number: usize, parent: u32) {
        if let Some(lists) = self.lists.get_mut(number) {
            lists.remove(&parent);
        }
    }

    /// A row that was written has another parent now.
    pub(super) fn relist(&mut self, number: usize, slot: u32, from: Option<u32>, to: Option<u32>) {
        let Some(lists) = self.lists.get_mut(number) else { return };
        if from == to {
            return;
        }
        if let Some((parent, list)) = from.and_then(|parent| Some((parent, lists.get_mut(&parent)?))) {
            list.retain(|row| *row != slot);
            self.relisted.insert((number, parent));
        }
        if let Some((parent, list)) = to.and_then(|parent| Some((parent, lists.get_mut(&parent)?))) {
            list.push(slot);
            self.relisted.insert((number, parent));
        }
    }

    /// The key of a row's parent, as its columns have it.
    pub(super) fn parent_key<F: Reference<Child = M>>(&self, slot: u32) -> Option<<F::Parent as Model>::Key> {
        match self.slot(slot)? {
            Slot::New(new) => match &new.values {
                Values::Draft(draft) => F::parent_of_draft(draft),
                Values::Row(row) => F::parent(row),
            },
            Slot::Row(row) | Slot::Changed(row, _) => F::parent(row),
            _ => None,
        }
    }

    /// The parent of a row by a foreign key, as it is here now.
    pub(super) fn parent(&self, slot: u32, number: usize) -> Parent<AnyKey> {
        if let Some(linked) = self.link_of(slot, number) {
            return linked.map_or(Parent::Nobody, Parent::Slot);
        }
        let Some(foreign) = M::FOREIGN_KEYS.get(number) else { return Parent::Nobody };
        let key = match self.slot(slot) {
            Some(Slot::New(new)) => match &new.values {
                Values::Draft(draft) => (foreign.of_draft)(draft),
                Values::Row(row) => (foreign.of_row)(row),
            },
            Some(Slot::Row(row) | Slot::Changed(row, _) | Slot::Deleted(row)) => (foreign.of_row)(row),
            _ => None,
        };
        key.map_or(Parent::Nobody, Parent::Key)
    }
}

//! What has changed of the rows of a model, and what is wrong with it.

use super::rows::{New, Rows, Slot, Values};
use super::undo::Done;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{ColumnSet, Model, RowTuple, Tracks, complete};
use crate::rule::{has_rules, validate_new_at, validate_row};
use crate::schema::Role;
use crate::unit::Change;

impl<M: Model<Row: Tracks> + Clone> Rows<M> {
    /// What has to be written. New rows get their defaults then, and those that take the place of a deleted row are told.
    pub(super) fn changes(&mut self) -> Vec<(u32, Change)> {
        let change = |slot: u32| match self.slot(slot)? {
            _ if self.done.contains_key(&slot) => None,
            Slot::New(_) => Some((slot, Change::Insert)),
            Slot::Changed(..) if self.is_orphan(slot) => Some((slot, Change::Delete)),
            Slot::Changed(..) => Some((slot, Change::Update)),
            Slot::Deleted(_) => Some((slot, Change::Delete)),
            Slot::Row(_) | Slot::Gone(_) | Slot::RolledBack(_) => None,
        };
        let mut changes: Vec<(u32, Change)> = self.touched.in_order().into_iter().filter_map(change).collect();
        for (slot, change) in &mut changes {
            if *change != Change::Insert {
                continue;
            }
            let draft = match self.slot(*slot) {
                Some(Slot::New(new)) => match &new.values {
                    Values::Draft(draft) => {
                        let mut draft = M::Row::copy(draft);
                        complete::<M>(&mut draft);
                        Some(draft)
                    }
                    Values::Row(_) => None,
                },
                _ => continue,
            };
            let Some(Slot::New(new)) = self.slot_mut(*slot) else { continue };
            new.ready = draft;
            let Some(key) = new.key() else { continue };
            if let Some(old) = self.find(&key)
                && matches!(self.slot(old), Some(Slot::Deleted(_)))
                && self.is_whole(*slot)
            {
                self.switches.insert(*slot, old);
                self.done.insert(old, Done::Replaced);
                *change = Change::Update;
            }
            self.given.insert(key, *slot);
        }
        changes.retain(|(slot, _)| !self.done.contains_key(slot));
        changes
    }

    /// What is wrong with rows that have to be written. Rows are told by their numbers, as handles are.
    pub(super) fn check(&mut self, rows: &[(u32, Change)]) -> Result<()> {
        let mut errors = ValidationErrors::new(M::NAME);
        let has_rules = has_rules::<M>();
        for (slot, change) in rows {
            let wrong = match self.slot(*slot) {
                Some(Slot::New(new)) => self.wrong_with_new(*slot, new),
                Some(Slot::Changed(row, _)) if has_rules && *change == Change::Update => wrong_with(row),
                _ => None,
            };
            if let Some(wrong) = wrong {
                errors.append_row(usize::try_from(*slot).unwrap_or(usize::MAX), wrong);
            }
        }
        errors.into_result()
    }

    /// What is wrong with a row to insert.
    fn wrong_with_new(&self, slot: u32, new: &New<M>) -> Option<ValidationErrors> {
        let filled = || {
            let keys = self.links_of(slot).filter_map(|(key, parent)| parent.and(M::FOREIGN_KEYS.get(key)));
            keys.map(|key| ColumnSet::of(key.columns)).fold(ColumnSet::EMPTY, ColumnSet::union)
        };
        let mut errors = match (&new.ready, &new.values) {
            (Some(draft), _) => {
                let mut errors = ValidationErrors::new(M::NAME);
                validate_new_at::<M>(draft, filled(), None, &mut errors);
                errors
            }
            (None, Values::Row(row)) => wrong_with(row).unwrap_or_else(|| ValidationErrors::new(M::NAME)),
            (None, Values::Draft(_)) => return None,
        };
        let known = new.key().and_then(|key| self.find(&key));
        if known.is_some_and(|known| self.row(known).is_some()) {
            errors.add(key_field::<M>(), "duplicate", "a row of the session has this key");
        }
        (!errors.is_empty()).then_some(errors)
    }

    /// Whether every value of a new row is known before it is written.
    fn is_whole(&self, slot: u32) -> bool {
        match self.slot(slot) {
            Some(Slot::New(new)) => match &new.ready {
                Some(draft) => (0..M::SCHEMA.columns.len())
                    .all(|column| M::Row::value(draft, column).is_some() || self.is_linked(slot, column)),
                None => matches!(new.values, Values::Row(_)),
            },
            _ => false,
        }
    }

    /// Whether a column gets its value from a parent that is a row of the session.
    fn is_linked(&self, slot: u32, column: usize) -> bool {
        let of_column =
            |(key, _): (usize, _)| M::FOREIGN_KEYS.get(key).is_some_and(|key| key.columns.contains(&column));
        self.links_of(slot).any(of_column)
    }

    /// A new row, and the row with the same key whose place it takes.
    pub(super) fn in_place(&self, slot: u32) -> Option<(M, &M)> {
        let was = self.stored(*self.switches.get(&slot)?)?;
        let Some(Slot::New(new)) = self.slot(slot) else { return None };
        let mut row = match (&new.ready, &new.values) {
            (Some(draft), _) => M::from_row(M::Row::complete(M::Row::copy(draft))?),
            (None, Values::Row(row)) => row.clone(),
            (None, Values::Draft(_)) => return None,
        };
        // It is the same row to the database, whose version goes on.
        let version = M::SCHEMA.columns.iter().position(|column| column.role == Role::Version);
        if let (Some(version), Some(stored)) = (row.version(), version.and_then(|column| was.value(column))) {
            version.follow(stored);
        }
        Some((row, was))
    }
}

/// What is wrong with a row.
fn wrong_with<M: Model>(row: &M) -> Option<ValidationErrors> {
    match validate_row(row) {
        Err(Error::Validation(found)) => Some(*found),
        _ => None,
    }
}

/// The field of the key, of which there may be several.
fn key_field<M: Model>() -> &'static str {
    match M::KEY {
        [column] => M::SCHEMA.columns.get(*column).map_or("", |column| column.field),
        _ => "",
    }
}

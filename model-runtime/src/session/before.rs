//! What rows were when a transaction began, or a savepoint in it: a rollback makes them that again.

use std::collections::BTreeMap;

use super::rows::New;
use crate::model::Model;

/// What a row was before it was written.
pub(super) enum Before<M: Model> {
    /// It was not in the database.
    New(Box<New<M>>),
    Row(M),
}

/// The rows that were written since a transaction or a savepoint began, each as it was then.
pub(super) struct Level<M: Model> {
    /// Those of the first flush, in the order of their numbers. Mostly there is no other one, and nobody looks for any of them.
    first: Vec<(u32, Before<M>)>,
    later: BTreeMap<u32, Before<M>>,
}

impl<M: Model> Default for Level<M> {
    fn default() -> Self {
        Self { first: Vec::new(), later: BTreeMap::new() }
    }
}

impl<M: Model> Level<M> {
    /// Keeps what a row was, unless that of earlier is known.
    pub(super) fn keep(&mut self, slot: u32, before: Before<M>) {
        if self.first.binary_search_by_key(&slot, |(slot, _)| *slot).is_err() {
            self.later.entry(slot).or_insert(before);
        }
    }

    /// Keeps what rows were, each another one.
    pub(super) fn keep_all(&mut self, rows: Vec<(u32, Before<M>)>) {
        if self.first.is_empty() && self.later.is_empty() {
            self.first = rows;
            self.first.sort_by_key(|(slot, _)| *slot);
        } else {
            for (slot, before) in rows {
                self.keep(slot, before);
            }
        }
    }

    /// The numbers of the rows.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> {
        self.first.iter().map(|(slot, _)| *slot).chain(self.later.keys().copied())
    }

    /// The rows.
    pub(super) fn into_rows(self) -> impl Iterator<Item = (u32, Before<M>)> {
        self.first.into_iter().chain(self.later)
    }
}

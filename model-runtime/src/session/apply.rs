//! What a flush did, in memory: to the rows that it wrote, and to those that the database changed with them by their foreign keys.

use std::any::Any;

use super::memory::Memory;
use super::store::{Foreign, Store};
use super::undo::{Applied, Moved};
use crate::connection::Exec;
use crate::model::TableName;
use crate::relation::AnyKey;
use crate::schema::{Action, ForeignKeySchema};
use crate::unit::TableId;

/// A row, and what one of its foreign keys has the database do to it.
struct Hit {
    table: TableId,
    slot: u32,
    key: usize,
    action: Action,
}

impl<C: Exec> Memory<C> {
    pub(super) fn each(&mut self, mut work: impl FnMut(&mut dyn Store<C>)) {
        self.stores.iter_mut().for_each(|store| work(&mut **store));
    }

    /// Makes everything what the flush has made of it, and what the database did with it by its foreign keys.
    pub(super) fn apply(&mut self) {
        let applied: Vec<Applied> = self.stores.iter_mut().map(|store| store.apply()).collect();
        for (table, applied) in applied.into_iter().enumerate() {
            for Moved { slot, key, from, to } in applied.moved {
                let (from, to) = (self.parent_slot(table, key, from), self.parent_slot(table, key, to));
                if let Some(store) = self.stores.get_mut(table) {
                    store.relist(key, slot, from, to);
                }
            }
            for (was, now) in applied.rekeyed {
                self.follow_key(table, &*was, &*now);
            }
        }
        self.follow_deletes();
    }

    fn parent_slot(&self, child: TableId, key: usize, value: Option<AnyKey>) -> Option<u32> {
        let parents = *self.numbers.get(&self.stores.get(child)?.parent_model(key)?)?;
        self.stores.get(parents)?.slot_of(&*value?)
    }

    /// Gives rows the key of their parent that has changed, where the database has done so.
    fn follow_key(&mut self, parents: TableId, was: &dyn Any, now: &dyn Any) {
        let is_it = |table: TableId, key: &dyn Any| {
            table == parents && self.stores.get(table).is_some_and(|store| store.is_same_key(key, was))
        };
        for Hit { table, slot, key, action } in self.hits(|key| key.on_update, is_it) {
            if let Some(store) = self.stores.get_mut(table) {
                store.follow(slot, key, action, Some(now));
            }
        }
    }

    /// Does to rows here what the database did to them when their parents were deleted.
    fn follow_deletes(&mut self) {
        while self.stores.iter().any(|store| store.has_gone(None)) {
            let has_gone =
                |table: TableId, key: &dyn Any| self.stores.get(table).is_some_and(|store| store.has_gone(Some(key)));
            let hits = self.hits(|key| key.on_delete, has_gone);
            self.expire_by_other_keys();
            self.each(|store| store.forget_gone());
            for Hit { table, slot, key, action } in hits {
                if let Some(store) = self.stores.get_mut(table) {
                    store.follow(slot, key, action, None);
                }
            }
        }
    }

    /// Rows with a foreign key that is no relation may have been changed or deleted with what they refer to; which ones, nobody here knows.
    fn expire_by_other_keys(&mut self) {
        let gone: Vec<_> =
            self.stores.iter().filter(|store| store.has_gone(None)).map(|store| store.schema().table_name()).collect();
        let follows = |key: &ForeignKeySchema| {
            let stays = matches!(key.on_delete, Action::NoAction | Action::Restrict);
            !stays && gone.contains(&TableName { namespace: key.namespace, name: key.table })
        };
        self.each(|store| {
            if store.schema().other_keys().any(follows) {
                store.expire_all();
            }
        });
    }

    /// The rows whose foreign keys have the database do something for a parent.
    fn hits(&self, action: impl Fn(&Foreign) -> Action, is_parent: impl Fn(TableId, &dyn Any) -> bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (table, store) in self.stores.iter().enumerate() {
            for (number, key) in store.foreign_keys().iter().enumerate() {
                let (Some(parents), action) = (self.numbers.get(&key.parent), action(key)) else { continue };
                if matches!(action, Action::NoAction | Action::Restrict) {
                    continue;
                }
                let rows = store.rows_of(number, &|key| is_parent(*parents, key));
                hits.extend(rows.into_iter().map(|slot| Hit { table, slot, key: number, action }));
            }
        }
        hits
    }
}

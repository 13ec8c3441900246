//! The rows of a model, as a flush sees them.

use std::any::{Any, TypeId};

use super::lists::Parent;
use super::rows::{Rows, Slot};
use super::store::{Fill, Foreign, Store};
use super::undo::{Applied, Done};
use super::{PlannedStatement, State, Track, shown, written};
use crate::connection::Exec;
use crate::error::Result;
use crate::relation::{AnyKey, ForeignKey};
use crate::schema::{Action, TableSchema};
use crate::unit::{Action as Written, Change};

impl<C: Exec, M: Track<C>> Store<C> for Rows<M> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn model(&self) -> &'static str {
        M::NAME
    }

    fn is_view(&self) -> bool {
        M::SCHEMA.is_view
    }

    fn state(&self, slot: u32) -> State {
        Rows::state(self, slot)
    }

    fn foreign_keys(&self) -> Vec<Foreign> {
        let key = |key: &ForeignKey<M>| Foreign {
            parent: (key.parent)(),
            table: None,
            is_nullable: key.is_nullable(),
            on_delete: key.on_delete(),
            on_update: key.on_update(),
        };
        M::FOREIGN_KEYS.iter().map(key).collect()
    }

    fn schema(&self) -> &'static TableSchema {
        M::SCHEMA
    }

    fn parent_model(&self, key: usize) -> Option<TypeId> {
        M::FOREIGN_KEYS.get(key).map(|key| (key.parent)())
    }

    fn touched(&self) -> Vec<u32> {
        self.touched.in_order()
    }

    fn is_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    fn deletes(&self) -> bool {
        self.touched.in_order().into_iter().any(|slot| matches!(self.slot(slot), Some(Slot::Deleted(_))))
    }

    fn forget_lists(&mut self, model: TypeId, parent: u32) {
        for (number, key) in M::FOREIGN_KEYS.iter().enumerate() {
            if (key.parent)() == model {
                self.forget_list(number, parent);
            }
        }
    }

    fn settle(&mut self) {
        Rows::settle(self);
        if !M::FOREIGN_KEYS.iter().any(|key| key.deletes_orphans) {
            return;
        }
        let orphan = |slot: &u32| matches!(self.slot(*slot), Some(Slot::New(_))) && self.is_orphan(*slot);
        let orphans: Vec<u32> = self.touched.in_order().into_iter().filter(orphan).collect();
        self.done.extend(orphans.into_iter().map(|slot| (slot, Done::Dropped)));
    }

    fn doom(&mut self, slot: u32) {
        self.done.insert(slot, Done::Cascaded);
    }

    fn is_decided(&self, slot: u32) -> bool {
        self.done.contains_key(&slot)
    }

    fn changes(&mut self) -> Vec<(u32, Change)> {
        Rows::changes(self)
    }

    fn check(&mut self, rows: &[(u32, Change)]) -> Result<()> {
        Rows::check(self, rows)
    }

    fn parent(&self, slot: u32, key: usize) -> Parent<AnyKey> {
        Rows::parent(self, slot, key)
    }

    fn stored_parent(&self, slot: u32, key: usize) -> Option<AnyKey> {
        (M::FOREIGN_KEYS.get(key)?.of_row)(self.stored(slot)?)
    }

    fn key_of(&self, slot: u32) -> Option<AnyKey> {
        Rows::key_of(self, slot).map(|key| Box::new(key) as AnyKey)
    }

    fn slot_of(&self, key: &dyn Any) -> Option<u32> {
        let key = key.downcast_ref::<M::Key>()?;
        self.given.get(key).copied().or_else(|| self.find(key))
    }

    fn is_same_key(&self, left: &dyn Any, right: &dyn Any) -> bool {
        left.downcast_ref::<M::Key>().is_some_and(|left| right.downcast_ref() == Some(left))
    }

    fn insert<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        C::pending(C::answer(written::insert(self, rows, conn)))
    }

    fn update<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        C::pending(C::answer(written::update(self, rows, conn)))
    }

    fn point<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        C::pending(C::answer(written::point(self, rows, conn)))
    }

    fn release<'c>(&'c mut self, rows: Vec<(u32, Vec<usize>)>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        C::pending(C::answer(written::release(self, rows, conn)))
    }

    fn delete<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        C::pending(C::answer(written::delete(self, rows, conn)))
    }

    fn missing<'c>(&'c mut self, conn: &'c mut C) -> C::Wait<'c, Result<Vec<u32>>> {
        let failed = std::mem::take(&mut self.failed);
        if failed.is_empty() {
            return C::ready(Ok(Vec::new()));
        }
        let copies = failed.iter().filter_map(|slot| self.stored(*slot).cloned()).collect();
        C::pending(C::answer(async move {
            let missing = C::pending(M::missing_rows(copies, conn)).await?;
            Ok(missing.into_iter().filter_map(|row| failed.get(row).copied()).collect())
        }))
    }

    fn shown(&self, action: &Written) -> Vec<PlannedStatement> {
        shown::shown::<C, M>(self, action)
    }

    fn apply(&mut self) -> Applied {
        Rows::apply(self)
    }

    fn has_gone(&self, key: Option<&dyn Any>) -> bool {
        match key {
            Some(key) => key.downcast_ref::<M::Key>().is_some_and(|key| self.gone.contains(key)),
            None => !self.gone.is_empty(),
        }
    }

    fn forget_gone(&mut self) {
        self.gone.clear();
    }

    fn rows_of(&self, key: usize, is_parent: &dyn Fn(&dyn Any) -> bool) -> Vec<u32> {
        let Some(foreign) = M::FOREIGN_KEYS.get(key) else { return Vec::new() };
        let is_one = |slot: &u32| {
            self.row(*slot).and_then(foreign.of_row).is_some_and(|key| {
                let key: &dyn Any = &*key;
                is_parent(key)
            })
        };
        (0..self.slots.len()).filter(is_one).collect()
    }

    fn follow(&mut self, slot: u32, key: usize, action: Action, parent: Option<&dyn Any>) {
        let Some(foreign) = M::FOREIGN_KEYS.get(key) else { return };
        match (action, parent) {
            (Action::Cascade, None) => self.cascaded(slot),
            (Action::Cascade, Some(key)) => self.followed(slot, |row| (foreign.set_row)(row, Some(key))),
            (Action::SetNull, _) => self.followed(slot, |row| (foreign.set_row)(row, None)),
            (Action::SetDefault, _) => self.stale.expired(slot),
            (Action::NoAction | Action::Restrict, _) => {}
        }
    }

    fn relist(&mut self, key: usize, slot: u32, from: Option<u32>, to: Option<u32>) {
        Rows::relist(self, key, slot, from, to);
    }

    fn discard(&mut self) {
        Rows::discard(self);
    }

    fn committed(&mut self) {
        Rows::committed(self);
    }

    fn saved(&mut self) {
        Rows::saved(self);
    }

    fn released(&mut self) {
        Rows::released(self);
    }

    fn rolled_back(&mut self) {
        Rows::rolled_back(self);
    }

    fn all_rolled_back(&mut self) {
        Rows::all_rolled_back(self);
    }

    fn expire_all(&mut self) {
        self.stale.all_expired();
        self.lists.iter_mut().for_each(std::collections::HashMap::clear);
    }
}

//! What a flush will do: the rows of a session as numbers, for the unit of work to order.

use std::collections::HashSet;

use super::State;
use super::memory::{Known, Memory, no_row};
use super::store::Foreign;
use crate::connection::Exec;
use crate::error::{Result, SessionError};
use crate::model::TableName;
use crate::schema::{Action, TableSchema};
use crate::unit::{Change, Key, Link, RowId, Step, Table, TableId, Work, plan};

/// The parents of a row that are rows of the session, by foreign key.
type Parents = Vec<(usize, RowId)>;

/// The steps of a flush, and the parents of the rows that are written.
#[derive(Default)]
pub(super) struct Planned {
    pub(super) steps: Vec<Step>,
    /// In the order of the rows; those without any are left out.
    pub(super) parents: Vec<(RowId, Parents)>,
}

impl Planned {
    /// The parents of a row that is written.
    pub(super) fn parents_of(&self, row: RowId) -> &[(usize, RowId)] {
        let at = self.parents.binary_search_by_key(&row, |(row, _)| *row);
        at.ok().and_then(|at| self.parents.get(at)).map_or(&[], |(_, parents)| parents)
    }
}

impl<C: Exec> Memory<C> {
    /// The steps of a flush. What becomes of rows that need none is decided then, and so is what is wrong.
    pub(super) fn plan(&mut self) -> Result<Planned> {
        self.each(|store| store.settle());
        let foreign = self.foreign_keys();
        self.doom(&foreign);
        let changes: Vec<Vec<(u32, Change)>> = self.stores.iter_mut().map(|store| store.changes()).collect();
        let mut work = Work::default();
        for (table, changes) in changes.iter().enumerate() {
            work.changes.extend(changes.iter().map(|(slot, change)| ((table, *slot), *change)));
        }
        if work.changes.is_empty() {
            return Ok(Planned::default());
        }
        let mut parents = Vec::new();
        let has_keys = |table: TableId| foreign.get(table).is_some_and(|keys| !keys.is_empty());
        for (row, change) in work.changes.iter().filter(|((table, _), _)| has_keys(*table)) {
            let of_row = self.parents(*row, *change, &foreign);
            if *change != Change::Delete {
                self.are_there(&of_row)?;
            }
            if !of_row.is_empty() {
                parents.push((*row, of_row));
            }
        }
        for (store, changes) in self.stores.iter_mut().zip(&changes) {
            store.check(changes)?;
        }
        // A foreign key to a model that the session has no rows of refers to no row here: it is taken to be one to the table itself, where it
        // has no links.
        let tables = foreign.iter().enumerate().map(|(table, keys)| {
            let parent = |key: &Foreign| key.table.unwrap_or(table);
            let relations = keys.iter().map(|key| Key { parent: parent(key), nullable: key.is_nullable });
            // Those that are no relations have numbers after the others, and no links.
            Table { keys: relations.chain(self.other_parents(table)).collect() }
        });
        work.tables = tables.collect();
        let is_changed = |row: RowId| work.changes.binary_search_by_key(&row, |(row, _)| *row).is_ok();
        let links = parents.iter().flat_map(|(child, parents)| {
            parents.iter().map(|(key, parent)| Link { child: *child, key: *key, parent: *parent })
        });
        work.links = links.filter(|link| is_changed(link.parent)).collect();
        let steps = plan(&work).map_err(|cycle| {
            let models = cycle.rows.iter().filter_map(|(table, _)| self.stores.get(*table)).map(|store| store.model());
            SessionError::Cycle { models: models.collect() }
        })?;
        Ok(Planned { steps, parents })
    }

    /// The foreign keys of each table.
    fn foreign_keys(&self) -> Vec<Vec<Foreign>> {
        let mut foreign: Vec<Vec<Foreign>> = self.stores.iter().map(|store| store.foreign_keys()).collect();
        for key in foreign.iter_mut().flatten() {
            key.table = self.numbers.get(&key.parent).copied();
        }
        foreign
    }

    /// The tables of the session to which foreign keys of a table refer that are no relations.
    fn other_parents(&self, table: TableId) -> impl Iterator<Item = Key> {
        let schema = |table: TableId| self.stores.get(table).map(|store| store.schema());
        let keys = schema(table).into_iter().flat_map(TableSchema::other_keys);
        keys.filter_map(move |key| {
            let name = TableName { namespace: key.namespace, name: key.table };
            let is_parent = |other: &TableId| schema(*other).is_some_and(|other| other.table_name() == name);
            let parent = (0..self.stores.len()).find(is_parent)?;
            (parent != table).then_some(Key { parent, nullable: true })
        })
    }

    /// Rows that were touched, and that the database deletes with their parents, are not written first.
    fn doom(&mut self, foreign: &[Vec<Foreign>]) {
        if !self.stores.iter().any(|store| store.deletes()) {
            return;
        }
        let touched: Vec<RowId> = self.touched();
        let is_deleted = |(table, slot): &RowId| self.state_of((*table, *slot)) == Some(State::Deleted);
        let doomed = |row: &RowId| !is_deleted(row) && self.is_doomed(*row, foreign, &mut HashSet::new());
        let doomed: Vec<RowId> = touched.iter().copied().filter(doomed).collect();
        for (table, slot) in doomed {
            if let Some(store) = self.stores.get_mut(table)
                && !store.is_decided(slot)
            {
                store.doom(slot);
            }
        }
    }

    fn touched(&self) -> Vec<RowId> {
        let rows = self.stores.iter().enumerate();
        rows.flat_map(|(table, store)| store.touched().into_iter().map(move |slot| (table, slot))).collect()
    }

    fn state_of(&self, (table, slot): RowId) -> Option<State> {
        Some(self.stores.get(table)?.state(slot))
    }

    /// Whether a row goes with a parent, or with that one's parent.
    fn is_doomed(&self, row: RowId, foreign: &[Vec<Foreign>], seen: &mut HashSet<RowId>) -> bool {
        if !seen.insert(row) {
            return false;
        }
        let mut goes_by = |(number, key): (usize, &Foreign)| {
            let (Action::Cascade, Some(table), Known::Row(slot)) =
                (key.on_delete, key.table, self.parent(row, number, Some(key)))
            else {
                return false;
            };
            let parent = (table, slot);
            self.state_of(parent) == Some(State::Deleted) || self.is_doomed(parent, foreign, seen)
        };
        foreign.get(row.0).into_iter().flatten().enumerate().any(&mut goes_by)
    }

    /// Whether rows that others refer to are in the database, or will be.
    fn are_there(&self, parents: &[(usize, RowId)]) -> Result<()> {
        for (_, parent) in parents {
            if let Some(state @ (State::Detached | State::RolledBack)) = self.state_of(*parent) {
                let model = self.stores.get(parent.0).map_or("row", |store| store.model());
                return Err(no_row(model, state));
            }
        }
        Ok(())
    }

    /// The rows of the session that a row refers to, by foreign key: if it is to be deleted, those that it refers to in the database.
    fn parents(&self, row: RowId, change: Change, foreign: &[Vec<Foreign>]) -> Parents {
        let parent = |(number, key): (usize, &Foreign)| {
            let table = key.table?;
            let slot = match change {
                Change::Delete => {
                    let value = self.stores.get(row.0)?.stored_parent(row.1, number)?;
                    self.stores.get(table)?.slot_of(&*value)?
                }
                Change::Insert | Change::Update => match self.parent(row, number, Some(key)) {
                    Known::Row(slot) => slot,
                    Known::Nobody | Known::Elsewhere => return None,
                },
            };
            Some((number, (table, slot)))
        };
        foreign.get(row.0).into_iter().flatten().enumerate().filter_map(parent).collect()
    }
}

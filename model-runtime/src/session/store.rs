//! The rows of one model, to a flush that does not know the model.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;

use super::State;
use super::rows::{Done, New, Rows, Slot};
use crate::connection::Exec;
use crate::error::{Error, Result, ValidationErrors};
use crate::model::{ColumnSet, Tracks, complete};
use crate::relation::AnyKey;
use crate::rule::{validate_new_at, validate_row};
use crate::unit::Change;
use crate::write::Persist;

/// The parent of a row: a row that has a number, or whichever has a key.
pub(super) enum Parent {
    Slot(u32),
    Key(AnyKey),
}

/// A row that is written, and the foreign keys that it is given.
pub(super) struct Fill {
    pub(super) slot: u32,
    pub(super) keys: Vec<(usize, AnyKey)>,
}

/// Rows that change in the same columns.
type Batch<M> = (ColumnSet, Vec<(u32, M)>);

/// The rows of one model.
pub(super) trait Store<C: Exec>: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// The model's name.
    fn model(&self) -> &'static str;
    /// What a row is.
    fn state(&self, slot: u32) -> State;
    /// The models that the foreign keys refer to, and whether each key can be NULL.
    fn foreign_keys(&self) -> Vec<(TypeId, bool)>;
    /// The model that a foreign key refers to.
    fn parent_model(&self, key: usize) -> Option<TypeId>;
    /// Whether anything may have to be written.
    fn is_touched(&self) -> bool;
    /// What has to be written. Rows that are as they were are clean again.
    fn changes(&mut self) -> Vec<(u32, Change)>;
    /// What is wrong with the rows that have to be written.
    fn check(&mut self) -> Result<()>;
    /// The parents of a row, by foreign key.
    fn parents(&self, slot: u32) -> Vec<(usize, Parent)>;
    /// The key of a row, if it has one.
    fn key_of(&self, slot: u32) -> Option<AnyKey>;
    /// The row with a key.
    fn slot_of(&self, key: &dyn Any) -> Option<u32>;
    /// Inserts rows.
    fn insert<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Writes what has changed of rows.
    fn update<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Gives rows that were inserted the foreign keys that were left NULL.
    fn point<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Makes foreign keys of rows that are to be deleted NULL.
    fn release<'c>(&'c mut self, rows: Vec<(u32, Vec<usize>)>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// Deletes rows.
    fn delete<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>>;
    /// A flush succeeded.
    fn apply(&mut self);
    /// A flush failed.
    fn discard(&mut self);
    /// The transaction was committed.
    fn committed(&mut self);
    /// The transaction was rolled back.
    fn rolled_back(&mut self);
}

impl<C, M> Store<C> for Rows<M>
where
    C: Exec,
    M: Persist<C> + Clone,
    M::Row: Tracks,
{
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn model(&self) -> &'static str {
        M::NAME
    }

    fn state(&self, slot: u32) -> State {
        Rows::state(self, slot)
    }

    fn foreign_keys(&self) -> Vec<(TypeId, bool)> {
        M::FOREIGN_KEYS.iter().map(|key| ((key.parent)(), key.is_nullable())).collect()
    }

    fn parent_model(&self, key: usize) -> Option<TypeId> {
        M::FOREIGN_KEYS.get(key).map(|key| (key.parent)())
    }

    fn is_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    fn changes(&mut self) -> Vec<(u32, Change)> {
        self.settle();
        let change = |slot: &u32| match self.slot(*slot)? {
            Slot::New(_) => Some((*slot, Change::Insert)),
            Slot::Changed(..) => Some((*slot, Change::Update)),
            Slot::Deleted(_) => Some((*slot, Change::Delete)),
            Slot::Row(_) | Slot::Gone(_) => None,
        };
        self.touched.iter().filter_map(change).collect()
    }

    fn check(&mut self) -> Result<()> {
        let mut errors = ValidationErrors::new(M::NAME);
        let (mut new, mut changed) = (0, 0);
        for slot in self.touched.clone() {
            let Some(place) = usize::try_from(slot).ok().and_then(|slot| self.slots.get_mut(slot)) else { continue };
            let mut invalid = ValidationErrors::new(M::NAME);
            let row = match place {
                Slot::New(row) => {
                    let New { draft, parents } = &mut **row;
                    complete::<M>(draft);
                    let keys = parents.iter().filter_map(|(key, _)| M::FOREIGN_KEYS.get(*key));
                    let filled = keys.map(|key| ColumnSet::of(key.columns)).fold(ColumnSet::EMPTY, ColumnSet::union);
                    validate_new_at::<M>(draft, filled, None, &mut invalid);
                    new += 1;
                    new - 1
                }
                Slot::Changed(row, was) => {
                    if let Err(Error::Validation(found)) = validate_row(row) {
                        invalid = *found;
                    }
                    if row.key() != was.key() {
                        let field = M::KEY.first().and_then(|column| M::SCHEMA.columns.get(*column));
                        invalid.add(field.map_or("", |column| column.field), "key", "the key of a row does not change");
                    }
                    changed += 1;
                    changed - 1
                }
                Slot::Row(_) | Slot::Deleted(_) | Slot::Gone(_) => continue,
            };
            errors.append_row(row, invalid);
        }
        errors.into_result()
    }

    fn parents(&self, slot: u32) -> Vec<(usize, Parent)> {
        match self.slot(slot) {
            Some(Slot::New(new)) => new.parents.iter().map(|(key, parent)| (*key, Parent::Slot(*parent))).collect(),
            Some(Slot::Row(row) | Slot::Changed(row, _) | Slot::Deleted(row)) => {
                let keys = M::FOREIGN_KEYS.iter().enumerate();
                keys.filter_map(|(number, key)| Some((number, Parent::Key((key.of_row)(row)?)))).collect()
            }
            Some(Slot::Gone(_)) | None => Vec::new(),
        }
    }

    fn key_of(&self, slot: u32) -> Option<AnyKey> {
        Rows::key_of(self, slot).map(|key| Box::new(key) as AnyKey)
    }

    fn slot_of(&self, key: &dyn Any) -> Option<u32> {
        self.find(key.downcast_ref::<M::Key>()?)
    }

    fn insert<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let mut drafts = Vec::with_capacity(rows.len());
        let mut slots = Vec::with_capacity(rows.len());
        for Fill { slot, keys } in rows {
            let Some(Slot::New(new)) = self.slot(slot) else { continue };
            let mut draft = M::Row::copy(&new.draft);
            for (number, key) in keys {
                if let Some(foreign) = M::FOREIGN_KEYS.get(number) {
                    (foreign.set)(&mut draft, &*key);
                }
            }
            drafts.push(draft);
            slots.push(slot);
        }
        C::pending(C::answer(async move {
            let inserted = C::pending(M::insert_batch(drafts, conn)).await?;
            self.done.extend(slots.into_iter().zip(inserted.into_iter().map(Done::Inserted)));
            Ok(())
        }))
    }

    fn update<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        // Rows that change in the same columns are one batch.
        let mut batches: BTreeMap<Vec<usize>, Batch<M>> = BTreeMap::new();
        for slot in rows {
            let columns = self.changed(slot);
            if let Some(Slot::Changed(row, _)) = self.slot(slot) {
                let (_, batch) = batches.entry(columns.iter().collect()).or_insert_with(|| (columns, Vec::new()));
                batch.push((slot, row.clone()));
            }
        }
        C::pending(C::answer(async move {
            for (columns, rows) in batches.into_values() {
                save(self, rows, columns, Done::Updated, conn).await?;
            }
            Ok(())
        }))
    }

    fn point<'c>(&'c mut self, rows: Vec<Fill>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let mut inserted = Vec::new();
        let mut columns = ColumnSet::EMPTY;
        for Fill { slot, keys } in rows {
            let Some(Done::Inserted(row)) = self.done.get(&slot) else { continue };
            let mut row = row.clone();
            for (number, key) in keys {
                if let Some(foreign) = M::FOREIGN_KEYS.get(number) {
                    (foreign.set_row)(&mut row, Some(&*key));
                    columns = columns.union(ColumnSet::of(foreign.columns));
                }
            }
            inserted.push((slot, row));
        }
        C::pending(C::answer(save(self, inserted, columns, Done::Inserted, conn)))
    }

    fn release<'c>(&'c mut self, rows: Vec<(u32, Vec<usize>)>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let mut released = Vec::new();
        let mut columns = ColumnSet::EMPTY;
        for (slot, keys) in rows {
            let Some(Slot::Deleted(row)) = self.slot(slot) else { continue };
            let mut row = row.clone();
            for foreign in keys.iter().filter_map(|number| M::FOREIGN_KEYS.get(*number)) {
                (foreign.set_row)(&mut row, None);
                columns = columns.union(ColumnSet::of(foreign.columns));
            }
            released.push((slot, row));
        }
        C::pending(C::answer(save(self, released, columns, Done::Released, conn)))
    }

    fn delete<'c>(&'c mut self, rows: Vec<u32>, conn: &'c mut C) -> C::Wait<'c, Result<()>> {
        let deleted = |slot: &u32| match (self.done.get(slot), self.slot(*slot)) {
            // With the version that releasing it has counted on.
            (Some(Done::Released(row)), _) | (_, Some(Slot::Deleted(row))) => Some(row.clone()),
            _ => None,
        };
        let copies: Vec<M> = rows.iter().filter_map(deleted).collect();
        C::pending(C::answer(async move {
            C::pending(M::delete_rows(&copies, conn)).await?;
            self.done.extend(rows.into_iter().map(|slot| (slot, Done::Deleted)));
            Ok(())
        }))
    }

    fn apply(&mut self) {
        Rows::apply(self);
    }

    fn discard(&mut self) {
        Rows::discard(self);
    }

    fn committed(&mut self) {
        Rows::committed(self);
    }

    fn rolled_back(&mut self) {
        Rows::rolled_back(self);
    }
}

/// Writes the same columns of copies of rows, and keeps what they are then.
async fn save<C: Exec, M: Persist<C>>(
    of: &mut Rows<M>,
    rows: Vec<(u32, M)>,
    columns: ColumnSet,
    done: fn(M) -> Done<M>,
    conn: &mut C,
) -> Result<()> {
    let (slots, mut rows): (Vec<u32>, Vec<M>) = rows.into_iter().unzip();
    C::pending(M::save_columns(&mut rows, columns, conn)).await?;
    of.done.extend(slots.into_iter().zip(rows.into_iter().map(done)));
    Ok(())
}

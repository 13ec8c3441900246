//! Loads related rows: for each relation one query for all rows, and the rows dealt out in linear time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::keys::Keys;
use super::select::{ByOf, Choice};
use super::{AsRow, Held, Holds, Loaded, Related, Relation, SelectRelated, Way, With};
use crate::connection::Exec;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::Run;

/// What a query loads with each row: a list of related rows, each with their own list.
pub trait Tree {
    /// What is loaded with a row.
    type Loaded: Send + Sync;
    /// A row with it: the row itself if there is nothing.
    type Row<M: Model>: AsRow<M> + Send + Sync;

    /// Puts what was loaded to its row.
    fn join<M: Model>(row: M, loaded: Self::Loaded) -> Self::Row<M>;
}

/// What a relation holds for a row, whose related rows have `L` loaded with them.
pub type HeldWith<R, L> = Held<R, <L as Tree>::Row<<R as Relation>::To>>;

/// What a query loads with each row of `M`, on the connection `C`.
pub trait Load<C: Exec, M: Model>: Tree + Send + Sized {
    /// Loads it for many rows, in their order.
    fn load<'c>(self, rows: &'c [&'c M], conn: &'c mut C) -> C::Wait<'c, Result<Vec<Self::Loaded>>>
    where
        Self: 'c;
}

impl Tree for () {
    type Loaded = ();
    type Row<M: Model> = M;

    fn join<M: Model>(row: M, (): ()) -> M {
        row
    }
}

impl<C: Exec, M: Model> Load<C, M> for () {
    fn load<'c>(self, rows: &'c [&'c M], _conn: &'c mut C) -> C::Wait<'c, Result<Vec<()>>>
    where
        Self: 'c,
    {
        C::ready(Ok(vec![(); rows.len()]))
    }
}

impl<R, P, O, L, Rest> Tree for (Related<R, P, O, L>, Rest)
where
    R: Relation<Holds: Holds<Of<L::Row<R::To>>: Send + Sync>>,
    L: Tree,
    Rest: Tree,
{
    type Loaded = Loaded<R, L::Row<R::To>, Rest::Loaded>;
    type Row<M: Model> = With<M, Self::Loaded>;

    fn join<M: Model>(row: M, loaded: Self::Loaded) -> With<M, Self::Loaded> {
        With::new(row, loaded)
    }
}

impl<C, R, P, O, L, Rest> Load<C, R::From> for (Related<R, P, O, L>, Rest)
where
    C: Exec,
    R: Relation<Holds: Holds<Of<L::Row<R::To>>: Send + Sync, Slot<L::Row<R::To>>: Send>>,
    SelectRelated<R, P, O>: Run<C, <R::Way as Way>::Row> + Send,
    P: Send + Sync,
    O: Send + Sync,
    L: Load<C, R::To>,
    Rest: Load<C, R::From>,
{
    fn load<'c>(self, rows: &'c [&'c R::From], conn: &'c mut C) -> C::Wait<'c, Result<Vec<Self::Loaded>>>
    where
        Self: 'c,
    {
        let (related, rest) = self;
        C::pending(C::answer(async move {
            let held = related.hold(rows, conn).await?;
            let rest = rest.load(rows, conn).await?;
            Ok(held.into_iter().zip(rest).map(|(held, rest)| Loaded::new(held, rest)).collect())
        }))
    }
}

impl<R: Relation, P, O, L> Related<R, P, O, L> {
    /// What the relation holds for each row.
    pub(super) async fn hold<C>(self, rows: &[&R::From], conn: &mut C) -> Result<Vec<HeldWith<R, L>>>
    where
        C: Exec,
        R: Relation<Holds: Holds<Of<L::Row<R::To>>: Send + Sync, Slot<L::Row<R::To>>: Send>>,
        SelectRelated<R, P, O>: Run<C, <R::Way as Way>::Row> + Send,
        P: Send + Sync,
        O: Send + Sync,
        L: Load<C, R::To>,
    {
        let choice = Arc::new(Choice { condition: self.condition, order: self.order, limit: self.limit });
        let mut asked = Asked::<R>::of(rows);
        let (mut slots_of_found, mut found) = (Vec::new(), Vec::new());
        while let Some(places) = asked.next_keys() {
            let keys: Vec<_> = places.keys().cloned().collect();
            // Rows of one key mostly come together.
            let mut last: Option<(<ByOf<R> as Model>::Key, usize)> = None;
            for keys in Keys::cut(&keys) {
                let select = SelectRelated::<R, P, O> { keys, choice: Arc::clone(&choice) };
                let related = C::pending(select.run_all(Some(R::To::NAME), conn)).await?;
                slots_of_found.reserve(related.len());
                found.reserve(related.len());
                for (key, row) in related.into_iter().filter_map(R::Way::split) {
                    let slot = match &last {
                        Some((of, slot)) if *of == key => *slot,
                        _ => {
                            // What the database holds equal need not be equal here, as texts in another case.
                            let Some(slot) = places.get(&key) else { continue };
                            last = Some((key, *slot));
                            *slot
                        }
                    };
                    slots_of_found.push(slot);
                    found.push(row);
                }
            }
        }
        let references: Vec<&R::To> = found.iter().collect();
        let loaded = self.with.load(&references, conn).await?;
        drop(references);
        let joined = found.into_iter().zip(loaded).map(|(row, loaded)| L::join(row, loaded));
        let slots = asked.slots_for(&slots_of_found);
        asked.deal(slots, slots_of_found.into_iter().zip(joined))
    }
}

/// The keys that are asked for, and what is held where.
struct Asked<R: Relation> {
    /// The slot of each row, in which its related rows are gathered; `None` without a key.
    slots: Vec<Option<usize>>,
    /// Keys and their slots: each list has a key once. There are several lists only where rows have the same key and each of them
    /// has to have related rows of its own.
    keys: Vec<Slots<R>>,
    next: usize,
}

/// Keys, and the slot of each.
type Slots<R> = HashMap<<ByOf<R> as Model>::Key, usize>;

impl<R: Relation> Asked<R> {
    fn of(rows: &[&R::From]) -> Self {
        let mut keys: Vec<Slots<R>> = Vec::new();
        let mut used = 0;
        let mut slot_of = |mut key: <ByOf<R> as Model>::Key| {
            for places in &mut keys {
                match places.entry(key) {
                    Entry::Vacant(entry) => {
                        used += 1;
                        return *entry.insert(used - 1);
                    }
                    Entry::Occupied(entry) if R::Holds::SHARED => return *entry.get(),
                    Entry::Occupied(entry) => key = entry.key().clone(),
                }
            }
            let capacity = if keys.is_empty() { rows.len() } else { 0 };
            let mut places = HashMap::with_capacity(capacity);
            places.insert(key, used);
            keys.push(places);
            used += 1;
            used - 1
        };
        let slots = rows.iter().map(|row| R::Way::key(row).map(&mut slot_of)).collect();
        Self { slots, keys, next: 0 }
    }

    /// Keys to ask for, and their slots.
    fn next_keys(&mut self) -> Option<Slots<R>> {
        let keys = self.keys.get_mut(self.next)?;
        self.next += 1;
        Some(std::mem::take(keys))
    }

    /// Empty slots, each with room for what was found for it.
    fn slots_for<T>(&self, found: &[usize]) -> Vec<<R::Holds as Holds>::Slot<T>> {
        let mut rooms = vec![0; self.slots.len()];
        for slot in found {
            if let Some(room) = rooms.get_mut(*slot) {
                *room += 1;
            }
        }
        rooms.into_iter().map(R::Holds::slot).collect()
    }

    /// What is held for each row.
    fn deal<T>(
        self,
        mut gathered: Vec<<R::Holds as Holds>::Slot<T>>,
        found: impl Iterator<Item = (usize, T)>,
    ) -> Result<Vec<Held<R, T>>> {
        for (slot, row) in found {
            if let Some(slot) = gathered.get_mut(slot)
                && !R::Holds::put(slot, row)
            {
                return Err(Error::MultipleFound { model: R::To::NAME });
            }
        }
        let held = self.slots.into_iter().map(|slot| {
            let slot = slot.and_then(|slot| gathered.get_mut(slot));
            R::Holds::take(slot).ok_or_else(|| Error::not_found(R::To::NAME))
        });
        held.collect()
    }
}

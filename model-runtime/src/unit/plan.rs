//! The steps of a flush.

use std::collections::{BTreeMap, BTreeSet};

use super::components::components;
use super::levels::{Level, Wait, levels};
use super::{Action, Change, Cycle, Link, RowId, Step, TableId, Work};

/// The steps that write everything, in an order in which every foreign key is valid after each of them.
///
/// Of a table, changed rows are written before new ones, unless they refer to them; new rows are one batch for each table, or one for each
/// level where rows refer to rows of their own kind. Rows that are deleted follow at the end, children before parents. The same work has the same
/// steps each time.
///
/// # Errors
/// [`Cycle`] if rows refer to each other in a circle by keys that cannot be NULL.
pub fn plan(work: &Work) -> Result<Vec<Step>, Cycle> {
    let changes = Changes::of(work);
    let groups = components(&work.tables);
    let mut steps = Vec::new();
    for group in &groups {
        write(work, &changes, group, &mut steps)?;
    }
    for group in groups.iter().rev() {
        delete(work, &changes, group, &mut steps)?;
    }
    Ok(steps)
}

/// The rows that change, by their tables.
struct Changes(Vec<[Vec<u32>; 3]>);

impl Changes {
    fn of(work: &Work) -> Self {
        let mut tables = vec![[const { Vec::new() }; 3]; work.tables.len()];
        for ((table, row), change) in &work.changes {
            if let Some(rows) = tables.get_mut(*table).and_then(|table| table.get_mut(*change as usize)) {
                rows.push(*row);
            }
        }
        tables.iter_mut().flatten().filter(|rows| !rows.is_sorted()).for_each(|rows| rows.sort_unstable());
        Self(tables)
    }

    /// The rows of each table of a group to which the same happens, in their order.
    fn of_tables(&self, group: &[TableId], what: Change) -> impl Iterator<Item = (TableId, &[u32])> {
        group.iter().filter_map(move |table| Some((*table, self.0.get(*table)?.get(what as usize)?.as_slice())))
    }

    /// The rows of a group of tables to which the same happens, in their order.
    fn rows(&self, group: &[TableId], what: Change) -> Vec<RowId> {
        self.of_tables(group, what).flat_map(|(table, rows)| rows.iter().map(move |row| (table, *row))).collect()
    }
}

fn is_nullable(work: &Work, link: &Link) -> bool {
    work.tables.get(link.child.0).and_then(|table| table.keys.get(link.key)).is_some_and(|key| key.nullable)
}

fn write(work: &Work, changes: &Changes, group: &[TableId], steps: &mut Vec<Step>) -> Result<(), Cycle> {
    let inserts = changes.rows(group, Change::Insert);
    let is_new = |row: &RowId| inserts.binary_search(row).is_ok();
    let links = || work.links.iter().filter(|link| is_new(&link.parent));
    let has_updates = changes.of_tables(group, Change::Update).any(|(_, rows)| !rows.is_empty());
    let of_new: BTreeSet<RowId> = if has_updates { links().map(|link| link.child).collect() } else { BTreeSet::new() };
    let mut updates_of_new = Vec::new();
    for (table, rows) in changes.of_tables(group, Change::Update) {
        let (late, early): (Vec<u32>, Vec<u32>) = if of_new.is_empty() {
            (Vec::new(), rows.to_vec())
        } else {
            rows.iter().partition(|row| of_new.contains(&(table, **row)))
        };
        let update = |rows: Vec<u32>| (!rows.is_empty()).then_some(Step { table, action: Action::Update(rows) });
        steps.extend(update(early));
        updates_of_new.extend(update(late));
    }

    let waits: Vec<Wait> = links()
        .filter(|link| is_new(&link.child))
        .map(|link| Wait {
            row: link.child,
            until: link.parent,
            key: (link.child, link.key),
            may_be_broken: is_nullable(work, link),
        })
        .collect();
    let mut points = Vec::new();
    for Level { rows, broken } in levels(&inserts, &waits)? {
        let with_nulls = |row: RowId| (row, broken.iter().filter(|(of, _)| *of == row).map(|(_, key)| *key).collect());
        steps.extend(
            of_tables(rows.into_iter().map(with_nulls))
                .map(|(table, rows)| Step { table, action: Action::Insert(rows) }),
        );
        points.extend(broken);
    }
    steps.extend(keys_of_tables(points).map(|(table, keys)| Step { table, action: Action::Point(keys) }));
    steps.extend(updates_of_new);
    Ok(())
}

fn delete(work: &Work, changes: &Changes, group: &[TableId], steps: &mut Vec<Step>) -> Result<(), Cycle> {
    let deletes = changes.rows(group, Change::Delete);
    // A parent waits for its children.
    let waits: Vec<Wait> = work
        .links
        .iter()
        .filter(|link| link.child != link.parent)
        .map(|link| Wait {
            row: link.parent,
            until: link.child,
            key: (link.child, link.key),
            may_be_broken: is_nullable(work, link),
        })
        .collect();
    for Level { rows, broken } in levels(&deletes, &waits)? {
        steps.extend(keys_of_tables(broken).map(|(table, keys)| Step { table, action: Action::Release(keys) }));
        steps.extend(of_tables(rows).map(|(table, rows)| Step { table, action: Action::Delete(rows) }));
    }
    Ok(())
}

/// Rows by their tables.
trait OfTable {
    type Row: Ord;
    fn split(self) -> (TableId, Self::Row);
}

impl OfTable for RowId {
    type Row = u32;
    fn split(self) -> (TableId, u32) {
        self
    }
}

impl OfTable for (RowId, Vec<usize>) {
    type Row = (u32, Vec<usize>);
    fn split(self) -> (TableId, Self::Row) {
        let ((table, row), keys) = self;
        (table, (row, keys))
    }
}

fn of_tables<T: OfTable>(rows: impl IntoIterator<Item = T>) -> impl Iterator<Item = (TableId, Vec<T::Row>)> {
    let mut tables: Vec<(TableId, Vec<T::Row>)> = Vec::new();
    for (table, row) in rows.into_iter().map(T::split) {
        // Rows of a table mostly come together.
        match tables.iter_mut().rev().find(|(of, _)| *of == table) {
            Some((_, rows)) => rows.push(row),
            None => tables.push((table, vec![row])),
        }
    }
    tables.sort_by_key(|(table, _)| *table);
    tables.into_iter().map(|(table, mut rows)| {
        rows.sort();
        (table, rows)
    })
}

/// Keys by their tables and rows.
fn keys_of_tables(keys: Vec<(RowId, usize)>) -> impl Iterator<Item = (TableId, Vec<(u32, Vec<usize>)>)> {
    let mut rows: BTreeMap<RowId, Vec<usize>> = BTreeMap::new();
    for (row, key) in keys {
        rows.entry(row).or_default().push(key);
    }
    of_tables(rows)
}

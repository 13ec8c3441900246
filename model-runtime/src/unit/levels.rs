//! The order of rows of tables that refer to themselves or to each other, level by level.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cycle, RowId};

/// A row has to wait for another, by a foreign key of the row that is named last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wait {
    pub(super) row: RowId,
    pub(super) until: RowId,
    /// The foreign key: whose it is, and which.
    pub(super) key: (RowId, usize),
    /// Whether the key can be NULL, so that nobody has to wait for it.
    pub(super) may_be_broken: bool,
}

/// A level: rows that wait for none of each other, and keys that are broken before.
#[derive(Debug, Default)]
pub(super) struct Level {
    pub(super) rows: Vec<RowId>,
    pub(super) broken: Vec<(RowId, usize)>,
}

/// Rows in levels, each waiting for rows of levels before it only. Where rows wait for each other in a circle, keys that may be are broken.
pub(super) fn levels(rows: &[RowId], waits: &[Wait]) -> Result<Vec<Level>, Cycle> {
    // Mostly nothing waits, and there is one level.
    if waits.is_empty() {
        return Ok(if rows.is_empty() { Vec::new() } else { vec![Level { rows: rows.to_vec(), broken: Vec::new() }] });
    }
    let mut left: BTreeSet<RowId> = rows.iter().copied().collect();
    let mut waiting: BTreeMap<RowId, Vec<Wait>> = BTreeMap::new();
    let mut waited_for: BTreeMap<RowId, Vec<RowId>> = BTreeMap::new();
    for wait in waits.iter().filter(|wait| left.contains(&wait.row) && left.contains(&wait.until)) {
        waiting.entry(wait.row).or_default().push(*wait);
        waited_for.entry(wait.until).or_default().push(wait.row);
    }
    let mut levels = Vec::new();
    let mut ready: BTreeSet<RowId> = left.iter().copied().filter(|row| !waiting.contains_key(row)).collect();
    while !left.is_empty() {
        let mut broken = Vec::new();
        if ready.is_empty() {
            let free = first_free(&left, &waiting).ok_or_else(|| Cycle { rows: circle(&left, &waiting) })?;
            broken.extend(waiting.remove(&free).into_iter().flatten().map(|wait| wait.key));
            ready.insert(free);
        }
        let level: Vec<RowId> = std::mem::take(&mut ready).into_iter().collect();
        for row in &level {
            left.remove(row);
        }
        for row in level.iter().flat_map(|row| waited_for.remove(row).unwrap_or_default()) {
            if let Some(waits) = waiting.get_mut(&row) {
                waits.retain(|wait| left.contains(&wait.until));
                if waits.is_empty() {
                    waiting.remove(&row);
                    ready.insert(row);
                }
            }
        }
        levels.push(Level { rows: level, broken });
    }
    Ok(levels)
}

/// The first row that waits by keys only that may be broken.
fn first_free(left: &BTreeSet<RowId>, waiting: &BTreeMap<RowId, Vec<Wait>>) -> Option<RowId> {
    let is_free = |row: &&RowId| waiting.get(row).is_none_or(|waits| waits.iter().all(|wait| wait.may_be_broken));
    left.iter().find(is_free).copied()
}

/// Rows that wait for each other by keys that cannot be broken.
fn circle(left: &BTreeSet<RowId>, waiting: &BTreeMap<RowId, Vec<Wait>>) -> Vec<RowId> {
    let next = |row: &RowId| waiting.get(row)?.iter().find(|wait| !wait.may_be_broken).map(|wait| wait.until);
    let mut path: Vec<RowId> = Vec::new();
    let mut at = left.first().copied();
    while let Some(row) = at {
        if let Some(start) = path.iter().position(|seen| *seen == row) {
            return path.split_off(start);
        }
        path.push(row);
        at = next(&row);
    }
    path
}

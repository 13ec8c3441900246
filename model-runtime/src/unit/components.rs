//! The order of tables: those that a table refers to come before it; tables that refer to each other come together.

use super::{Table, TableId};

/// Groups of tables that refer to each other, parents first. Tables that nothing orders stay in their own order.
pub(super) fn components(tables: &[Table]) -> Vec<Vec<TableId>> {
    let count = tables.len();
    let mut reaches = vec![vec![false; count]; count];
    for (child, table) in tables.iter().enumerate() {
        for key in &table.keys {
            if let Some(reached) = reaches.get_mut(child).and_then(|row| row.get_mut(key.parent)) {
                *reached = true;
            }
        }
    }
    // There are as many tables as models in a session: few.
    for through in 0..count {
        let further = reaches[through].clone();
        for from in &mut reaches {
            if from[through] {
                from.iter_mut().zip(&further).for_each(|(reached, more)| *reached |= more);
            }
        }
    }
    let are_together = |a: usize, b: usize| a == b || (reaches[a][b] && reaches[b][a]);
    let mut groups: Vec<Vec<TableId>> = Vec::new();
    let mut is_placed = vec![false; count];
    while groups.iter().map(Vec::len).sum::<usize>() < count {
        // The first table whose parents are all placed, but for those it is together with.
        let is_next = |table: usize| {
            (0..count).all(|parent| is_placed[parent] || !reaches[table][parent] || are_together(table, parent))
        };
        let Some(first) = (0..count).find(|table| !is_placed[*table] && is_next(*table)) else { break };
        let group: Vec<TableId> = (0..count).filter(|table| are_together(first, *table)).collect();
        for table in &group {
            is_placed[*table] = true;
        }
        groups.push(group);
    }
    groups
}

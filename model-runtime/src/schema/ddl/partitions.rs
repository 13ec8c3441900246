//! Writes what the rows of a table are divided among.

use std::fmt::Write;

use super::{Ddl, qualified};
use crate::schema::owned::Table;
use crate::schema::partition::Partition;

/// What follows a table, and how its rows are divided: `PARTITION BY RANGE (day)`, on MySQL with the partitions.
#[must_use]
pub fn partition_clause<DB: Ddl>(table: &Table) -> Option<String> {
    let mut sql = format!("PARTITION BY {}", table.partition_by.as_ref()?);
    if !DB::PARTITIONS_ARE_TABLES && !table.partitions.is_empty() {
        let _ = write!(sql, " ({})", partition_list::<DB>(&table.partitions));
    }
    Some(sql)
}

/// Partitions as a part of the statement that creates their table, which MySQL wants.
#[must_use]
pub fn partition_list<DB: Ddl>(partitions: &[Partition]) -> String {
    written::<DB>("PARTITION", partitions)
}

fn written<DB: Ddl>(word: &str, partitions: &[Partition]) -> String {
    let each = partitions.iter().map(|partition| {
        let mut sql = format!("{word} {} {}", DB::quote(&partition.name), partition.bound);
        sql.truncate(sql.trim_end().len());
        if !partition.partitions.is_empty() {
            let _ = write!(sql, " ({})", written::<DB>("SUBPARTITION", &partition.partitions));
        }
        sql
    });
    each.collect::<Vec<String>>().join(", ")
}

/// The statements that create a partition, and those inside of it, as the tables that PostgreSQL has for them. They are in the schema of the table.
#[must_use]
pub fn create_partition<DB: Ddl>(table: &Table, of: &str, partition: &Partition) -> Vec<String> {
    let namespace = table.namespace.as_deref();
    let (name, of) = (qualified::<DB>(namespace, &partition.name), qualified::<DB>(namespace, of));
    let mut sql = format!("CREATE TABLE {name} PARTITION OF {of} {}", partition.bound);
    if let Some(by) = &partition.partition_by {
        let _ = write!(sql, " PARTITION BY {by}");
    }
    let inside = partition.partitions.iter();
    std::iter::once(sql)
        .chain(inside.flat_map(|inside| create_partition::<DB>(table, &partition.name, inside)))
        .collect()
}

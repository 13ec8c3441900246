//! How the rows of a table are divided.

use super::Diff;
use crate::schema::ddl::Ddl;
use crate::schema::difference::Part;
use crate::schema::owned::Table;
use crate::schema::partition::{Partition, named};

impl<DB: Ddl> Diff<DB> {
    /// A model that says nothing of it leaves it to the database, and so does one that says it with the partitions that it does not name: they come
    /// and go with the rows.
    pub(super) fn partitions(&mut self, expected: &Table, found: &Table) {
        if !self.strict || !self.both_kept && expected.partition_by.is_none() {
            return;
        }
        let (wanted, has) = (expected.partition_by.as_deref(), found.partition_by.as_deref());
        if !self.same_condition(wanted, has) {
            return self.add(Part::PartitionBy, wanted.map(str::to_owned), has.map(str::to_owned));
        }
        let (expected, found) = (Partition::all(&expected.partitions), Partition::all(&found.partitions));
        for &(one, within) in &expected {
            let other = named::<DB>(&found, &one.name);
            let same = other.is_some_and(|(other, of)| {
                self.same_condition(Some(&one.bound), Some(&other.bound))
                    && self.same_condition(one.partition_by.as_deref(), other.partition_by.as_deref())
                    && within.zip(of).map_or(within == of, |(a, b)| DB::same_name(a, b))
            });
            if !same {
                let found = other.map(|(other, of)| text(other, of));
                self.add(Part::Partition(one.name.clone()), Some(text(one, within)), found);
            }
        }
        for (one, within) in found {
            if self.both_kept && named::<DB>(&expected, &one.name).is_none() {
                self.add(Part::Partition(one.name.clone()), None, Some(text(one, within)));
            }
        }
    }
}

fn text(partition: &Partition, within: Option<&str>) -> String {
    let within = within.map(|name| format!("of {name}"));
    let by = partition.partition_by.as_ref().map(|by| format!("PARTITION BY {by}"));
    let bound = Some(partition.bound.clone()).filter(|bound| !bound.is_empty());
    let parts: Vec<String> = [within, bound, by].into_iter().flatten().collect();
    if parts.is_empty() { partition.name.clone() } else { parts.join(" ") }
}

//! How the rows of a table are divided: among further tables on PostgreSQL, among files on MySQL.

use super::Ddl;

/// What has some of the rows of a table; on PostgreSQL it is a table itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Partition {
    /// Its name.
    pub name: String,
    /// Which rows it has, in SQL: `FOR VALUES FROM (1) TO (10)`, on MySQL `VALUES LESS THAN (10)`; empty where all partitions take the same.
    pub bound: String,
    /// How its rows are divided in turn, if they are: what follows PARTITION BY. On MySQL the table says that, for all its partitions.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub partition_by: Option<String>,
    /// What its rows are in, if they are divided.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub partitions: Vec<Partition>,
}

/// A partition that a model declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartitionSchema {
    /// Its name.
    pub name: &'static str,
    /// Which rows it has, in SQL.
    pub sql: &'static str,
    /// How its rows are divided in turn, if they are: what follows PARTITION BY.
    pub partition_by: Option<&'static str>,
    /// What its rows are in, if they are divided.
    pub partitions: &'static [PartitionSchema],
}

impl PartitionSchema {
    /// The partition, whose rows are divided by this, in SQL, or by what the table says, among these.
    #[must_use]
    pub const fn partitioned(self, by: Option<&'static str>, partitions: &'static [Self]) -> Self {
        Self { partition_by: by, partitions, ..self }
    }
}

/// A partition.
#[doc(hidden)]
pub const fn partition(name: &'static str, sql: &'static str) -> PartitionSchema {
    PartitionSchema { name, sql, partition_by: None, partitions: &[] }
}

impl From<&PartitionSchema> for Partition {
    fn from(declared: &PartitionSchema) -> Self {
        Self {
            name: declared.name.to_owned(),
            bound: declared.sql.to_owned(),
            partition_by: declared.partition_by.map(str::to_owned),
            partitions: declared.partitions.iter().map(Self::from).collect(),
        }
    }
}

impl Partition {
    /// These partitions and those inside of them, each with the name of the one it is in, unless that is the table.
    #[must_use]
    pub fn all(list: &[Self]) -> Vec<(&Self, Option<&str>)> {
        let mut all = Vec::new();
        place(list, None, &mut all);
        all
    }
}

/// A partition, with the name of the one it is in, unless that is the table.
pub(super) type Placed<'p> = (&'p Partition, Option<&'p str>);

fn place<'p>(list: &'p [Partition], within: Option<&'p str>, all: &mut Vec<Placed<'p>>) {
    for partition in list {
        all.push((partition, within));
        place(&partition.partitions, Some(&partition.name), all);
    }
}

/// The one of a list that is called so.
pub(super) fn named<'p, DB: Ddl>(list: &[Placed<'p>], name: &str) -> Option<Placed<'p>> {
    list.iter().find(|(other, _)| DB::same_name(&other.name, name)).copied()
}

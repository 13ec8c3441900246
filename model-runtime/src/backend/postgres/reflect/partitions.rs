//! The tables that the rows of others are in.

use std::collections::HashMap;

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Nullable, Oid, Text};

use super::load_of;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::Partition;

#[derive(QueryableByName)]
pub(super) struct PartitionInfo {
    #[diesel(sql_type = Oid)]
    oid: u32,
    /// The table that is divided.
    #[diesel(sql_type = Oid)]
    pub(super) parent: u32,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    bound: String,
    #[diesel(sql_type = Nullable<Text>)]
    partition_by: Option<String>,
}

/// The partitions of all tables, and their partitions, in the order of their names.
pub(super) async fn read<C: Link<Backend = Pg>>(oids: &[u32], conn: &mut C) -> Result<Vec<PartitionInfo>> {
    let sql = "WITH RECURSIVE below AS (SELECT i.inhrelid, i.inhparent FROM pg_inherits i WHERE i.inhparent = ANY($1) \
               UNION SELECT i.inhrelid, i.inhparent FROM pg_inherits i JOIN below b ON b.inhrelid = i.inhparent) \
               SELECT c.oid, b.inhparent AS parent, c.relname::text AS name, \
               pg_get_expr(c.relpartbound, c.oid) AS bound, \
               CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by \
               FROM pg_class c JOIN below b ON b.inhrelid = c.oid WHERE c.relispartition ORDER BY c.relname COLLATE \"C\"";
    load_of(conn, sql, oids).await
}

/// The partitions of a table, with theirs.
pub(super) fn below(table: u32, all: &mut HashMap<u32, Vec<PartitionInfo>>) -> Vec<Partition> {
    let infos = all.remove(&table).unwrap_or_default();
    let partition = |info: PartitionInfo| Partition {
        partitions: below(info.oid, all),
        name: info.name,
        bound: info.bound,
        partition_by: info.partition_by,
    };
    infos.into_iter().map(partition).collect()
}

//! Triggers.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;

use super::{Scope, load};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::Trigger;

/// A trigger of a table or a view.
#[derive(QueryableByName)]
pub(super) struct Found {
    /// The table.
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// All triggers, in the order in which they were made. The table is kept as the trigger spells it.
pub(super) async fn read<C: Link<Backend = Sqlite>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<Found>> {
    let Scope { master, filter, binds, .. } = scope;
    let sql = format!(
        "SELECT m.name AS relation, t.name, t.sql FROM {master} AS m \
         JOIN {master} AS t ON t.type = 'trigger' AND t.tbl_name = m.name COLLATE NOCASE \
         WHERE {filter} ORDER BY t.rowid"
    );
    load(conn, &sql, binds).await
}

pub(super) fn trigger(found: Found) -> Trigger {
    Trigger { name: found.name, sql: found.sql }
}

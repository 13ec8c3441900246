//! Columns, and the primary key that they make.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text};
use diesel::sqlite::Sqlite;

use super::super::stored::{ConstraintKind, StoredTable};
use super::{Scope, load, same};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Column, Generated, Identity, PrimaryKey, Type};

#[derive(QueryableByName)]
pub(super) struct ColumnInfo {
    /// The table.
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    declared: String,
    #[diesel(sql_type = Integer)]
    not_null: i32,
    #[diesel(sql_type = Nullable<Text>)]
    default_value: Option<String>,
    /// The position in the primary key, from 1.
    #[diesel(sql_type = Integer)]
    pk: i32,
    /// 2 for a virtual and 3 for a stored generated column.
    #[diesel(sql_type = Integer)]
    hidden: i32,
}

/// The columns of all tables, in order.
pub(super) async fn read<C: Link<Backend = Sqlite>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<ColumnInfo>> {
    let Scope { database, master, filter, binds, .. } = scope;
    let sql = format!(
        "SELECT m.name AS relation, x.name, x.type AS declared, x.\"notnull\" AS not_null, \
         x.dflt_value AS default_value, x.pk, x.hidden \
         FROM {master} AS m JOIN pragma_table_xinfo(m.name, {database}) AS x \
         WHERE {filter} AND x.hidden <> 1 ORDER BY x.cid"
    );
    load(conn, &sql, binds).await
}

pub(super) fn column(info: ColumnInfo, has_key_index: bool, stored: &StoredTable) -> Column {
    // The only column of its key that way is another name for the number of the row, which is never NULL, whether that is declared or not.
    let is_row_number = info.pk > 0 && !has_key_index && info.declared.eq_ignore_ascii_case("INTEGER");
    let nullable = info.not_null == 0 && !is_row_number;
    let generated = matches!(info.hidden, 2 | 3).then(|| {
        let expression = stored.generated.iter().find(|(name, _)| same(name, &info.name));
        Generated { expression: expression.map(|(_, sql)| sql.clone()).unwrap_or_default(), stored: info.hidden == 3 }
    });
    // The type of a generated column carries the words along.
    let declared = match &generated {
        Some(_) => info.declared.trim_end_matches("GENERATED ALWAYS").trim_end().to_owned(),
        None => info.declared,
    };
    let identity =
        is_row_number.then_some(if stored.autoincrement { Identity::ByDefault } else { Identity::RowNumber });
    let collation = stored.collations.iter().find(|(name, _)| same(name, &info.name)).map(|(_, sql)| sql.clone());
    Column {
        collation,
        nullable,
        // The number of the row is counted, whatever DEFAULT it has.
        default: info.default_value.filter(|_| !is_row_number),
        generated,
        identity,
        ..Column::new(info.name, Type::Named(declared))
    }
}

/// A column of a view, which has a name, and a type if it is one of a table.
pub(super) fn of_view(info: ColumnInfo) -> Column {
    Column { nullable: true, ..Column::new(info.name, Type::Named(info.declared)) }
}

pub(super) fn primary_key(infos: &[ColumnInfo], stored: &StoredTable) -> Option<PrimaryKey> {
    let mut parts: Vec<(i32, &str)> =
        infos.iter().filter(|info| info.pk > 0).map(|info| (info.pk, &*info.name)).collect();
    parts.sort_unstable();
    let columns: Vec<String> = parts.into_iter().map(|(_, name)| name.to_owned()).collect();
    if columns.is_empty() {
        return None;
    }
    let written = stored.constraints.iter().find(|constraint| constraint.kind == ConstraintKind::PrimaryKey);
    let name = written.and_then(|constraint| constraint.name.clone());
    Some(PrimaryKey { name, columns, prefixes: Vec::new() })
}

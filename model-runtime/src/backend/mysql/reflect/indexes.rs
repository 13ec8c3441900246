//! Primary keys and indexes.

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::texts::sendable;
use super::{Place, Scope};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Ddl, Index, IndexColumn, PrimaryKey};

/// A column of an index.
#[derive(QueryableByName)]
pub(super) struct IndexPart {
    #[diesel(embed)]
    pub(super) place: Place,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    not_unique: i64,
    /// `BTREE`, `HASH`, `FULLTEXT` or `SPATIAL`.
    #[diesel(sql_type = Text)]
    method: String,
    /// NULL for an expression.
    #[diesel(sql_type = Nullable<Text>)]
    column: Option<String>,
    /// MariaDB has none.
    #[diesel(sql_type = Nullable<Text>)]
    expression: Option<String>,
    /// How many characters are indexed; NULL for all.
    #[diesel(sql_type = Nullable<BigInt>)]
    prefix: Option<i64>,
    /// `D` if descending.
    #[diesel(sql_type = Nullable<Text>)]
    order: Option<String>,
}

/// The columns of all indexes, in order.
pub(super) async fn read<C: Link<Backend = Mysql>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<IndexPart>> {
    let sql = format!(
        "SELECT s.table_schema AS `place_schema`, s.table_name AS `place_table`, s.index_name AS `name`, \
         CAST(s.non_unique AS SIGNED) AS `not_unique`, s.index_type AS `method`, s.column_name AS `column`, \
         /*M! NULL */ /*!80013 s.expression */ AS `expression`, \
         CAST(s.sub_part AS SIGNED) AS `prefix`, s.collation AS `order` \
         FROM information_schema.statistics s WHERE {} ORDER BY s.index_name, s.seq_in_index",
        scope.of("s")
    );
    scope.load(&sql, conn).await
}

/// The primary key, and the other indexes.
pub(super) fn indexes(parts: Vec<IndexPart>) -> (Option<PrimaryKey>, Vec<Index>) {
    let (mut primary, mut indexes) = (PrimaryKey::default(), Vec::<Index>::new());
    for part in parts {
        if part.name == "PRIMARY" {
            primary.columns.extend(part.column);
            primary.prefixes.push(part.prefix.and_then(|prefix| u32::try_from(prefix).ok()));
            continue;
        }
        // Whether others are trees or tables of hashes depends on the engine.
        let method = Some(part.method.clone()).filter(|method| Mysql::INDEX_KINDS.contains(&&**method));
        let column = column(&part, method.is_some());
        match indexes.last_mut().filter(|index| index.name == part.name) {
            Some(index) => index.columns.push(column),
            None => indexes.push(Index { unique: part.not_unique == 0, method, ..Index::new(part.name, vec![column]) }),
        }
    }
    if primary.prefixes.iter().all(Option::is_none) {
        primary.prefixes.clear();
    }
    (Some(primary).filter(|key| !key.columns.is_empty()), indexes)
}

/// What an index orders by; one of a kind of its own is over whole columns.
fn column(part: &IndexPart, of_kind: bool) -> IndexColumn {
    let is_down = part.order.as_deref() == Some("D");
    let down = if is_down { " DESC" } else { "" };
    match (&part.column, part.prefix.filter(|_| !of_kind)) {
        (Some(column), Some(prefix)) => IndexColumn::Expression(format!("{}({prefix}){down}", Mysql::quote(column))),
        (Some(column), None) if is_down => IndexColumn::Descending(column.clone()),
        (Some(column), None) => IndexColumn::Column(column.clone()),
        (None, _) => {
            let expression = sendable(part.expression.as_deref().unwrap_or_default(), true);
            IndexColumn::Expression(format!("({expression}){down}"))
        }
    }
}

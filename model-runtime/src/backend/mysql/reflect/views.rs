//! Queries of views.

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_types::Text;

use super::{Place, Scope};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::Ddl;

#[derive(QueryableByName)]
pub(super) struct ViewInfo {
    #[diesel(embed)]
    pub(super) place: Place,
    #[diesel(sql_type = Text)]
    pub(super) definition: String,
}

/// The queries of all views.
pub(super) async fn read<C: Link<Backend = Mysql>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<ViewInfo>> {
    let sql = format!(
        "SELECT v.table_schema AS `place_schema`, v.table_name AS `place_table`, v.view_definition AS `definition` \
         FROM information_schema.views v WHERE {}",
        scope.of("v")
    );
    scope.load(&sql, conn).await
}

/// A query as the server keeps it, without the name of the current database, which the server puts in front of every table.
pub(super) fn query(definition: &str, current: Option<&str>) -> String {
    let prefix = current.map(|current| format!("{}.", Mysql::quote(current)));
    let mut out = String::with_capacity(definition.len());
    let mut rest = definition;
    while let Some(first) = rest.chars().next() {
        let dropped = prefix.as_deref().filter(|_| !out.ends_with('.')).and_then(|prefix| rest.strip_prefix(prefix));
        if let Some(after) = dropped {
            rest = after;
            // What comes next is a table, even if it is called like the database.
            let (name, after) = rest.split_at(length(rest, '`'));
            out.push_str(name);
            rest = after;
            continue;
        }
        let end = match first {
            '\'' | '"' | '`' => length(rest, first),
            _ => first.len_utf8(),
        };
        let (part, after) = rest.split_at(end);
        out.push_str(part);
        rest = after;
    }
    out
}

/// The length of what is in quotes; a doubled quote begins another part.
fn length(sql: &str, quote: char) -> usize {
    sql.char_indices().skip(1).find(|(_, c)| *c == quote).map_or(sql.len(), |(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn the_database_is_left_out_and_nothing_else() {
        let kept = r"select `a b`.`a b`.`x` AS `a b`,'`a b`.''`a b`.' AS `y` from (`a b`.`a b` join `c`.`a b`)";
        let left = r"select `a b`.`x` AS `a b`,'`a b`.''`a b`.' AS `y` from (`a b` join `c`.`a b`)";
        assert_eq!(query(kept, Some("a b")), left);
        assert_eq!(query(kept, None), kept);
    }
}

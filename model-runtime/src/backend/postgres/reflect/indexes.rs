//! Indexes. The server writes each as one statement, which is taken apart: asked for a part alone, it leaves the order and the
//! class of operators out.

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Nullable, Oid, Text};

use super::load_of;
use super::texts::settled;
use crate::backend::parts::{group, names, split, text};
use crate::backend::tokens::{Kind, Token, tokens};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Index, IndexColumn};

#[derive(QueryableByName)]
pub(super) struct IndexInfo {
    /// The table.
    #[diesel(sql_type = Oid)]
    pub(super) relation: u32,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
    #[diesel(sql_type = Text)]
    method: String,
    #[diesel(sql_type = Text)]
    definition: String,
    #[diesel(sql_type = Nullable<Text>)]
    filter: Option<String>,
}

/// The indexes of all tables that serve no constraint, in the order in which they were made.
pub(super) async fn read<C: Link<Backend = Pg>>(oids: &[u32], conn: &mut C) -> Result<Vec<IndexInfo>> {
    let sql = "SELECT i.indrelid AS relation, c.relname::text AS name, i.indisunique AS is_unique, \
               m.amname::text AS method, pg_get_indexdef(i.indexrelid) AS definition, \
               pg_get_expr(i.indpred, i.indrelid) AS filter \
               FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam \
               WHERE i.indrelid = ANY($1) AND NOT EXISTS (SELECT 1 FROM pg_constraint n \
               WHERE n.conindid = i.indexrelid AND n.contype IN ('p', 'u', 'x')) ORDER BY i.indrelid, c.oid";
    load_of(conn, sql, oids).await
}

pub(super) fn index(info: IndexInfo) -> Index {
    let written = Written::read(&settled(&info.definition));
    Index {
        unique: info.is_unique,
        method: Some(info.method).filter(|method| method != "btree"),
        include: written.include,
        nulls_not_distinct: written.nulls_not_distinct,
        filter: info.filter.as_deref().map(settled),
        ..Index::new(info.name, written.columns)
    }
}

/// What only the statement tells.
#[derive(Default)]
struct Written {
    columns: Vec<IndexColumn>,
    include: Vec<String>,
    nulls_not_distinct: bool,
}

impl Written {
    /// Reads `CREATE INDEX name ON table USING method (..) INCLUDE (..) NULLS NOT DISTINCT ..`.
    fn read(sql: &str) -> Self {
        let all = tokens(sql);
        let using = all.iter().position(|token| token.is("USING"));
        let Some((list, after)) = using.and_then(|at| all.get(at + 2..)).and_then(group) else {
            return Self::default();
        };
        let (include, after) = match after {
            [first, after @ ..] if first.is("INCLUDE") => group(after).unwrap_or((&[], after)),
            _ => (&[][..], after),
        };
        Self {
            columns: split(list).map(|part| column(sql, part)).collect(),
            include: if include.is_empty() { Vec::new() } else { names(include) },
            nulls_not_distinct: after.first().is_some_and(|token| token.is("NULLS")),
        }
    }
}

fn column(sql: &str, part: &[Token<'_>]) -> IndexColumn {
    let is_name = |token: &Token<'_>| matches!(token.kind, Kind::Word | Kind::Quoted);
    match part {
        [name] if is_name(name) => IndexColumn::Column(name.name()),
        [name, order] if is_name(name) && order.is("DESC") => IndexColumn::Descending(name.name()),
        _ => IndexColumn::Expression(text(sql, part)),
    }
}

#[cfg(test)]
mod tests {
    use super::Written;
    use crate::schema::IndexColumn;

    #[test]
    fn a_statement_is_taken_apart() {
        let sql = "CREATE UNIQUE INDEX \"i USING x (\" ON ONLY a.\"t (\" USING btree (\"A, b\" DESC, c, lower((d || ', ('::text)), \
                   e text_pattern_ops DESC NULLS LAST) INCLUDE (f, \"G\"\"\") NULLS NOT DISTINCT WITH (fillfactor='70') WHERE (c > 1)";
        let written = Written::read(sql);
        let sql = |text: &str| IndexColumn::Expression(text.to_owned());
        assert_eq!(
            written.columns,
            [
                IndexColumn::Descending("A, b".to_owned()),
                IndexColumn::Column("c".to_owned()),
                sql("lower((d || ', ('::text))"),
                sql("e text_pattern_ops DESC NULLS LAST"),
            ]
        );
        assert_eq!(written.include, ["f", "G\""]);
        assert!(written.nulls_not_distinct);
    }
}

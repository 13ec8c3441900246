//! Indexes that PostgreSQL alone has.

use diesel::sql_types::Text;
use model_runtime::prelude::*;

use crate::db::empty;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "w_notes",
    backends(postgres),
    index(name = "w_notes_tags", columns(tags), method = "gin"),
    index(name = "w_notes_title", columns(sql("lower(title)"), desc(id)), include(author), unique)
)]
pub struct Note {
    pub id: i64,
    pub title: String,
    pub author: String,
    pub tags: Vec<String>,
}
schema! { pub Notes: Note }

#[derive(diesel::QueryableByName)]
struct Definition {
    #[diesel(sql_type = Text)]
    sql: String,
}

#[test]
fn indexes_have_kinds_and_hold_further_columns() {
    let conn = &mut empty();
    Notes::create_all(conn).unwrap();
    let found: Vec<Definition> = diesel::sql_query(
        "SELECT substring(indexdef FROM 'USING .*') AS sql FROM pg_indexes \
         WHERE schemaname = current_schema() AND tablename = 'w_notes' AND indexname LIKE 'w%' ORDER BY indexname",
    )
    .all(conn)
    .unwrap();
    let found: Vec<_> = found.iter().map(|found| &*found.sql).collect();
    assert_eq!(found, ["USING gin (tags)", "USING btree (lower(title), id DESC) INCLUDE (author)"]);
}

//! Indexes that PostgreSQL alone has.

use diesel::sql_types::Text;
use model_runtime::assert_no_drift;
use model_runtime::prelude::*;

use crate::db::{Tested as _, empty};

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

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "w_codes",
    backends(postgres),
    unique(columns(org_id, code), nulls_not_distinct),
    unique(columns(place), options = "deferrable Initially deferred"),
    index(name = "w_codes_name", columns(name), where = "org_id > 0", unique, nulls_not_distinct)
)]
pub struct Code {
    pub id: i64,
    pub org_id: Option<i64>,
    pub place: Option<i64>,
    pub code: Option<String>,
    pub name: Option<String>,
}
schema! { pub Codes: Code }

/// PostgreSQL has it from 15 on.
#[test]
fn null_may_count_as_a_value() {
    let conn = &mut empty();
    if conn.texts("SELECT current_setting('server_version_num')")[0].parse::<u32>().unwrap() < 150_000 {
        return;
    }
    Codes::create_all(conn).unwrap();
    let code = |org_id, name: Option<&str>| NewCode { org_id, place: None, code: None, name: name.map(str::to_owned) };
    code(None, None).insert(conn).unwrap();
    assert!(code(None, None).insert(conn).unwrap_err().violates(CodeConstraint::OrgIdCodeUnique));
    code(Some(1), None).insert(conn).unwrap();
    assert!(code(Some(2), None).insert(conn).unwrap_err().is_unique_violation());
    assert_no_drift!(conn, Codes);
    // Two rows trade places: what is unique at the end is looked at then.
    let mut rows = Code::query().order(w_codes::id).all(conn).unwrap();
    (rows[0].place, rows[1].place) = (Some(1), Some(2));
    Code::save_many(&mut rows, conn).unwrap();
    conn.atomic(|conn| {
        rows.iter_mut().for_each(|row| row.place = row.place.map(|place| 3 - place));
        rows.iter_mut().try_for_each(|row| row.save(conn))
    })
    .unwrap();
    assert_eq!(Code::query().filter(w_codes::place.eq(1)).one(conn).unwrap().id, rows[1].id);

    let sql = "ALTER TABLE w_codes DROP CONSTRAINT uq_w_codes_org_id_code, ADD CONSTRAINT uq_w_codes_org_id_code UNIQUE (org_id, code);
        DROP INDEX w_codes_name; CREATE UNIQUE INDEX w_codes_name ON w_codes (name) WHERE org_id > 0";
    diesel::connection::SimpleConnection::batch_execute(conn, sql).unwrap();
    let told: Vec<String> = Codes::drift(conn).unwrap().iter().map(ToString::to_string).collect();
    assert!(told[0].contains("expected `uq_w_codes_org_id_code (org_id, code) NULLS NOT DISTINCT`, found"), "{told:?}");
    assert!(told[1].contains("expected `UNIQUE (\"name\") NULLS NOT DISTINCT WHERE"), "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}

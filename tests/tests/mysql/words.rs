//! Conditions, which the server keeps in its own words, are compared to the letter.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{Error, assert_no_drift};

use crate::db::{Connection, empty};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    #[column_enum(rename = "it's (sent")]
    Sent,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "m_parcels",
    check(name = "ck it`s weight", sql = "weight BETWEEN 1 AND 100 AND weight <> 13 OR state = 'it''s (sent'"),
    check(name = "ck_code", sql = "code NOT IN (')', '`', '\"')")
)]
pub struct Parcel {
    pub id: i64,
    #[validate(length(min = 2, max = 20), prefix("a'"))]
    pub code: String,
    pub weight: i32,
    pub state: State,
    #[model(json)]
    pub details: Option<Vec<i32>>,
    #[model(generated = "weight*2")]
    pub twice: i32,
    #[model(generated = "concat(upper(code), ' (', weight, ')')")]
    pub label: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "m_crates", check(name = "ck_place", sql = "place > 0 AND parcel_id > 0"))]
pub struct Crate {
    pub id: i64,
    pub place: i32,
    #[model(belongs_to(Parcel))]
    pub parcel_id: i64,
}

schema! { pub Parcels: Parcel, Crate }

fn parcels() -> Connection {
    let mut conn = empty();
    Parcels::create_all(&mut conn).unwrap();
    conn
}

fn codes(conn: &mut Connection) -> Vec<String> {
    let drift = Parcels::drift(conn).unwrap();
    drift.iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect()
}

/// What is told of the tables that the models made, after some SQL.
fn told(sql: &str) -> String {
    let conn = &mut parcels();
    conn.batch_execute(sql).unwrap();
    codes(conn).join(",")
}

/// A CHECK under the name of one that a model has.
fn check(condition: &str) -> String {
    format!(
        "ALTER TABLE m_parcels DROP CONSTRAINT `ck it``s weight`, ADD CONSTRAINT `ck it``s weight` CHECK ({condition})"
    )
}

#[test]
fn what_models_made_does_not_differ() {
    assert_no_drift!(&mut parcels(), Parcels);
    // The same in other words.
    for same in [
        "((weight between 1 and 100) and weight != 13) or (`state` = 'it''s (sent')",
        "WEIGHT between 1 and 100 && not weight = 13 or `state` = 'it''s (sent'",
    ] {
        assert_eq!(told(&check(same)), "", "{same}");
    }
}

#[test]
fn other_conditions_under_the_same_names_are_told() {
    for (sql, expected) in [
        (check("weight BETWEEN 1 AND 101"), "check_changed ck it`s weight"),
        (
            "ALTER TABLE m_parcels DROP CONSTRAINT ck_code, ADD CONSTRAINT ck_code CHECK (code NOT IN (')', '`'))"
                .to_owned(),
            "check_changed ck_code",
        ),
        (
            "ALTER TABLE m_parcels DROP COLUMN twice, ADD COLUMN twice INT GENERATED ALWAYS AS (weight * 3) STORED"
                .to_owned(),
            "generated_changed twice",
        ),
        (
            "ALTER TABLE m_crates DROP CONSTRAINT ck_place, ADD CONSTRAINT ck_place CHECK (place > 0)".to_owned(),
            "check_changed ck_place",
        ),
        // One that speaks of a column which no model has.
        (
            format!("ALTER TABLE m_parcels ADD COLUMN extra INT; {}", check("weight < extra")),
            "column_unexpected extra,check_changed ck it`s weight",
        ),
        // A column that is something else is told alone.
        ("ALTER TABLE m_crates MODIFY place BIGINT NOT NULL".to_owned(), "type_changed place"),
    ] {
        assert_eq!(told(&sql), expected, "{sql}");
    }
}

#[test]
fn both_sides_are_told_in_the_words_of_the_server() {
    let conn = &mut parcels();
    conn.batch_execute(&check("weight>2")).unwrap();
    let drift = Parcels::drift(conn).unwrap();
    let [difference] = &*drift else { panic!("{drift:?}") };
    let expected = difference.expected.as_deref().unwrap().to_lowercase();
    assert!(expected.contains("`weight` between 1 and 100"), "{expected}");
    assert!(difference.found.as_deref().unwrap().contains("`weight` > 2"), "{difference}");
}

/// Tables that are temporary end no transaction, and are gone.
#[test]
fn an_open_transaction_stays_open() {
    let conn = &mut parcels();
    conn.batch_execute(&check("weight > 0")).unwrap();
    let new = || NewParcel { code: "a'b".into(), weight: 3, state: State::Open, details: None };
    let undone = conn.atomic(|conn| {
        new().insert(conn)?;
        assert_eq!(codes(conn), ["check_changed ck it`s weight"]);
        // As a savepoint does.
        assert_eq!(conn.atomic(|conn| Ok::<_, Error>(codes(conn)))?, ["check_changed ck it`s weight"]);
        assert_eq!(Parcel::count(conn)?, 1);
        Parcel::find(0, conn)
    });
    assert!(undone.unwrap_err().is_not_found());
    assert_eq!(Parcel::count(conn).unwrap(), 0);
    assert!(diesel::sql_query("SELECT * FROM model_words").run(conn).is_err());
}

/// A comparison that nobody waited for to the end may leave its table to the session.
#[test]
fn a_table_that_was_left_is_in_nobodys_way() {
    let conn = &mut parcels();
    conn.batch_execute(&format!("CREATE TEMPORARY TABLE model_words (a INT); {}", check("weight > 0"))).unwrap();
    assert_eq!(codes(conn), ["check_changed ck it`s weight"]);
}

/// Where no table can be made, names are compared.
#[test]
fn a_transaction_that_reads_compares_names() {
    let conn = &mut parcels();
    conn.batch_execute(&check("weight > 0")).unwrap();
    assert_eq!(conn.atomic_read(|conn| Ok::<_, Error>(codes(conn))).unwrap(), [""; 0]);
    assert_eq!(codes(conn), ["check_changed ck it`s weight"]);
}

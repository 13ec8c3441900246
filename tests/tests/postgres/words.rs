//! Conditions, which the server keeps in its own words, are compared to the letter.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use diesel::connection::SimpleConnection;
use model_runtime::database::SQL_TARGET;
use model_runtime::prelude::*;
use model_runtime::{Error, assert_no_drift};
use tracing::field::{Field, Visit};
use tracing::subscriber::with_default;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;

use crate::db::{Connection, Space, Tested as _, empty};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    #[column_enum(rename = "it's sent")]
    Sent,
}

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[column_enum(postgres_type = "p_speed")]
pub enum Speed {
    Slow,
    Fast,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "p_parcels",
    check(name = "ck_weight", sql = "weight BETWEEN 1 AND 100 AND weight <> 13 OR speed = 'fast'"),
    index(name = "ix_open", columns(code), where = "state in ('open', 'new') and Weight > 2"),
    index(name = "ix_code", columns(weight, sql("lower(code)"), desc(id), sql("code collate \"C\"")), unique)
)]
pub struct Parcel {
    pub id: i64,
    #[validate(length(min = 2, max = 20))]
    pub code: String,
    pub weight: i32,
    pub state: State,
    pub speed: Option<Speed>,
    #[model(generated = "weight*2")]
    pub twice: i32,
    #[model(generated = "upper(code)")]
    pub label: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "p_crates", check(name = "ck_place", sql = "place > 0 AND parcel_id > 0"))]
pub struct Crate {
    pub id: i64,
    pub place: i32,
    #[model(belongs_to(Parcel, on_delete = "cascade"))]
    pub parcel_id: i64,
}

schema! { pub Parcels: Parcel, Crate }

/// What is told of the tables that the models made, after some SQL.
fn told(sql: &str) -> Vec<String> {
    let conn = &mut parcels();
    conn.batch_execute(sql).unwrap();
    codes(conn)
}

fn parcels() -> Connection {
    let mut conn = empty();
    Parcels::create_all(&mut conn).unwrap();
    conn
}

fn codes(conn: &mut Connection) -> Vec<String> {
    let drift = Parcels::drift(conn).unwrap();
    drift.iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect()
}

/// A CHECK under the name of one that a model has.
fn check(condition: &str) -> String {
    format!(
        "ALTER TABLE p_parcels DROP CONSTRAINT ck_weight; ALTER TABLE p_parcels ADD CONSTRAINT ck_weight CHECK ({condition})"
    )
}

/// An index under the name of one that a model has.
fn index(name: &str, sql: &str) -> String {
    format!("DROP INDEX {name}; CREATE {sql}")
}

/// What the server writes of a CHECK, read by it again.
const RESTORED: &str = "DO $$ DECLARE sql text; BEGIN
    SELECT pg_get_constraintdef(oid) INTO sql FROM pg_constraint WHERE conname = 'ck_weight' AND conrelid = 'p_parcels'::regclass;
    ALTER TABLE p_parcels DROP CONSTRAINT ck_weight;
    EXECUTE 'ALTER TABLE p_parcels ADD CONSTRAINT ck_weight ' || sql;
END $$";

#[test]
fn what_models_made_does_not_differ() {
    assert_eq!(told("SELECT 1"), [""; 0]);
    let conn = &mut parcels();
    assert_no_drift!(conn, Parcels);
}

#[test]
fn other_conditions_under_the_same_names_are_told() {
    for (sql, expected) in [
        (check("weight BETWEEN 1 AND 101"), "check_changed ck_weight"),
        (check("weight > 0 AND state = 'open'"), "check_changed ck_weight"),
        (index("ix_open", "INDEX ix_open ON p_parcels (code) WHERE state = 'open'"), "index_changed ix_open"),
        (
            index("ix_code", "UNIQUE INDEX ix_code ON p_parcels (weight, upper(code), id DESC, code COLLATE \"C\")"),
            "index_changed ix_code",
        ),
        // Expressions of which a column differs that is no expression.
        (
            index("ix_code", "UNIQUE INDEX ix_code ON p_parcels (twice, lower(code), id DESC, code COLLATE \"C\")"),
            "index_changed ix_code",
        ),
        (
            "ALTER TABLE p_parcels DROP COLUMN twice; \
             ALTER TABLE p_parcels ADD COLUMN twice integer NOT NULL GENERATED ALWAYS AS (weight * 3) STORED"
                .to_owned(),
            "generated_changed twice",
        ),
        (
            "ALTER TABLE p_crates DROP CONSTRAINT ck_place; ALTER TABLE p_crates ADD CONSTRAINT ck_place CHECK (place > 0)"
                .to_owned(),
            "check_changed ck_place",
        ),
        // One that speaks of a column which no model has.
        (
            format!("ALTER TABLE p_parcels ADD COLUMN extra integer; {}", check("weight < extra")),
            "check_changed ck_weight,column_unexpected extra",
        ),
    ] {
        let mut codes = told(&sql);
        codes.sort();
        assert_eq!(codes.join(","), expected, "{sql}");
    }
}

#[test]
fn both_sides_are_told_in_the_words_of_the_server() {
    let conn = &mut parcels();
    conn.batch_execute(&index("ix_open", "INDEX ix_open ON p_parcels (code) WHERE weight>2")).unwrap();
    let drift = Parcels::drift(conn).unwrap();
    let [difference] = &*drift else { panic!("{drift:?}") };
    let expected = difference.expected.as_deref().unwrap();
    assert!(
        expected.ends_with("(\"code\") WHERE ((state = ANY (ARRAY['open'::text, 'new'::text])) AND (weight > 2))"),
        "{expected}"
    );
    assert_eq!(difference.found.as_deref(), Some("(\"code\") WHERE (weight > 2)"));
}

/// Also if the server has read its own writing.
#[test]
fn the_same_in_other_words_does_not_differ() {
    for sql in [
        check("weight >= 1 AND weight <= 100 AND weight <> 13 OR speed = CAST('fast' AS p_speed)"),
        RESTORED.to_owned(),
        index(
            "ix_open",
            "INDEX ix_open ON p_parcels (code) WHERE ((state = ANY (ARRAY['open', 'new'])) AND (weight > 2))",
        ),
    ] {
        assert_eq!(told(&sql), [""; 0], "{sql}");
    }
}

/// Conditions on a column that is something else, or is not there, are compared by their names; that of the column is told.
#[test]
fn a_column_that_differs_is_told_alone() {
    // These hold the same, so that nothing is told of them.
    let texts = "ALTER TABLE p_parcels ALTER COLUMN state TYPE varchar";
    assert_eq!(told(texts), [""; 0]);
    assert_eq!(told(&format!("{texts}; {}", check("weight > 0"))), ["check_changed ck_weight"]);
    let other = "ALTER TABLE p_crates ALTER COLUMN place TYPE bigint";
    assert_eq!(told(other), ["type_changed place"]);
    let gone = format!("{}; ALTER TABLE p_crates DROP COLUMN place CASCADE", check("weight > 0"));
    assert_eq!(told(&gone), ["check_changed ck_weight", "column_missing place", "check_missing ck_place"]);
}

#[test]
fn nothing_is_left_behind() {
    let conn = &mut parcels();
    conn.batch_execute(&check("weight > 0")).unwrap();
    let state = |conn: &mut Connection| {
        conn.texts(
            "SELECT concat_ws(' ', current_setting('search_path'), current_schema(), \
             (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'model_words_%'), \
             (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()))",
        )
    };
    let before = state(conn);
    assert_eq!(codes(conn), ["check_changed ck_weight"]);
    assert_eq!(state(conn), before);
    // In a transaction with statements the server would refuse it.
    conn.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE; COMMIT").unwrap();
}

#[test]
fn what_an_open_transaction_did_stays() {
    let conn = &mut parcels();
    let crates = conn
        .atomic(|conn| {
            conn.batch_execute(&check("weight > 0")).unwrap();
            let new = NewParcel { code: "ab".into(), weight: 3, state: State::Open, speed: None };
            let parcel = new.insert(conn)?;
            conn.batch_execute("SET LOCAL search_path = pg_temp, public").unwrap();
            assert_eq!(codes(conn), ["check_changed ck_weight"]);
            assert_eq!(conn.texts("SELECT current_setting('search_path')"), ["pg_temp, public"]);
            NewCrate { place: 1, parcel_id: Fk::from(&parcel) }.insert(conn)?;
            // Again, within a savepoint.
            let again = conn.atomic(|conn| Ok::<_, Error>(codes(conn)))?;
            assert_eq!(again, ["check_changed ck_weight"]);
            Crate::all(conn)
        })
        .unwrap();
    assert_eq!((Crate::all(conn).unwrap(), Parcel::count(conn).unwrap()), (crates, 1));
}

/// One that was begun by SQL, which Diesel does not know, is left alone.
#[test]
fn a_transaction_that_is_not_known_stays() {
    let conn = &mut parcels();
    conn.batch_execute(&check("weight > 0")).unwrap();
    for write in ["SELECT 1", "INSERT INTO p_parcels (code, weight, state) VALUES ('ab', 3, 'open')"] {
        conn.batch_execute(&format!("BEGIN; SET LOCAL application_name = 'still'; {write}")).unwrap();
        assert_eq!(codes(conn), [""; 0]);
        assert_eq!(conn.texts("SELECT current_setting('application_name')"), ["still"]);
        conn.batch_execute("COMMIT").unwrap();
    }
    assert_eq!(Parcel::count(conn).unwrap(), 1);
}

/// Why conditions are compared by their names, as the log tells it.
#[derive(Clone, Default)]
struct Reasons(Arc<Mutex<Vec<String>>>);

impl Visit for Reasons {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "reason" {
            self.0.lock().unwrap().push(format!("{value:?}"));
        }
    }
}

impl<S: Subscriber> Layer<S> for Reasons {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == SQL_TARGET && *event.metadata().level() == Level::DEBUG {
            event.record(&mut self.clone());
        }
    }
}

#[test]
fn where_no_schema_can_be_made_names_are_compared() {
    let conn = &mut parcels();
    conn.batch_execute(&check("weight > 0")).unwrap();
    conn.batch_execute("DROP INDEX ix_open").unwrap();
    let names_alone = ["index_missing ix_open"];
    assert_eq!(conn.atomic_read(|conn| Ok::<_, Error>(codes(conn))).unwrap(), names_alone);

    let role = format!("model_test_words_{}", conn.texts("SELECT pg_backend_pid()::text").remove(0));
    conn.batch_execute(&format!("CREATE ROLE {role}; SET ROLE {role}")).unwrap();
    let (of_role, user) = (codes(conn), conn.texts("SELECT current_user::text"));
    conn.batch_execute(&format!("RESET ROLE; DROP ROLE {role}")).unwrap();
    assert_eq!((&of_role[..], &user[0]), (&names_alone.map(str::to_owned)[..], &role));

    assert_eq!(codes(conn), ["check_changed ck_weight", "index_missing ix_open"]);
}

/// A model that names a function which is not there is compared by names; the transaction goes on.
#[test]
fn an_error_of_the_server_is_none_of_the_comparison() {
    #[derive(Model, Debug)]
    #[model(table = "p_crates", module = "other_crates", check(name = "ck_place", sql = "is_a_place(place)"))]
    pub struct OtherCrate {
        pub id: i64,
        pub place: i32,
        #[model(belongs_to(Parcel, on_delete = "cascade"))]
        pub parcel_id: i64,
    }
    schema! { pub Others: Parcel, OtherCrate }
    let (conn, reasons) = (&mut parcels(), Reasons::default());
    with_default(registry().with(reasons.clone()), || {
        conn.atomic(|conn| {
            assert_no_drift!(conn, Others);
            Parcel::count(conn)
        })
        .unwrap();
    });
    let reasons = reasons.0.lock().unwrap();
    assert!(reasons.len() == 1 && reasons[0].contains("is_a_place"), "{reasons:?}");
}

/// Nobody waits for a comparison, and it waits for nobody: the tables themselves are not touched.
#[test]
fn no_table_is_locked() {
    let space = Space::new();
    let (mut first, mut second) = (empty(), empty());
    for conn in [&mut first, &mut second] {
        conn.batch_execute(&space.enter()).unwrap();
    }
    Parcels::create_all(&mut first).unwrap();
    first.batch_execute(&check("weight > 0")).unwrap();
    first.batch_execute("BEGIN; LOCK TABLE p_parcels, p_crates IN ROW EXCLUSIVE MODE").unwrap();
    second.batch_execute("SET lock_timeout = 100").unwrap();
    second
        .atomic(|conn| {
            assert_eq!(codes(conn), ["check_changed ck_weight"]);
            let locks = "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND mode <> 'AccessShareLock' \
                         AND relation IN ('p_parcels'::regclass, 'p_crates'::regclass)";
            assert_eq!(conn.texts(locks), [""; 0]);
            Ok::<_, Error>(())
        })
        .unwrap();
    first.batch_execute("ROLLBACK").unwrap();
}

//! Tables made from models, read back and compared, on any database.

mod written;

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::schema::{Part, reflect};
use model_runtime::{Error, assert_no_drift};
use tests::models::Tables;

use crate::db::{Connection, capabilities, diff, empty};
use crate::validation::models::Rules;

/// Two tables that refer to each other, and one that refers to itself, with everything a column may have.
mod circle {
    use super::*;
    use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

    #[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
    pub enum Mood {
        Good,
        #[column_enum(rename = "so 'so'")]
        SoSo,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(index(columns(name, born), where = "luck > 0"), check(name = "ck_people_self", sql = "luck <> 13"))]
    #[model(table = "people \"here\"", module = "people")]
    pub struct Person {
        pub id: i32,
        #[model(column = "full name", default = "it's")]
        pub name: String,
        pub born: Option<NaiveDate>,
        #[model(default_sql = "'so ''so'''")]
        pub mood: Mood,
        pub wakes: Option<NaiveTime>,
        #[model(belongs_to(Person, on_delete = "set null"))]
        pub friend_id: Option<i32>,
        #[model(belongs_to(House, on_delete = "cascade", on_update = "restrict"))]
        pub house_id: Option<i64>,
        #[model(default = -2)]
        pub luck: i16,
        #[model(default = 1.5)]
        pub weight: f64,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    pub struct House {
        pub id: i64,
        #[model(unique)]
        pub street: String,
        #[model(belongs_to(Person, constraint = "fk_owner"))]
        pub owner_id: Option<i32>,
        pub built: DateTime<Utc>,
        #[model(generated = "length(street)")]
        pub letters: i32,
        #[model(default = true, index)]
        pub is_open: bool,
        pub key: Option<Vec<u8>>,
    }

    schema! { pub Town: Person, House }
}
use circle::{NewHouse, NewPerson, Town};

/// What is compared with a database that changes.
mod drifting {
    use super::*;

    #[derive(Model, Debug)]
    #[model(table = "d_members")]
    pub struct Member {
        pub id: i64,
        #[validate(length(max = 50))]
        pub name: String,
        #[model(unique)]
        #[validate(length(max = 100))]
        pub email: String,
    }

    schema! { pub Club: Member }
}
use drifting::{Club, Member};

/// The differences between the models and what they made.
fn differences<S: Schema>(conn: &mut Connection) -> Vec<String> {
    let found = reflect(conn).unwrap();
    let of = |name: &str| found.iter().find(|found| found.name == name).unwrap_or_else(|| panic!("no table `{name}`"));
    S::TABLES.iter().flat_map(|schema| diff(schema, of(schema.name))).map(|found| found.to_string()).collect()
}

#[test]
fn tables_are_as_the_models_say_and_created_once() {
    let conn = &mut empty();
    assert_eq!(Tables::create_all(conn).unwrap().created.len(), Tables::TABLES.len());
    assert_eq!(Tables::create_all(conn).unwrap().unchanged.len(), Tables::TABLES.len());
    assert_eq!(differences::<Tables>(conn), [""; 0]);
    assert_no_drift!(conn, Tables);

    let conn = &mut empty();
    Rules::create_all(conn).unwrap();
    assert_eq!(differences::<Rules>(conn), [""; 0]);
    assert_no_drift!(conn, Rules);
}

#[test]
fn tables_that_refer_to_each_other_are_created_and_dropped() {
    let conn = &mut empty();
    assert_eq!(Town::create_all(conn).unwrap().created.len(), 2);
    assert_eq!(differences::<Town>(conn), [""; 0]);
    assert_no_drift!(conn, Town);
    assert_eq!(Town::create_all(conn).unwrap().unchanged.len(), 2);

    let person = NewPerson {
        name: Auto,
        born: None,
        mood: Auto,
        wakes: None,
        friend_id: None,
        house_id: None,
        luck: Auto,
        weight: Auto,
    };
    let person = person.insert(conn).unwrap();
    assert_eq!((&*person.name, person.mood, person.luck), ("it's", circle::Mood::SoSo, -2));
    let house = NewHouse {
        street: "Main".into(),
        owner_id: Some(person.id.into()),
        built: chrono::Utc::now(),
        is_open: Auto,
        key: Some(vec![0, 1, 255]),
    };
    let house = house.insert(conn).unwrap();
    assert_eq!((house.letters, circle::House::find(house.id, conn).unwrap()), (4, house.clone()));

    assert_eq!(Town::drop_all(conn).unwrap().len(), 2);
    assert_eq!(Town::drop_all(conn).unwrap(), [""; 0]);
    assert!(reflect(conn).unwrap().is_empty());
}

#[test]
fn a_table_that_differs_is_named_and_nothing_is_created() {
    let conn = &mut empty();
    Tables::create_all(conn).unwrap();
    conn.batch_execute("ALTER TABLE seats DROP COLUMN guest; DROP TABLE labels").unwrap();
    let Err(Error::Schema(error)) = Tables::create_all(conn) else { panic!("a column is missing") };
    assert_eq!(error.differences.len(), 1);
    assert_eq!(error.differences[0].part, Part::Column("guest".to_owned()));
    assert!(reflect(conn).unwrap().iter().all(|table| table.name != "labels"));
}

#[test]
fn indexes_of_some_rows_are_made_or_refused() {
    #[derive(Model, Debug)]
    #[model(index(name = "uq_open", columns(code), where = "closes IS NULL", unique))]
    pub struct Door {
        pub id: i64,
        pub code: i32,
        pub closes: Option<i32>,
    }
    schema! { pub Doors: Door }
    let conn = &mut empty();

    let created = Doors::create_all(conn);

    if !capabilities().partial_indexes {
        let error = created.unwrap_err().to_string();
        assert!(error.contains("`Door`") && error.contains("`uq_open`"), "{error}");
        assert!(reflect(conn).unwrap().is_empty());
        return;
    }
    assert_eq!(Doors::create_all(conn).unwrap().unchanged, ["doors"]);
    let door = |closes| NewDoor { code: 1, closes };
    Door::insert_many([door(None), door(Some(1)), door(Some(1))], conn).unwrap();
    assert!(door(None).insert(conn).unwrap_err().violates(DoorConstraint::CodeUnique));
}

#[test]
fn the_ddl_is_what_is_run() {
    let conn = &mut empty();
    let ddl = Town::ddl_on(conn);
    conn.batch_execute(&ddl).unwrap();
    assert_eq!(Town::create_all(conn).unwrap().unchanged.len(), 2);
}

/// What does no harm to the models is told as well, and nothing of tables that they do not know.
#[test]
fn every_difference_is_told_by_its_code() {
    let conn = &mut empty();
    let codes = |conn: &mut Connection| -> Vec<String> {
        let drift = Club::drift(conn).unwrap();
        drift.iter().map(|found| format!("{} {}", found.code(), found.part.name()).trim_end().to_owned()).collect()
    };
    assert_eq!(codes(conn), ["table_missing"]);
    Club::create_all(conn).unwrap();
    Tables::create_all(conn).unwrap();
    assert_eq!(codes(conn), [""; 0]);
    for sql in [
        "ALTER TABLE d_members ADD COLUMN nick VARCHAR(20)",
        "CREATE INDEX ix_members ON d_members (name)",
        "CREATE UNIQUE INDEX ux_members ON d_members (name, email)",
    ] {
        conn.batch_execute(sql).unwrap();
    }
    assert_eq!(codes(conn), ["column_unexpected nick", "index_unexpected ix_members", "index_unexpected ux_members"]);
    // Rows can be read and written with the first two of these.
    // MariaDB, which has no partial indexes, asks for the table.
    let of_table = if capabilities().partial_indexes { "" } else { " ON d_members" };
    conn.batch_execute(&format!("DROP INDEX ux_members{of_table}")).unwrap();
    assert_eq!(Club::create_all(conn).unwrap().unchanged, ["d_members"]);
    assert_eq!(codes(conn).len(), 2);
    assert_eq!(Member::count(conn).unwrap(), 0);
}

#[test]
#[should_panic(
    expected = "schema `Club`, 1 difference:\n  - table `d_members`: expected `(id, name, email)`, found none"
)]
fn drift_fails_a_test() {
    let conn = &mut empty();
    assert_no_drift!(conn, Club);
}

//! Columns that MariaDB and MySQL alone have.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;

use crate::db::{Connection, empty};

/// Integers of every width, with and without a sign.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "counters", backends(mysql))]
pub struct Counter {
    pub id: i64,
    pub tiny: i8,
    pub byte: u8,
    pub small: u16,
    #[model(unique)]
    pub medium: u32,
    pub large: Option<u64>,
}
schema! { pub Counters: Counter }

#[test]
fn integers_have_every_width() {
    let conn = &mut empty();
    Counters::create_all(conn).unwrap();
    assert_eq!(Counters::create_all(conn).unwrap().unchanged, ["counters"]);
    let new = |medium| NewCounter { tiny: i8::MIN, byte: u8::MAX, small: u16::MAX, medium, large: Some(u64::MAX) };

    let row = new(u32::MAX).insert(conn).unwrap();
    let rows = Counter::insert_many([new(0), NewCounter { large: None, ..new(1) }], conn).unwrap();

    assert_eq!(Counter::find(row.id, conn).unwrap(), row);
    assert_eq!(
        Counter::query().order(counters::medium).all(conn).unwrap(),
        [&rows[..], std::slice::from_ref(&row)].concat()
    );
    let found = Counter::query().filter(counters::large.eq(u64::MAX)).filter(counters::byte.gt(254)).all(conn).unwrap();
    assert_eq!(found.len(), 2);
    let changed = Counter::upsert(NewCounter { byte: 1, ..new(u32::MAX) }, counters::medium, conn).unwrap();
    assert_eq!((changed.id, changed.byte), (row.id, 1));
}

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Good,
    #[column_enum(rename = "so 'so'")]
    SoSo,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "moods")]
pub struct Feeling {
    pub id: i64,
    pub mood: Mood,
    pub earlier: Option<Mood>,
}
schema! { pub Feelings: Feeling }

fn round_trip(conn: &mut Connection) {
    let row = NewFeeling { mood: Mood::SoSo, earlier: None }.insert(conn).unwrap();
    NewFeeling { mood: Mood::Good, earlier: Some(Mood::SoSo) }.insert(conn).unwrap();
    assert_eq!(Feeling::query().filter(moods::mood.eq(Mood::SoSo)).all(conn).unwrap(), [row]);
    assert!(conn.batch_execute("INSERT INTO moods (mood) VALUES ('bad')").is_err());
}

#[test]
fn enums_are_texts_of_a_few_values_or_the_servers_own() {
    let conn = &mut empty();
    Feelings::create_all(conn).unwrap();
    round_trip(conn);

    let conn = &mut empty();
    let sql = "CREATE TABLE moods (id BIGINT AUTO_INCREMENT PRIMARY KEY, mood ENUM('good', 'so ''so''') NOT NULL, \
               earlier ENUM('good', 'so ''so'''), CONSTRAINT ck_moods_mood CHECK (mood <> ''), \
               CONSTRAINT ck_moods_earlier CHECK (earlier <> ''))";
    conn.batch_execute(sql).unwrap();
    assert_eq!(Feelings::create_all(conn).unwrap().unchanged, ["moods"]);
    round_trip(conn);
}

mod of_server {
    use super::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "weather", backends(mysql))]
    pub struct Weather {
        pub id: i64,
        #[model(db_type = "ENUM('so ''so''', 'good')")]
        pub mood: Mood,
        #[model(db_type = "ENUM('good', 'so ''so''', 'bad')")]
        pub earlier: Option<Mood>,
    }
    schema! { pub Sky: Weather }
}
use of_server::{NewWeather, Sky, Weather};

/// A CHECK is there where the type has other values than the enum.
#[test]
fn a_type_of_the_servers_own_needs_no_check() {
    let conn = &mut empty();
    Sky::create_all(conn).unwrap();
    let ddl = Sky::ddl_on(conn);
    assert!(ddl.contains("`mood` ENUM('so ''so''', 'good') NOT NULL"), "{ddl}");
    assert!(ddl.contains("ck_weather_earlier") && !ddl.contains("ck_weather_mood"), "{ddl}");
    assert_eq!(Sky::create_all(conn).unwrap().unchanged, ["weather"]);
    let row = NewWeather { mood: Mood::SoSo, earlier: Some(Mood::Good) }.insert(conn).unwrap();
    assert_eq!(Weather::find(row.id, conn).unwrap(), row);
    assert!(conn.batch_execute("INSERT INTO weather (mood, earlier) VALUES ('good', 'bad')").is_err());
}

/// A key without a sign, and one that refers to it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "events", backends(mysql))]
pub struct Event {
    pub id: u64,
    #[model(belongs_to(Event))]
    pub cause_id: Option<u64>,
}
schema! { pub Log: Event }

#[test]
fn keys_may_be_without_a_sign() {
    let conn = &mut empty();
    Log::create_all(conn).unwrap();
    assert_eq!(Log::create_all(conn).unwrap().unchanged, ["events"]);
    let first = NewEvent { cause_id: None }.insert(conn).unwrap();
    let more = Event::insert_many((0..40).map(|_| NewEvent { cause_id: Some((&first).into()) }), conn).unwrap();
    assert_eq!((first.id, more[0].id, more[39].id), (1, 2, 41));
    assert_eq!(Event::query().filter(events::cause_id.eq(1_u64)).order(events::id).all(conn).unwrap(), more);

    let far = Event { id: 1 << 62, cause_id: None };
    Event::insert_rows([far], conn).unwrap();
    let next = Event::insert_many([None, None].map(|cause_id| NewEvent { cause_id }), conn).unwrap();
    assert_eq!((next[0].id, next[1].id), ((1 << 62) + 1, (1 << 62) + 2));
}

mod printed {
    diesel::table! {
        /// As `diesel print-schema` writes it.
        printed_rows (id) {
            id -> Unsigned<Integer>,
            small -> Tinyint,
            #[max_length = 20]
            name -> Varchar,
            at -> Datetime,
            price -> Nullable<Decimal>,
        }
    }
}
use printed::printed_rows;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = printed_rows, backends(mysql))]
pub struct Printed {
    pub price: Option<bigdecimal::BigDecimal>,
    pub at: chrono::NaiveDateTime,
    pub name: String,
    pub small: i8,
    #[model(id, assigned)]
    pub id: u32,
}

#[test]
fn types_of_a_printed_schema_are_written_and_read() {
    let conn = &mut empty();
    let sql = "CREATE TABLE printed_rows (id INT UNSIGNED PRIMARY KEY, small TINYINT NOT NULL, name VARCHAR(20) NOT NULL, \
               at DATETIME(6) NOT NULL, price DECIMAL(10, 2))";
    conn.batch_execute(sql).unwrap();
    let at = chrono::NaiveDate::from_ymd_opt(1950, 1, 31).unwrap().and_hms_micro_opt(12, 0, 0, 5).unwrap();
    let rows = [1, 2].map(|id| Printed { id, small: -1, name: "a".into(), at, price: Some((id * 2).into()) });
    Printed::insert_rows(rows.clone(), conn).unwrap();
    assert_eq!(Printed::query().order(printed_rows::id).all(conn).unwrap(), rows);
    assert_eq!(Printed::query().filter(printed_rows::at.eq(at)).count(conn).unwrap(), 2);
}

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

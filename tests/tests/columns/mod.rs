//! Every type of column, written, read and compared, on any database.

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeZone, Utc};
use model_runtime::prelude::*;
use model_runtime::{Json, Sensitive};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};
use uuid::Uuid;

use crate::db::{Connection, capabilities, empty};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Draft,
    #[column_enum(rename = "it's live")]
    Live,
}

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
#[column_enum(integer)]
pub enum Level {
    Low = -1,
    High = 10,
}

#[derive(ColumnType, Debug, Clone, PartialEq)]
pub struct Title(pub String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    pub name: String,
    pub weight: f64,
}

/// One column of each type.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "all_types")]
pub struct All {
    pub id: Uuid,
    pub boolean: bool,
    pub small: i16,
    pub medium: i32,
    pub large: i64,
    pub float: f32,
    pub double: f64,
    pub decimal: BigDecimal,
    pub text: String,
    pub bytes: Vec<u8>,
    pub day: NaiveDate,
    pub hour: NaiveTime,
    pub moment: NaiveDateTime,
    pub instant: DateTime<Utc>,
    pub time_day: Date,
    pub time_hour: Time,
    pub time_moment: PrimitiveDateTime,
    pub time_instant: OffsetDateTime,
    pub value: serde_json::Value,
    pub wrapped: Json<Vec<Tag>>,
    #[model(json)]
    pub tag: Tag,
    pub state: State,
    pub level: Level,
    pub title: Title,
    pub secret: Sensitive<String>,
}

/// The same, each of which may be NULL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "all_nullable")]
pub struct Nullable {
    pub id: i64,
    pub boolean: Option<bool>,
    pub small: Option<i16>,
    pub large: Option<i64>,
    pub double: Option<f64>,
    pub decimal: Option<BigDecimal>,
    pub text: Option<String>,
    pub bytes: Option<Vec<u8>>,
    pub day: Option<NaiveDate>,
    pub moment: Option<NaiveDateTime>,
    pub instant: Option<DateTime<Utc>>,
    pub time_instant: Option<OffsetDateTime>,
    pub token: Option<Uuid>,
    pub value: Option<serde_json::Value>,
    pub wrapped: Option<Json<Vec<Tag>>>,
    #[model(json)]
    pub tag: Option<Tag>,
    pub state: Option<State>,
    pub level: Option<Level>,
    pub title: Option<Title>,
    pub secret: Option<Sensitive<String>>,
}

schema! { pub Columns: All, Nullable }

fn connect() -> Connection {
    let mut conn = empty();
    Columns::create_all(&mut conn).unwrap();
    conn
}

fn tag(name: &str) -> Tag {
    Tag { name: name.to_owned(), weight: 0.5 }
}

pub(crate) fn all() -> NewAll {
    let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
    let hour = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    let time_day = Date::from_calendar_date(1999, time::Month::December, 31).unwrap();
    let time_hour = Time::from_hms_micro(0, 0, 1, 1).unwrap();
    NewAll {
        id: Set(Uuid::from_u128(u128::MAX - 1)),
        boolean: true,
        small: i16::MIN,
        medium: i32::MAX,
        large: i64::MIN,
        float: 0.1,
        double: f64::MAX,
        decimal: "-12345.678".parse().unwrap(),
        text: "O'Brien \"ß\" 日本語".into(),
        bytes: vec![0, 255, 39],
        day,
        hour,
        moment: day.and_time(hour),
        instant: Utc.from_utc_datetime(&day.and_time(hour)),
        time_day,
        time_hour,
        time_moment: PrimitiveDateTime::new(time_day, time_hour),
        time_instant: PrimitiveDateTime::new(time_day, time_hour).assume_utc(),
        value: serde_json::json!({"a": [1, null, "x"]}),
        wrapped: Json(vec![tag("a"), tag("b")]),
        tag: tag("'"),
        state: State::Live,
        level: Level::Low,
        title: Title("T".into()),
        secret: "s".to_owned().into(),
    }
}

/// A row with this key: of even ones every value is there, of odd ones none.
pub(crate) fn nullable(id: i64) -> Nullable {
    let value = id % 2 == 0;
    Nullable {
        id,
        boolean: value.then_some(true),
        small: value.then_some(3),
        large: value.then_some(id),
        double: value.then_some(0.25),
        decimal: value.then(|| "1.25".parse().unwrap()),
        text: value.then(String::new),
        bytes: value.then(Vec::new),
        day: value.then(|| all().day),
        moment: value.then(|| all().moment),
        instant: value.then(|| all().instant),
        time_instant: value.then_some(OffsetDateTime::UNIX_EPOCH),
        token: value.then(Uuid::nil),
        value: value.then(|| serde_json::json!({"a": id})),
        wrapped: value.then(|| Json(vec![tag("w")])),
        tag: value.then(|| tag("t")),
        state: value.then_some(State::Live),
        level: value.then_some(Level::Low),
        title: value.then(|| Title("x".into())),
        secret: value.then(|| "s".to_owned().into()),
    }
}

#[test]
fn values_come_back_as_they_were() {
    let conn = &mut connect();
    let row = all().insert(conn).unwrap();
    assert_eq!(All::find(row.id, conn).unwrap(), row);
    let by_name: All = diesel::sql_query("SELECT * FROM all_types").one(conn).unwrap();
    assert_eq!(by_name, row);

    let mut changed = row.clone();
    (changed.state, changed.level, changed.title) = (State::Draft, Level::High, Title(String::new()));
    changed.tag = tag("changed");
    changed.save(conn).unwrap();
    assert_eq!(All::all(conn).unwrap(), [changed]);
    let patch = AllPatch { wrapped: Set(Json(vec![])), decimal: Set("0.5".parse().unwrap()), ..Default::default() };
    All::update(row.id, patch, conn).unwrap();
    let read = All::find(row.id, conn).unwrap();
    assert_eq!((read.wrapped, read.decimal), (Json(vec![]), "0.5".parse().unwrap()));
}

#[test]
fn null_and_values_that_may_be_null() {
    let conn = &mut connect();
    let none = Nullable::builder().insert(conn).unwrap();
    assert_eq!(Nullable::find(none.id, conn).unwrap(), none);
    assert!(none.tag.is_none() && none.value.is_none());
    let some = Nullable {
        id: 50,
        boolean: Some(false),
        small: Some(-1),
        large: Some(i64::MAX),
        double: Some(-0.0),
        decimal: Some("1.25".parse().unwrap()),
        text: Some(String::new()),
        bytes: Some(vec![]),
        day: NaiveDate::from_ymd_opt(1, 1, 1),
        moment: Some(Utc::now().naive_utc().trunc_subsecs(6)),
        instant: Some(Utc::now().trunc_subsecs(6)),
        time_instant: Some(OffsetDateTime::UNIX_EPOCH),
        token: Some(Uuid::nil()),
        value: Some(serde_json::json!([])),
        wrapped: Some(Json(vec![])),
        tag: Some(tag("")),
        state: Some(State::Draft),
        level: Some(Level::High),
        title: Some(Title("x".into())),
        secret: Some(String::new().into()),
    };
    let rows = Nullable::insert_rows([some.clone()], conn).unwrap();
    assert_eq!(rows, std::slice::from_ref(&some));
    assert_eq!(Nullable::find(50, conn).unwrap(), some);
    let mut cleared = some;
    cleared
        .patch(NullablePatch { tag: Set(None), state: Set(None), token: Set(None), ..Default::default() }, conn)
        .unwrap();
    assert_eq!(Nullable::find(50, conn).unwrap(), cleared);
}

#[derive(ColumnType, Debug, Clone, PartialEq)]
pub struct Day(pub NaiveDateTime);

/// Times of every kind.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "moments")]
pub struct Instants {
    pub id: i64,
    #[model(unique)]
    pub moment: NaiveDateTime,
    pub maybe: Option<NaiveDateTime>,
    pub instant: DateTime<Utc>,
    pub time_moment: PrimitiveDateTime,
    pub time_maybe: Option<PrimitiveDateTime>,
    pub time_instant: OffsetDateTime,
    pub own: Day,
    pub day: NaiveDate,
    pub time_day: Date,
}
schema! { pub History: Instants }

#[test]
fn times_of_any_age_survive() {
    let conn = &mut empty();
    History::create_all(conn).unwrap();
    for year in [1_000, 1_752, 1_962, 1_969, 1_970, 2_038, 2_039, 2_200, 9_999] {
        let (day, time_day) =
            (NaiveDate::from_ymd_opt(year, 12, 31).unwrap(), Date::from_ordinal_date(year, 365).unwrap());
        let moment = day.and_hms_micro_opt(23, 59, 59, 999_999).unwrap();
        let time_moment = PrimitiveDateTime::new(time_day, Time::from_hms_micro(23, 59, 59, 999_999).unwrap());
        let new = NewInstants {
            moment,
            maybe: Some(moment),
            instant: moment.and_utc(),
            time_moment,
            time_maybe: Some(time_moment),
            time_instant: time_moment.assume_utc(),
            own: Day(moment),
            day,
            time_day,
        };
        let (mut row, _) = Instants::get_or_create(new.clone(), moments::moment, conn).unwrap();
        assert_eq!(Instants::find(row.id, conn).unwrap(), row);
        let (again, is_new) = Instants::get_or_create(new, moments::moment, conn).unwrap();
        assert_eq!((&again, is_new), (&row, false));
        row.maybe = None;
        row.save(conn).unwrap();
        let patch = InstantsPatch { maybe: Set(Some(moment)), own: Set(Day(moment)), ..Default::default() };
        row.patch(patch, conn).unwrap();
        assert_eq!(Instants::find(row.id, conn).unwrap(), row);
    }
}

#[test]
fn values_of_many_rows_come_back_as_they_were() {
    let conn = &mut connect();
    let news = (0..40).map(|i: i16| NewAll { id: Auto, small: i, text: format!("{i}"), tag: tag("x"), ..all() });
    let mut rows = All::insert_many(news, conn).unwrap();
    assert_eq!(All::find_many(rows.iter().map(All::key), conn).unwrap(), rows);

    for row in &mut rows {
        (row.state, row.level, row.title) = (State::Draft, Level::High, Title(row.text.clone()));
        (row.tag, row.wrapped, row.value) = (tag(&row.text), Json(vec![]), serde_json::json!(row.small));
        (row.decimal, row.bytes, row.boolean) = ("0.5".parse().unwrap(), row.text.clone().into_bytes(), false);
    }
    All::save_many(&mut rows, conn).unwrap();
    assert_eq!(All::find_many(rows.iter().map(All::key), conn).unwrap(), rows);
}

#[test]
fn values_of_many_rows_that_may_be_null() {
    let conn = &mut connect();
    let rows: Vec<Nullable> = (1..=40).map(nullable).collect();
    assert_eq!(Nullable::insert_rows(rows.clone(), conn).unwrap(), rows);
    assert_eq!(Nullable::query().order(all_nullable::id).all(conn).unwrap(), rows);

    // Those that had values have none now, and the other way round.
    let mut turned: Vec<Nullable> = (1..=40).map(|id| Nullable { id, ..nullable(id + 1) }).collect();
    Nullable::save_many(&mut turned, conn).unwrap();
    assert_eq!(Nullable::query().order(all_nullable::id).all(conn).unwrap(), turned);
}

#[test]
fn values_of_many_rows_do_not_bend_each_other() {
    let conn = &mut connect();
    let (large, small) = if capabilities().server {
        ("-98765432109876543210987654321", "0.000000000000000000000000000001")
    } else {
        ("-987654321098765", "0.00000000000001")
    };
    let extremes = |i: i64| {
        let other = all();
        let (far, near) = (i % 3 == 1, i % 3 == 2);
        let year = if far { 1000 } else { 9999 };
        let day = if near { other.day } else { NaiveDate::from_ymd_opt(year, 12, 31).unwrap() };
        NewAll {
            id: Auto,
            boolean: far,
            small: if far { i16::MAX } else { 0 },
            large: if far { i64::MAX } else { i },
            float: if far { f32::MAX } else { 0.1 },
            double: if far { f64::MIN_POSITIVE } else { -1e300 },
            decimal: if far { large } else { small }.parse().unwrap(),
            text: if far { "ü".repeat(3_000) } else { String::new() },
            bytes: if far { vec![255; 700] } else { b"text".to_vec() },
            hour: if far { NaiveTime::MIN } else { other.hour },
            moment: day.and_time(other.hour),
            instant: Utc.from_utc_datetime(&day.and_time(NaiveTime::MIN)),
            value: if far { serde_json::json!(null) } else { serde_json::json!("a 'text'") },
            day,
            ..other
        }
    };
    let mut rows = All::insert_many((0..20).map(|_| all()).map(|new| NewAll { id: Auto, ..new }), conn).unwrap();

    // Short texts go first, so that nothing that is prepared for them is met by long ones.
    for turn in 0..3 {
        let news = (0..20).map(|i| extremes(if turn == 0 { 0 } else { turn + i }));
        let values = All::insert_many(news, conn).unwrap();
        rows = rows.iter().zip(values).map(|(row, values)| All { id: row.id, ..values }).collect();
        All::save_many(&mut rows, conn).unwrap();
        assert_eq!(All::find_many(rows.iter().map(All::key), conn).unwrap(), rows);
    }
}

#[test]
fn values_stand_in_conditions() {
    let conn = &mut connect();
    let row = all().insert(conn).unwrap();
    let other = NewAll { id: Auto, state: State::Draft, large: 5, ..all() }.insert(conn).unwrap();
    let found = |query: Vec<All>| query.into_iter().map(|row| row.id).collect::<Vec<_>>();
    let query = All::query;
    assert_eq!(found(query().filter(all_types::state.eq(State::Draft)).all(conn).unwrap()), [other.id]);
    assert_eq!(found(query().filter(all_types::id.eq(val(row.id))).all(conn).unwrap()), [row.id]);
    assert_eq!(found(query().filter(all_types::large.lt(0_i64)).all(conn).unwrap()), [row.id]);
    let all = query().filter(all_types::day.eq(row.day)).filter(all_types::moment.le(row.moment));
    let all = all.filter(all_types::instant.eq(val(row.instant))).filter(all_types::title.eq(Title("T".into())));
    assert_eq!(all.order(all_types::state).all(conn).unwrap().len(), 2);
    let latest: Option<DateTime<Utc>> =
        all_types::table.select(diesel::dsl::max(all_types::instant)).one(conn).unwrap();
    assert_eq!(latest, Some(row.instant));
}

#[test]
fn keys_of_the_runtime_ascend() {
    let conn = &mut connect();
    let rows = All::insert_many((0..300).map(|_| NewAll { id: Auto, ..all() }), conn).unwrap();
    assert!(rows.is_sorted_by_key(|row| row.id));
    let keys: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    assert_eq!(All::find_many(keys.clone(), conn).unwrap(), rows);
    assert_eq!(All::delete_many(keys, conn).unwrap(), 300);
}

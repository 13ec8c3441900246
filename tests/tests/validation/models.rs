//! A model with every rule, and two that refer to each other.

use model_runtime::prelude::*;
use model_runtime::{Invalid, Sensitive};
use serde::{Deserialize, Serialize};

use crate::db::Connection;

#[derive(Validate, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    #[validate(length(min = 1, max = 10))]
    pub street: String,
    #[validate(pattern(r"^\d{5}$", code = "zip", message = "five digits, please"))]
    pub zip: String,
    #[validate(nested)]
    pub rooms: Vec<Room>,
}

#[derive(Validate, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Room {
    #[validate(range(min = 1))]
    pub number: i32,
}

#[derive(ColumnType, Debug, Clone, PartialEq)]
pub struct Level(pub i32);

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
pub enum Color {
    Red,
    #[column_enum(rename = "it's blue")]
    Blue,
}

pub const MAX_AGE: i16 = 150;

fn is_even(number: &i64) -> Result<(), &'static str> {
    if number % 2 == 0 { Ok(()) } else { Err("is odd") }
}

fn is_no_palindrome(text: &str) -> Result<(), Invalid> {
    let mirrored: String = text.chars().rev().collect();
    if text == mirrored { Err(Invalid::new("is a palindrome").code("mirror")) } else { Ok(()) }
}

/// One field for each rule; [`valid`] fulfils them all.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "everything")]
pub struct Everything {
    pub id: i64,
    #[validate(email)]
    pub email: String,
    #[validate(url)]
    pub url: String,
    #[validate(ip)]
    pub ip: String,
    #[validate(credit_card)]
    pub card: String,
    #[validate(ascii)]
    pub ascii: String,
    #[validate(alphanumeric)]
    pub word: String,
    #[validate(length(min = 2, max = 5))]
    pub short: String,
    #[validate(length(equal = 3))]
    pub bytes: Vec<u8>,
    #[validate(range(min = 0, max = MAX_AGE))]
    pub age: i16,
    #[validate(range(min = -0.5, max = 1))]
    pub ratio: f64,
    #[validate(range(min = 1))]
    pub level: Level,
    #[validate(contains("a"), contains("ü"))]
    pub contains: String,
    #[validate(prefix("ab%"))]
    pub prefix: String,
    #[validate(suffix("'z"))]
    pub suffix: String,
    #[validate(pattern("^x+$", message = "only x"))]
    pub pattern: String,
    #[validate(one_of("draft", "it's"))]
    pub state: String,
    #[validate(one_of(-1, 2))]
    pub step: i64,
    #[validate(matches(state))]
    pub again: String,
    #[validate(required, length(max = 3, message = "at most {max}, please", code = "too_long"))]
    pub required: Option<String>,
    #[validate(custom(is_even))]
    pub even: i64,
    #[validate(custom(function = is_no_palindrome))]
    pub word_pair: Option<String>,
    #[model(json)]
    #[validate(nested, length(max = 2))]
    pub addresses: Vec<Address>,
    #[validate(length(min = 8))]
    pub password: Sensitive<String>,
    pub color: Color,
}

pub fn valid() -> NewEverything {
    NewEverything {
        email: "ann@example.com".into(),
        url: "https://example.com/a?b".into(),
        ip: "::1".into(),
        card: "4111111111111111".into(),
        ascii: "~".into(),
        word: "ß1".into(),
        short: "äöü".into(),
        bytes: vec![0, 255, 7],
        age: 0,
        ratio: 0.25,
        level: Level(1),
        contains: "büa".into(),
        prefix: "ab%c".into(),
        suffix: "a'z".into(),
        pattern: "xx".into(),
        state: "it's".into(),
        step: -1,
        again: "it's".into(),
        required: Some("abc".into()),
        even: 4,
        word_pair: Some("ab".into()),
        addresses: vec![Address { street: "Main".into(), zip: "12345".into(), rooms: vec![Room { number: 1 }] }],
        password: "correct horse".to_owned().into(),
        color: Color::Blue,
    }
}

fn starts_before_it_ends(event: &EventValues<'_>) -> Result<(), Invalid> {
    match (event.starts, event.ends) {
        (Some(starts), Some(Some(ends))) if starts > ends => {
            Err(Invalid::new("ends before it starts").field("ends").code("order"))
        }
        _ => Ok(()),
    }
}

fn is_not_both(event: &EventValues<'_>) -> Result<(), &'static str> {
    if event.starts == Some(&99) && event.name.is_some_and(|name| name == "both") { Err("is both") } else { Ok(()) }
}

/// Rules over a row, unique, foreign and composite keys, a check of its own.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(name, starts),
    unique(name = "uq_slot", columns(starts, ends)),
    index(name = "ix_live", columns(code), unique),
    check(name = "ck_events_odd_start", sql = "starts <> 7")
)]
#[validate(custom(starts_before_it_ends), custom(is_not_both, code = "both", message = "not both"))]
pub struct Event {
    pub id: i64,
    #[validate(length(min = 1, max = 20))]
    pub name: String,
    pub starts: i32,
    pub ends: Option<i32>,
    #[model(unique)]
    pub code: Option<i32>,
    #[model(belongs_to(Venue, on_delete = "restrict"))]
    pub venue_id: i64,
    #[model(belongs_to(Event, constraint = "fk_previous"))]
    pub previous_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Venue {
    #[model(id, assigned)]
    pub id: i64,
    #[validate(length(max = 10))]
    pub name: String,
}

/// A composite key, and a key to a composite key is not there: what refers to it has both columns.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(venue_id, number))]
pub struct Seat {
    #[model(belongs_to(Venue, on_delete = "cascade"))]
    pub venue_id: i64,
    #[validate(range(min = 1))]
    pub number: i32,
    #[model(version)]
    pub version: i32,
}

schema! { pub Rules: Everything, Event, Venue, Seat }

pub fn event(name: &str, starts: i32) -> NewEvent {
    NewEvent { name: name.into(), starts, ends: None, code: None, venue_id: 1.into(), previous_id: None }
}

/// A database with the tables and one venue.
pub fn connect() -> Connection {
    let mut conn = crate::db::empty();
    Rules::create_all(&mut conn).unwrap();
    NewVenue { id: 1, name: "Hall".into() }.insert(&mut conn).unwrap();
    conn
}

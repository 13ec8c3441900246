//! Columns as `diesel print-schema` writes them for PostgreSQL, with an enum as it is written by hand for Diesel.

use std::io::Write;

use bigdecimal::BigDecimal;
use chrono::{DateTime, TimeZone, Utc};
use diesel::connection::SimpleConnection;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use model_runtime::Json;
use model_runtime::prelude::*;
use model_runtime::schema::{ColumnSqlType, ColumnType};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::empty;

mod schema {
    pub mod sql_types {
        #[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
        #[diesel(postgres_type(name = "mood"))]
        pub struct Mood;
    }

    diesel::table! {
        use diesel::sql_types::*;
        use super::sql_types::Mood;

        e_events (id) {
            id -> Int4,
            #[max_length = 50]
            name -> Varchar,
            at -> Timestamptz,
            until -> Nullable<Timestamptz>,
            is_open -> Bool,
            price -> Numeric,
            data -> Jsonb,
            labels -> Nullable<Jsonb>,
            key -> Uuid,
            tags -> Array<Nullable<Text>>,
            mood -> Mood,
            rank -> Nullable<Int2>,
        }
    }
}
use schema::e_events;

#[derive(Debug, Clone, Copy, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = schema::sql_types::Mood)]
pub enum Mood {
    Good,
    Bad,
}

impl ToSql<schema::sql_types::Mood, Pg> for Mood {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(if *self == Self::Good { b"good" } else { b"bad" })?;
        Ok(IsNull::No)
    }
}

impl FromSql<schema::sql_types::Mood, Pg> for Mood {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(if value.as_bytes() == b"good" { Self::Good } else { Self::Bad })
    }
}

impl ColumnSqlType for schema::sql_types::Mood {
    const TYPE: ColumnType = ColumnType::Named("mood");
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    pub text: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = e_events, backends(postgres))]
pub struct Event {
    pub mood: Mood,
    pub tags: Vec<Option<String>>,
    pub key: Uuid,
    #[model(jsonb)]
    pub labels: Option<Label>,
    pub data: serde_json::Value,
    pub price: BigDecimal,
    pub is_open: bool,
    pub until: Option<DateTime<Utc>>,
    #[model(created_at)]
    pub at: DateTime<Utc>,
    #[validate(length(max = 50))]
    pub name: String,
    pub id: i32,
    pub rank: Option<i16>,
}

/// The same with another type for the JSON.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = e_events, backends(postgres), partial)]
pub struct EventData {
    pub id: i32,
    pub data: Json<Vec<i32>>,
}

const TABLE: &str = "
    CREATE TYPE mood AS ENUM ('good', 'bad');
    CREATE TABLE e_events (
        id SERIAL PRIMARY KEY, name VARCHAR(50) NOT NULL, at TIMESTAMPTZ NOT NULL, until TIMESTAMPTZ, is_open BOOL NOT NULL,
        price NUMERIC NOT NULL, data JSONB NOT NULL, labels JSONB, key UUID NOT NULL, tags TEXT[] NOT NULL, mood mood NOT NULL, rank INT2
    )";

fn event(number: i16) -> NewEvent {
    NewEvent {
        mood: if number == 1 { Mood::Bad } else { Mood::Good },
        tags: vec![Some("a".into()), None],
        key: Uuid::from_u128(number.unsigned_abs().into()),
        labels: Some(Label { text: "it's".into() }),
        data: serde_json::json!([1, 2]),
        price: BigDecimal::from(number) / 4,
        is_open: true,
        until: Some(Utc.with_ymd_and_hms(2026, 1, 31, 12, 0, 0).unwrap()),
        at: Auto,
        name: format!("event {number}"),
        rank: Some(number),
    }
}

#[test]
fn types_of_a_printed_schema_are_written_and_read() {
    let conn = &mut empty();
    conn.batch_execute(TABLE).unwrap();

    let mut row = event(1).insert(conn).unwrap();
    // One statement of lists, and one of arrays.
    let rows = Event::insert_many((2..12).map(event), conn).unwrap();
    let more = Event::insert_many((12..60).map(event), conn).unwrap();

    assert_eq!(Event::find(row.id, conn).unwrap(), row);
    let found = Event::query().filter(e_events::mood.eq(Mood::Good)).order(e_events::id).all(conn).unwrap();
    assert_eq!(found, [rows, more].concat());
    row.rank = None;
    row.labels = None;
    row.save(conn).unwrap();
    assert_eq!(Event::query().filter(e_events::rank.is_null()).one(conn).unwrap(), row);
    assert_eq!(EventData::find(row.id, conn).unwrap().data, Json(vec![1, 2]));
    let mut all = Event::all(conn).unwrap();
    all.iter_mut().for_each(|event| event.price += 1);
    Event::save_many(&mut all, conn).unwrap();
    assert_eq!(Event::query().filter(e_events::price.gt(BigDecimal::from(1))).count(conn).unwrap(), 59);
}

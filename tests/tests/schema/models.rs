//! A shop, with a column of every type and a constraint of every kind; its models stand in two modules.

use model_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    #[column_enum(rename = "it's live")]
    Live,
}

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[column_enum(integer)]
pub enum Level {
    Low = -1,
    High = 10,
}

#[derive(ColumnType, Debug, Clone, PartialEq, Eq)]
pub struct Sku(pub String);

#[derive(Serialize, Deserialize, Debug, Clone, PartialEq)]
pub struct Label {
    pub text: String,
}

pub(crate) mod people {
    use model_runtime::prelude::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "people")]
    pub struct Person {
        pub id: i64,
        pub name: String,
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "articles",
    unique(name = "uq_articles_place", columns(shelf, slot)),
    index(name = "ix_articles_live_sku", columns(sku), where = "state = 'it''s live'", unique),
    index(state, level),
    check(name = "ck_articles_stock", sql = "stock >= 0")
)]
pub struct Article {
    pub id: i64,
    pub sku: Sku,
    #[model(default_sql = "'draft'")]
    pub state: State,
    pub level: Option<Level>,
    #[model(default = 5)]
    pub stock: i32,
    #[model(default = "it's")]
    pub note: String,
    #[model(default = -1.5)]
    pub score: f64,
    #[model(default_sql = "lower(hex(randomblob(4)))")]
    pub token: String,
    #[model(generated = "stock * 2")]
    pub twice: i32,
    pub shelf: Option<i16>,
    pub slot: Option<i64>,
    #[model(unique)]
    pub code: Option<String>,
    #[model(belongs_to(people::Person, name = "owner", on_delete = "set null", on_update = "cascade"))]
    pub owner_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "pictures", index(article_id))]
pub struct Picture {
    pub id: uuid::Uuid,
    #[model(belongs_to(Article, on_delete = "cascade"))]
    pub article_id: i64,
    pub bytes: Vec<u8>,
    #[model(unique, belongs_to(Picture, name = "original", on_delete = "cascade"))]
    pub original_id: Option<uuid::Uuid>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "orders", primary_key(person_id, number))]
pub struct Order {
    #[model(belongs_to(people::Person, on_delete = "restrict", on_update = "restrict"))]
    pub person_id: i64,
    pub number: i32,
    #[model(belongs_to(Article))]
    pub article_id: i64,
}

/// A column of every type, each with and without NULL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "every \"type\"", module = "every_type")]
pub struct EveryType {
    #[model(id, assigned)]
    pub key: String,
    pub small: i16,
    pub int: i32,
    pub big: i64,
    pub real: f32,
    pub double: f64,
    pub flag: bool,
    pub text: String,
    #[model(column = "a b \"c\"")]
    pub odd: String,
    pub bytes: Vec<u8>,
    pub day: chrono::NaiveDate,
    pub time: chrono::NaiveTime,
    pub at: chrono::NaiveDateTime,
    pub moment: chrono::DateTime<chrono::Utc>,
    pub offset: Option<time::OffsetDateTime>,
    pub uuid: uuid::Uuid,
    pub json: serde_json::Value,
    pub label: model_runtime::Json<Label>,
    pub price: bigdecimal::BigDecimal,
    pub secret: model_runtime::Sensitive<String>,
    pub state: State,
    pub level: Level,
    pub sku: Sku,
    pub no_int: Option<i32>,
    pub no_text: Option<String>,
    pub no_bytes: Option<Vec<u8>>,
    pub no_at: Option<chrono::NaiveDateTime>,
    pub no_json: Option<serde_json::Value>,
    pub no_state: Option<State>,
    pub no_level: Option<Level>,
    pub no_price: Option<bigdecimal::BigDecimal>,
    #[model(version)]
    pub version: i32,
}

schema! {
    /// The tables of the shop.
    pub Shop: Picture, Order, Article, people::Person, EveryType
}

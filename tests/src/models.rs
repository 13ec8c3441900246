//! The models that tests share: one for each kind of key, default, and column the verbs treat in their own way.
#![allow(missing_docs)]

use chrono::NaiveDateTime;
use model_runtime::prelude::*;
use uuid::Uuid;

/// A row with a generated key, a unique column, a default, and times.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "users", has_many(posts: Post), check(name = "ck_users_name", sql = "name <> 'forbidden'"))]
pub struct User {
    pub id: i64,
    pub name: String,
    #[model(unique)]
    pub email: String,
    #[model(default = true)]
    pub is_active: bool,
    pub bio: Option<String>,
    #[model(created_at)]
    pub created_at: NaiveDateTime,
    #[model(updated_at)]
    pub updated_at: NaiveDateTime,
}

impl NewUser {
    /// A user called `name`, at `name@example.com`.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            email: format!("{name}@example.com"),
            is_active: Auto,
            bio: None,
            created_at: Auto,
            updated_at: Auto,
        }
    }
}

/// A row with a parent, a version, and a time that is not the runtime's.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "posts")]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
    #[model(version)]
    pub version: i32,
    #[model(default_with = now)]
    pub published_at: NaiveDateTime,
}

impl NewPost {
    /// A post of `author`.
    pub fn of(author: impl Into<Fk<User>>, title: &str) -> Self {
        Self { title: title.to_owned(), user_id: author.into(), version: Auto, published_at: Auto }
    }
}

/// A row with a composite key.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "lines", primary_key(order_id, line))]
pub struct Line {
    pub order_id: i64,
    pub line: i32,
    pub product: String,
    pub quantity: i32,
}

impl NewLine {
    /// A line of one piece.
    pub fn of(order_id: i64, line: i32, product: &str) -> Self {
        Self { order_id, line, product: product.to_owned(), quantity: 1 }
    }
}

/// A row whose key is made in Rust, with a composite unique key, a version, and times.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "accounts", unique(org, handle))]
pub struct Account {
    pub id: Uuid,
    pub org: i64,
    pub handle: String,
    #[model(default = 100)]
    pub quota: i32,
    pub note: Option<String>,
    #[model(version)]
    pub version: i64,
    #[model(created_at)]
    pub created_at: NaiveDateTime,
    #[model(updated_at)]
    pub updated_at: NaiveDateTime,
}

impl NewAccount {
    /// An account with everything left to its default.
    pub fn of(org: i64, handle: &str) -> Self {
        Self {
            id: Auto,
            org,
            handle: handle.to_owned(),
            quota: Auto,
            note: None,
            version: Auto,
            created_at: Auto,
            updated_at: Auto,
        }
    }
}

/// A row whose key is given, beside a column the database may fill.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "countries")]
pub struct Country {
    #[model(id, assigned)]
    pub code: String,
    pub name: String,
    #[model(default_sql = "'EUR'")]
    pub currency: String,
}

impl NewCountry {
    /// A country with the default currency.
    pub fn of(code: &str, name: &str) -> Self {
        Self { code: code.to_owned(), name: name.to_owned(), currency: Auto }
    }
}

/// The key of a [`Member`].
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub i64);

/// A row that refers to its own table by a key of a type of its own.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "members")]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    #[model(belongs_to(Member, name = "leader"))]
    pub leader_id: Option<MemberId>,
}

/// A row with columns that the database fills if they are left out.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "tickets")]
pub struct Ticket {
    pub id: i64,
    pub title: String,
    #[model(default_sql = "'open'")]
    pub state: String,
    #[model(default_sql = "3")]
    pub priority: i32,
}

impl NewTicket {
    /// A ticket with the database's defaults.
    pub fn of(title: &str) -> Self {
        Self { title: title.to_owned(), state: Auto, priority: Auto }
    }
}

/// A row with a column that the database computes.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "boxes")]
pub struct Crate {
    pub id: i64,
    pub width: i32,
    pub height: i32,
    #[model(generated = "width * height")]
    pub area: i32,
}

/// A row with a column that a trigger writes: how often the row was changed.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "documents")]
pub struct Document {
    pub id: i64,
    #[model(unique)]
    pub name: String,
    #[model(read_only, default_sql = "0")]
    pub changes: i64,
}

/// A row that is nothing but a generated key.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "markers")]
pub struct Marker {
    pub id: i64,
}

/// A row that is nothing but a given key.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "labels")]
pub struct Label {
    #[model(id, assigned)]
    pub name: String,
}

/// A row with a unique column that may be NULL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "seats")]
pub struct Seat {
    pub id: i64,
    #[model(unique)]
    pub code: Option<String>,
    pub guest: String,
}

/// A row of numbers.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "readings")]
pub struct Reading {
    pub id: i64,
    pub small: i16,
    pub medium: i32,
    pub ratio: f64,
    pub label: String,
    pub remark: Option<i32>,
}

impl diesel::associations::BelongsTo<User> for Post {
    type ForeignKey = i64;
    type ForeignKeyColumn = posts::user_id;
    fn foreign_key(&self) -> Option<&i64> {
        Some(&self.user_id)
    }
    fn foreign_key_column() -> posts::user_id {
        posts::user_id
    }
}

schema! {
    /// The tables of the models.
    pub Tables: User, Post, Line, Account, Country, Member, Ticket, Crate, Document, Marker, Label, Seat, Reading
}

//! Models over the tables of `tests::schema`, which is of another crate, and two whose tables are new; the fields are in another order than the columns.

use chrono::{NaiveDate, NaiveDateTime};
use model_runtime::prelude::*;

use tests::schema::{self, e_posts};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Person,
    Robot,
}

#[derive(ColumnType, Debug, Clone, PartialEq)]
pub struct Title(pub String);

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    existing = schema::e_users,
    has_many(posts: Post, order = "id"),
    has_many(memberships: Membership, order = "group_name")
)]
pub struct User {
    #[validate(length(min = 1, max = 50))]
    pub name: String,
    pub born: Option<NaiveDate>,
    #[model(created_at)]
    pub created_at: NaiveDateTime,
    #[model(updated_at)]
    pub updated_at: NaiveDateTime,
    #[model(column = "type", default_with = person)]
    pub kind: Kind,
    pub id: i32,
    #[model(unique = "e_users_email_key")]
    #[validate(length(max = 100))]
    pub email: Option<String>,
    #[model(column = "is-active", default = true)]
    pub is_active: bool,
    #[model(default = 0.5)]
    pub score: f64,
    #[model(default = 1)]
    pub small: i16,
    pub picture: Option<Vec<u8>>,
}

fn person() -> Kind {
    Kind::Person
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = e_posts, has_many(comments: Comment), has_many(answers: Post, inverse = answered))]
pub struct Post {
    pub title: Title,
    #[model(version)]
    pub version: i32,
    #[model(belongs_to(Topic))]
    pub topic_id: Option<i64>,
    #[model(belongs_to(User, name = "author", on_delete = "cascade"))]
    pub user_id: i32,
    #[model(belongs_to(Post, name = "answered", on_delete = "set null"))]
    pub answers_id: Option<i32>,
    pub id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = ::tests::schema::e_memberships, primary_key(group_name, user_id))]
pub struct Membership {
    #[model(belongs_to(User, on_delete = "cascade"))]
    pub user_id: i32,
    pub role: String,
    #[validate(length(max = 20))]
    pub group_name: String,
}

/// Some of the columns of the users.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = schema::e_users, partial)]
pub struct UserName {
    pub name: String,
    pub id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "e_topics", has_many(posts: Post, order = "id"))]
pub struct Topic {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "e_comments")]
pub struct Comment {
    pub id: i64,
    pub text: String,
    #[model(belongs_to(Post, on_delete = "cascade"))]
    pub post_id: i32,
}

schema! { pub Tables: Topic, Comment; existing: User, Post, Membership }

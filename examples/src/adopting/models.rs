//! Models, table by table: first that of the posts, whose `table!` stays as it is, then a new one.

// Written as in an application, where models are public and seldom documented field by field.
#![allow(missing_docs, unreachable_pub)]

use chrono::NaiveDateTime;
use model_runtime::prelude::*;

use crate::schema::{self, users};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Article,
    Note,
}

/// The key to a user is a plain column for as long as users are no model.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = schema::posts, has_many(votes: Vote))]
pub struct Post {
    pub id: i32,
    #[validate(length(min = 1, max = 200))]
    pub title: String,
    #[model(column = "type")]
    pub kind: Kind,
    pub published_at: Option<NaiveDateTime>,
    pub user_id: i32,
}

/// Its table is new: the struct is all there is.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "votes")]
pub struct Vote {
    pub id: i32,
    pub stars: i32,
    #[model(belongs_to(Post, on_delete = "cascade"))]
    pub post_id: i32,
}

schema! { pub Blog: Vote; existing: Post }

// Users have no model to list yet.
diesel::allow_tables_to_appear_in_same_query!(votes, users);

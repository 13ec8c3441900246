//! Users and their posts.

// Written as in an application, where models are public and seldom documented field by field.
#![allow(missing_docs, unreachable_pub)]

use chrono::NaiveDate;
use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "users", has_many(posts: Post, order = "published_on"))]
pub struct User {
    pub id: i64,
    #[validate(length(min = 1, max = 50))]
    pub name: String,
    #[model(unique)]
    #[validate(email, length(max = 100))]
    pub email: String,
    #[model(default = true)]
    pub is_active: bool,
}

/// A post goes with its author, and is nothing without one.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "posts")]
pub struct Post {
    pub id: i64,
    #[validate(length(min = 1, max = 200))]
    pub title: String,
    pub content: String,
    pub published_on: NaiveDate,
    #[model(belongs_to(User, name = "author", on_delete = "cascade", orphan = "delete"), index)]
    pub user_id: i64,
    #[model(version)]
    pub version: i32,
}

schema! { pub Blog: User, Post }

//! The models of the quickstarts.

// Written as in an application, where models are public and seldom documented field by field.
#![allow(missing_docs, unreachable_pub)]

use chrono::NaiveDateTime;
use model_runtime::prelude::*;

/// Somebody with an account.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "users", new(derive(Debug, Clone, serde::Deserialize)))]
pub struct User {
    pub id: i64,
    #[validate(length(min = 1, max = 50))]
    pub name: String,
    #[model(unique)]
    #[validate(email, length(max = 100))]
    pub email: String,
    #[model(default = true)]
    pub is_active: bool,
    pub bio: Option<String>,
    #[model(created_at)]
    pub created_at: NaiveDateTime,
    #[model(updated_at)]
    pub updated_at: NaiveDateTime,
}

/// Something a user wrote.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "posts", index(user_id, published_at))]
pub struct Post {
    pub id: i64,
    #[validate(length(max = 200))]
    pub title: String,
    pub content: String,
    #[model(belongs_to(User, on_delete = "cascade"))]
    pub user_id: i64,
    #[model(version)]
    pub version: i32,
    #[model(default_with = now)]
    pub published_at: NaiveDateTime,
}

schema! { pub Blog: User, Post }

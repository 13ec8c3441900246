//! Models over tables that are declared elsewhere, as `diesel print-schema` does.

mod models;
mod relations;
mod session;
mod verbs;

use model_runtime::prelude::*;
use models::*;

use crate::db;

/// An empty database with the tables.
fn connect() -> db::Connection {
    let mut conn = db::empty();
    Tables::create_all(&mut conn).unwrap();
    conn
}

fn user(name: &str) -> NewUser {
    NewUser {
        name: name.into(),
        born: None,
        created_at: Auto,
        updated_at: Auto,
        kind: Auto,
        email: Some(format!("{name}@example.com")),
        is_active: Auto,
        score: Auto,
        small: Auto,
        picture: None,
    }
}

fn post(title: &str, author: &User, topic: Option<&Topic>) -> NewPost {
    NewPost {
        title: Title(title.into()),
        version: Auto,
        topic_id: topic.map(Into::into),
        user_id: author.into(),
        answers_id: None,
    }
}

//! Another key than that of the `table!`.
use model_runtime::prelude::*;

diesel::table! {
    users (name) {
        id -> Integer,
        name -> Text,
    }
}

diesel::table! {
    members (group_id, user_id) {
        user_id -> Integer,
        group_id -> Integer,
    }
}

#[derive(Model)]
#[model(existing = users)]
pub struct User {
    pub id: i32,
    pub name: String,
}

#[derive(Model)]
#[model(existing = members, primary_key(user_id, group_id))]
pub struct Member {
    pub user_id: i32,
    pub group_id: i32,
}

fn main() {}

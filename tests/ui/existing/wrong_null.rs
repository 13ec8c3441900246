//! Fields that are an `Option` where the column cannot be NULL, and the other way round.
use model_runtime::prelude::*;

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        born -> Nullable<Text>,
    }
}

#[derive(Model)]
#[model(existing = users)]
pub struct User {
    pub id: i32,
    pub name: Option<String>,
    pub born: String,
}

fn main() {}

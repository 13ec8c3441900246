use model_runtime::prelude::*;

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
    }
}

#[derive(Model)]
#[model(existing = users, table = "people", module = "people")]
pub struct User {
    pub id: i32,
    #[model(sql_type = diesel::sql_types::Text)]
    pub name: String,
}

fn main() {}

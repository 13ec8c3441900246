//! Columns of the `table!` that the struct has no field for.
use model_runtime::prelude::*;

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        born -> Nullable<Text>,
    }
}

#[derive(Model)]
#[model(existing = users)]
pub struct User {
    pub id: i32,
    pub name: String,
}

fn main() {
    let mut conn = Database::connect("sqlite::memory:").unwrap().get().unwrap();
    User::all(&mut conn).unwrap();
}

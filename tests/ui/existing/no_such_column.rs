//! A field whose column is not in the `table!`.
use model_runtime::prelude::*;

mod schema {
    diesel::table! {
        users (id) {
            id -> Integer,
            nick_name -> Text,
        }
    }
}

#[derive(Model)]
#[model(existing = schema::users)]
pub struct User {
    pub id: i32,
    #[model(unique)]
    pub nickname: String,
    #[model(column = "e-mail")]
    pub email: Option<String>,
    pub nick_name: String,
}

fn main() {
    let mut conn = Database::connect("sqlite::memory:").unwrap().get().unwrap();
    User::builder().nickname("a").insert(&mut conn).unwrap();
    User::all(&mut conn).unwrap();
}

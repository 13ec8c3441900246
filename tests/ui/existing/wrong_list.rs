//! Models in the wrong list of a schema.
use model_runtime::prelude::*;

diesel::table! {
    users (id) {
        id -> Integer,
    }
}

#[derive(Model)]
#[model(existing = users)]
pub struct User {
    pub id: i32,
}

#[derive(Model)]
pub struct Post {
    pub id: i32,
}

schema! { pub Wrong: User; existing: Post }
schema! { pub Odd: Post; others: User }

fn main() {}

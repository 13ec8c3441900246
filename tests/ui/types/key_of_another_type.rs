use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
}

#[derive(Model)]
struct Post {
    id: i64,
    #[model(belongs_to(User))]
    user_id: i32,
}

fn main() {}

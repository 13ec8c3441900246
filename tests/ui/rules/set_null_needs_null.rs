use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
}

#[derive(Model)]
struct Post {
    id: i64,
    #[model(belongs_to(User, on_delete = "set null"))]
    user_id: i64,
}

fn main() {}

use model_runtime::prelude::*;

struct User {
    id: i64,
}

#[derive(Model)]
struct Post {
    id: i64,
    #[model(belongs_to(User))]
    user_id: i64,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(required)]
    name: String,
}

fn main() {}

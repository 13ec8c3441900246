use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(length())]
    name: String,
    #[validate(range(message = "too old"))]
    age: i32,
}

fn main() {}

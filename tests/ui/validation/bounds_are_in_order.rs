use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(length(min = 50, max = 1))]
    name: String,
    #[validate(range(min = 0.5, max = -1))]
    score: f64,
}

#[derive(Validate)]
struct Address {
    #[validate(length(min = 50, max = 1))]
    street: String,
}

fn main() {}

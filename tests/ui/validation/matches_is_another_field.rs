use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(matches(email))]
    email: String,
}

fn main() {}

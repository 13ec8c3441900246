use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(phone)]
    phone: String,
}

fn main() {}

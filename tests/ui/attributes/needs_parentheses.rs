use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[model]
    name: String,
    #[model = "unique"]
    email: String,
}

fn main() {}

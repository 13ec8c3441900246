use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[model(assigned)]
    name: String,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[model(version)]
    version: String,
}

fn main() {}

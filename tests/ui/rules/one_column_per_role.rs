use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[model(version)]
    version: i32,
    #[model(version)]
    counter: i32,
}

fn main() {}

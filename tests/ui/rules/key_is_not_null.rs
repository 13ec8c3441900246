use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: Option<i32>,
    name: String,
}

fn main() {}

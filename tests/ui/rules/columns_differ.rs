use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
    #[model(column = "name")]
    title: String,
}

#[derive(Model)]
struct Case {
    id: i64,
    #[model(column = "ID")]
    other: i64,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[model(version, default = 1)]
    version: i32,
    #[model(created_at, default_with = now)]
    created_at: chrono::NaiveDateTime,
}

fn main() {}

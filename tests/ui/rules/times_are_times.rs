use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[model(created_at)]
    created_at: i64,
    #[model(updated_at)]
    updated_at: Option<chrono::NaiveDateTime>,
    #[model(default_with = now)]
    day: chrono::NaiveDate,
}

fn main() {}

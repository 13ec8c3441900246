use model_runtime::prelude::*;

#[derive(Model)]
struct Post {
    id: i64,
    #[model(created_at, updated_at)]
    at: chrono::NaiveDateTime,
    #[model(default = 1, default_sql = "1")]
    count: i64,
}

#[derive(Model)]
#[model(primary_key(a, b))]
struct Twice {
    #[model(id)]
    a: i64,
    b: i64,
}

#[derive(Model)]
struct Second {
    #[model(id)]
    a: i64,
    #[model(id)]
    b: i64,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    #[model(backfill = "1")]
    id: i64,
    #[model(backfill = "''")]
    nickname: Option<String>,
    #[model(generated = "length(nickname)", backfill = "0")]
    letters: i32,
    // The database has a value for the rows that come, and none for those that are there.
    #[model(read_only, backfill = "0")]
    views: i64,
    #[model(created_at, backfill = "'2000-01-01 00:00:00'")]
    created_at: chrono::NaiveDateTime,
}

#[derive(Model)]
struct Country {
    #[model(id, assigned, backfill = "substr(name, 1, 2)")]
    code: String,
    name: String,
}

fn main() {}

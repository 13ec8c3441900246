use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    #[model(default = 1)]
    id: i64,
    name: String,
}

#[derive(Model)]
struct Counted {
    #[model(default_sql = "nextval('ids')")]
    id: i64,
    name: String,
}

#[derive(Model)]
struct Stamped {
    #[model(version)]
    id: i64,
    name: String,
}

fn main() {}

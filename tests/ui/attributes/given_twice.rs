use model_runtime::prelude::*;

#[derive(Model)]
#[model(table = "users", table = "people")]
struct User {
    id: i64,
    #[model(column = "a", column = "b")]
    name: String,
    #[model(unique)]
    #[model(unique)]
    email: String,
}

fn main() {}

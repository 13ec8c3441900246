use model_runtime::prelude::*;

#[derive(Model)]
#[model("users")]
struct User {
    id: i64,
    #[model(unique index)]
    name: String,
    #[model(column = )]
    email: String,
}

fn main() {}

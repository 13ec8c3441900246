use model_runtime::prelude::*;

#[derive(Model)]
#[model(new = "UserPatch")]
struct User {
    id: i64,
    name: String,
}

fn main() {}

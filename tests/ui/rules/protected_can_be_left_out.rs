use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[model(protected)]
    is_admin: bool,
}

fn main() {}

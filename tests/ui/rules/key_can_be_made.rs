use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    #[model(id)]
    email: String,
    name: String,
}

#[derive(Model)]
struct Flag {
    id: bool,
}

fn main() {}

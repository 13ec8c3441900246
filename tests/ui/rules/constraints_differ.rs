use model_runtime::prelude::*;

#[derive(Model)]
#[model(unique(email))]
struct User {
    id: i64,
    #[model(unique)]
    email: String,
    #[model(index = "ix")]
    a: i64,
    #[model(index = "ix")]
    b: i64,
}

fn main() {}

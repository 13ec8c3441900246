use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
    #[model(unique)]
    email: String,
    bio: Option<String>,
}

fn uses() {
    let _ = User::builder().bio(3);
}

fn main() {}

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

#[derive(Model)]
#[model(primary_key(name = "posts_key"), unique(name = "posts_key", columns(slug)))]
struct Post {
    id: i64,
    slug: String,
}

fn main() {}

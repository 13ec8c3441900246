use model_runtime::prelude::*;

#[derive(Model)]
#[model(drop_ok("nickname", "age", "nickname", " "))]
struct User {
    id: i64,
    age: i16,
}

#[derive(Model)]
#[model(drop_ok())]
struct Post {
    id: i64,
}

#[derive(Model)]
#[model(drop_ok(title, 1))]
struct Page {
    id: i64,
}

fn main() {}

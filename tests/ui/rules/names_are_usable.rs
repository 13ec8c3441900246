use model_runtime::prelude::*;

#[derive(Model)]
#[model(table = "")]
struct User {
    id: i64,
    #[model(column = "a\0")]
    a: String,
    #[model(unique = "")]
    b: String,
}

#[derive(Model)]
#[model(table = "main.users")]
struct Qualified {
    id: i64,
}

#[derive(Model)]
#[model(namespace = "my-app")]
struct Apart {
    id: i64,
}

#[derive(Model)]
#[model(primary_key(name = " "))]
struct Key {
    id: i64,
    #[validate(range(min = 0, constraint = ""))]
    age: i32,
}

fn main() {}

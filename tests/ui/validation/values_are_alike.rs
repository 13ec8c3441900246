use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(one_of("a", "b", "a"))]
    role: String,
    #[validate(one_of(1, "b", 2.5))]
    level: i32,
}

fn main() {}

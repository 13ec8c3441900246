use model_runtime::prelude::*;

fn is_even(number: &i64) -> Result<(), String> {
    if number % 2 == 0 { Ok(()) } else { Err("is odd".into()) }
}

fn says_nothing(_name: &str) -> bool {
    true
}

#[derive(Model)]
struct User {
    id: i64,
    #[validate(custom(is_even))]
    age: i32,
    #[validate(custom(says_nothing))]
    name: String,
    #[validate(custom(is_odd))]
    level: i64,
}

fn main() {}

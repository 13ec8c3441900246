use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(length(5), email("x"), one_of(), contains(), prefix("a", "b"), suffix(""), custom())]
    a: String,
    #[validate(pattern("[a-"), pattern(PATTERN), contains("a\0"), matches(nmae), matches("name"))]
    b: String,
    #[validate(matches(naem))]
    name: String,
}

#[derive(Validate)]
struct Address {
    #[validate(emial)]
    a: String,
    #[validate]
    b: String,
    #[validate(unique)]
    c: String,
    #[model(validate(email))]
    d: String,
}

fn main() {}

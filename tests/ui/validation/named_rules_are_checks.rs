use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    #[validate(email(constraint = "users_email_check"), length(max = 50, constraint = "users_email_length"))]
    email: String,
    #[validate(custom(is_even, constraint = "users_age_check"))]
    age: i32,
}

#[derive(Validate)]
struct Address {
    #[validate(length(max = 50, constraint = "addresses_street_check"))]
    street: String,
}

fn main() {}

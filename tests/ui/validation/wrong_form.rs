use model_runtime::prelude::*;

#[derive(Model)]
#[model(constraints, values = 1)]
#[validate(custom = "check")]
struct Model1 {
    id: i64,
    #[validate(email = true, url = "x", ip = 1, credit_card = "visa", phone = "de", ascii = true, alphanumeric = 1)]
    a: String,
    #[validate(length = 5, range = 3, contains, prefix = 1, suffix, pattern, one_of = "a", matches = "a")]
    b: String,
    #[validate(required = true, custom = "check", nested = true)]
    c: Option<String>,
}

#[derive(Model)]
struct Model2 {
    id: i64,
    #[validate(length(min, max(5), equal))]
    a: String,
    #[validate(range(min, max(5), constraint = 1))]
    b: i32,
    #[validate(email(message, code = 1), custom(function = 5))]
    c: String,
}

fn main() {}

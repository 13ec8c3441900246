use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    #[validate(range(min = 1))]
    id: i64,
    name: String,
    #[model(generated = "length(name)")]
    #[validate(range(max = 5))]
    name_length: i32,
    #[model(read_only)]
    #[validate(email)]
    email: String,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(ColumnType, Debug, Clone)]
struct Age(i32);

#[derive(Model)]
struct User {
    id: i64,
    #[validate(email)]
    age: i32,
    #[validate(range(min = 1, max = 5))]
    name: Option<String>,
    #[validate(length(max = 5))]
    years: Age,
    #[validate(one_of("a", "b"))]
    score: f64,
}

fn main() {}

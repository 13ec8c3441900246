use model_runtime::prelude::*;

#[derive(Model)]
struct Order {
    #[model(autoincrement)]
    id: i64,
    #[model(autoincrement)]
    number: Option<i64>,
    #[model(read_only, autoincrement)]
    code: String,
    #[model(read_only, autoincrement, default_sql = "1")]
    line: i32,
}

fn main() {}

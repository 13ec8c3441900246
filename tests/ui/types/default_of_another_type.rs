use model_runtime::prelude::*;

fn three() -> i64 {
    3
}

#[derive(Model)]
struct Page {
    id: i64,
    #[model(default = 1)]
    title: String,
    #[model(default_with = three)]
    body: String,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct Model1 {
    #[model(json, assigned)]
    id: Vec<String>,
}

fn main() {}

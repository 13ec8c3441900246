use model_runtime::prelude::*;

struct Settings {
    dark: bool,
}

#[derive(Model)]
struct User {
    id: i64,
    #[model(json)]
    settings: Settings,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Address {
    street: String,
}

#[derive(Model)]
struct User {
    id: i64,
    #[model(json)]
    #[validate(nested)]
    addresses: Vec<Address>,
}

fn main() {}

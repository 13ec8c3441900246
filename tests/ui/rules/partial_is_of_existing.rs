use model_runtime::prelude::*;

#[derive(Model)]
#[model(partial)]
pub struct User {
    pub id: i32,
}

fn main() {}

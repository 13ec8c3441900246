use model_runtime::prelude::*;

#[derive(Model)]
struct User {}

fn main() {}

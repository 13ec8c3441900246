use model_runtime::prelude::*;

pub struct Plain;

#[derive(Model, Debug)]
#[model(has_many(plains: Plain))]
pub struct User {
    pub id: i64,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
#[model(view)]
pub struct SalesReport {
    pub name: String,
    pub total: i64,
}

fn main() {}

use model_runtime::prelude::*;

pub struct Money(i64);

#[derive(Model)]
pub struct Price {
    id: i64,
    amount: Money,
}

fn main() {}

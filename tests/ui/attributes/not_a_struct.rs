use model_runtime::prelude::*;

#[derive(Model)]
enum Role {
    Admin,
}

#[derive(Model)]
union Bits {
    a: i64,
}

#[derive(Model)]
struct Pair(i64, String);

#[derive(Model)]
struct Nothing;

fn main() {}

use model_runtime::prelude::*;

#[derive(Validate)]
enum Role {
    Admin,
}

#[derive(Validate)]
struct Pair(i32, i32);

#[derive(Validate)]
struct Page<T> {
    items: Vec<T>,
}

fn main() {}

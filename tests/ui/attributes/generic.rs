use model_runtime::prelude::*;

#[derive(Model)]
struct Holder<T> {
    id: i64,
    value: T,
}

#[derive(Model)]
struct Borrowed<'a> {
    id: i64,
    name: &'a str,
}

#[derive(Model)]
struct Many<const N: usize> {
    id: i64,
}

fn main() {}

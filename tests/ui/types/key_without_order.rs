use model_runtime::prelude::*;

#[derive(ColumnType, Debug, Clone, PartialEq)]
struct UserId(i64);

#[derive(Model)]
struct User {
    id: UserId,
}

#[derive(ColumnType, Debug)]
struct Part(i64);

#[derive(Model)]
#[model(primary_key(order, part))]
struct Line {
    order: i64,
    part: Part,
}

fn main() {}

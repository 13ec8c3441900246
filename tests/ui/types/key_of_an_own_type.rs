use model_runtime::prelude::*;

#[derive(ColumnType, Debug, Clone, PartialEq)]
struct Email(String);

#[derive(Model)]
struct User {
    id: Email,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(ColumnType, Debug, Clone)]
struct Pair(i64, i64);

#[derive(ColumnType, Debug, Clone)]
enum Role {
    Admin,
}

// A model of such a column has nothing to add.
#[derive(Model)]
struct User {
    id: i64,
    role: Pair,
}

fn main() {}

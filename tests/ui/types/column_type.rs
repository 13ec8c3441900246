use model_runtime::prelude::*;

#[derive(ColumnType, Debug)]
struct Pair(i64, i64);

#[derive(ColumnType, Debug)]
enum Role {
    Admin,
}

fn main() {}

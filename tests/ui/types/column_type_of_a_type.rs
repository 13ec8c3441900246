use model_runtime::prelude::*;

#[derive(ColumnType, Debug, Clone)]
struct Started(std::time::Instant);

#[derive(Model)]
struct Run {
    id: i64,
    started: Started,
}

fn main() {}

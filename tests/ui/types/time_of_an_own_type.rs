use model_runtime::prelude::*;

#[derive(ColumnType, Debug, Clone, PartialEq)]
struct Moment(i64);

#[derive(Model)]
struct Page {
    id: i64,
    #[model(created_at)]
    created_at: Moment,
    #[model(updated_at)]
    updated_at: Moment,
    #[model(default_with = now)]
    seen_at: Moment,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(ColumnType, Debug, Clone, PartialEq)]
struct Revision(String);

#[derive(Model)]
struct Page {
    id: i64,
    #[model(version)]
    revision: Revision,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct Event {
    id: i64,
    #[model(sql_type = diesel::sql_types::Text)]
    count: i64,
}

fn main() {}

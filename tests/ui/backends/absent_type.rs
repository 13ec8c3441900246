use model_runtime::{Json, prelude::*};

#[derive(ColumnEnum, Debug)]
enum State {
    Draft,
}

#[derive(ColumnType, Debug)]
struct Tags(Vec<String>);

#[derive(Model)]
struct Event {
    id: i64,
    tags: Vec<String>,
    ports: Option<Vec<Option<i32>>>,
    count: u32,
    small: i8,
    own: Tags,
    states: Vec<State>,
    #[model(sql_type = diesel::sql_types::Oid)]
    address: u32,
    #[model(jsonb)]
    data: Vec<String>,
    #[model(sql_type = diesel::sql_types::Jsonb)]
    wrapped: Json<i64>,
}

fn main() {}

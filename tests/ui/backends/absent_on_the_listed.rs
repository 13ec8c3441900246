use model_runtime::prelude::*;

#[derive(Model)]
#[model(backends(postgres))]
struct Event {
    id: i64,
    tags: Vec<String>,
    count: u32,
    states: Vec<State>,
}

enum State {
    Draft,
}

fn main() {}

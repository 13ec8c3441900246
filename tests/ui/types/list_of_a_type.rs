use model_runtime::prelude::*;

#[derive(Model)]
struct Event {
    id: i64,
    items: Wrapper<i64>,
}

struct Wrapper<T>(T);

fn main() {}

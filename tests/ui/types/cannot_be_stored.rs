use model_runtime::prelude::*;

#[derive(Model)]
struct Event {
    id: i64,
    at: std::time::Instant,
    count: u128,
    tags: Vec<(String, i64)>,
    grid: Vec<Vec<i64>>,
    #[model(sql_type = Array<Text>)]
    texts: Vec<String>,
    twice: Option<Option<String>>,
    name: &'static str,
    pair: (i64, i64),
    map: std::collections::HashMap<String, i64>,
}

fn uses(event: &Event) {
    let _ = Event::query().filter(events::id.eq(1));
    let _ = event.id;
}

fn main() {}

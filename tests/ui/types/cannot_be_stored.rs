use model_runtime::prelude::*;

#[derive(Model)]
struct Event {
    id: i64,
    at: std::time::Instant,
    count: u64,
    tags: Vec<String>,
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

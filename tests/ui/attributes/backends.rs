use model_runtime::prelude::*;

#[derive(Model)]
#[model(backends(postgre))]
struct Event1 {
    id: i64,
}

#[derive(Model)]
#[model(backends(oracle, postgres, postgres))]
struct Event2 {
    id: i64,
}

#[derive(Model)]
#[model(backends())]
struct Event3 {
    id: i64,
}

#[derive(Model)]
#[model(backends("postgres"))]
struct Event4 {
    id: i64,
}

#[derive(Model)]
#[model(backends = "postgres")]
struct Event5 {
    id: i64,
    #[model(json, jsonb)]
    data: Vec<String>,
}

fn main() {}

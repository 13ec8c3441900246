use model_runtime::prelude::*;

#[derive(Model)]
#[model(primary_key(idd, line), unique(nam), index(columns(lin)))]
struct Item {
    id: i64,
    line: i64,
    name: String,
}

#[derive(Model)]
#[model(unique(name, name), index(), check(name = "ck"))]
struct Other {
    id: i64,
    name: String,
}

fn main() {}

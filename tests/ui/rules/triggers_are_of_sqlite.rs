use model_runtime::prelude::*;

#[derive(Model)]
#[model(trigger(name = "counted", sql = "CREATE TRIGGER counted AFTER INSERT ON users BEGIN SELECT 1; END"))]
struct User {
    id: i64,
}

#[derive(Model)]
#[model(
    backends(sqlite),
    trigger(name = "counted", sql = "CREATE TRIGGER counted AFTER INSERT ON posts BEGIN SELECT 1; END"),
    trigger(name = "counted", sql = "CREATE TRIGGER counted AFTER DELETE ON posts BEGIN SELECT 1; END"),
    trigger(name = "told")
)]
struct Post {
    id: i64,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
#[model(primary_key(day, part), partition(name = "logs_a", sql = "FOR VALUES IN ('a')"))]
struct Undivided {
    day: i32,
    part: String,
}

#[derive(Model)]
#[model(
    primary_key(day, part),
    partition_by = "RANGE (day)",
    partition(sql = "DEFAULT"),
    partition(name = "logs_1", sql = "FOR VALUES FROM (1) TO (2)", partition(name = "logs_2", sql = "DEFAULT")),
    partition(name = "logs_1", sql = "FOR VALUES FROM (2) TO (3)")
)]
struct Divided {
    day: i32,
    part: String,
}

fn main() {}

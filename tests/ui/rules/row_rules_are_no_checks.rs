use model_runtime::prelude::*;

#[derive(Model)]
#[validate(custom(starts_before_it_ends, constraint = "meetings_check"))]
struct Meeting {
    id: i64,
    starts: i64,
    ends: i64,
}

fn main() {}

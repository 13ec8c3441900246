use model_runtime::prelude::*;

struct UserId(i64);

#[derive(Model)]
struct User {
    id: UserId,
}

#[derive(Model)]
#[model(primary_key(user_id, place))]
struct Seat {
    user_id: i64,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place(i64);

fn main() {}

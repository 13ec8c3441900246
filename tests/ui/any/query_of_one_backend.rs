use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
}

fn uses(conn: &mut AnyConnection) {
    let _ = User::query().filter(users::name.ilike("a%")).all(conn);
    let _ = User::query().filter(users::name.ilike("a%")).count(conn);
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
}

fn uses(conn: &mut AnyConnection) {
    let _: model_runtime::Result<Vec<String>> = users::table.for_update().select(users::name).all(conn);
    let _ = diesel::update(users::table.filter(users::name.ilike("a%"))).set(users::name.eq("a")).run(conn);
}

fn main() {}

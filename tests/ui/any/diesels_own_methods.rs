use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
}

fn uses(conn: &mut AnyConnection) {
    let _ = users::table.load::<User>(conn);
    let _ = diesel::delete(users::table).execute(conn);
}

fn main() {}

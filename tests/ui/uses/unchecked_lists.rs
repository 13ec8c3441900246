use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
}

fn uses(conn: &mut SqliteConnection) {
    let many = vec![NewUser { name: String::new() }];
    let _ = diesel::insert_into(users::table).values(many).execute(conn);
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
    #[model(unique)]
    email: String,
    bio: Option<String>,
}

fn uses(conn: &mut SqliteConnection) {
    let patch = UserPatch { name: Set(String::new()), ..Default::default() };
    let _ = diesel::update(users::table).set(&patch).execute(conn);
    let _ = diesel::update(users::table).set(patch).execute(conn);
}

fn main() {}

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
    let _ = User::builder().name("a").insert(conn);
}

fn main() {}

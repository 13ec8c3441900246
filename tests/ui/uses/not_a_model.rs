use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
    #[model(unique)]
    email: String,
    bio: Option<String>,
}

struct Plain;

fn uses(conn: &mut SqliteConnection) {
    let _ = Plain::find(1, conn);
}

fn main() {}

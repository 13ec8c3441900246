use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
}

fn uses(conn: &mut AnyConnection) {
    let _ = User::query().map(|users| users.into_boxed::<diesel::sqlite::Sqlite>()).all(conn);
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: Option<i64>,
    name: String,
    #[model(version)]
    version: String,
}

fn uses(conn: &mut SqliteConnection) -> model_runtime::Result<()> {
    let user = NewUser { name: "x".into(), version: Auto }.insert(conn)?;
    let _: Vec<User> = User::query().filter(users::name.eq("x")).all(conn)?;
    let _ = User::builder().name("x").insert(conn)?;
    user.delete(conn)
}

fn main() {}

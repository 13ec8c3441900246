use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
    name: String,
    #[model(uniqe)]
    email: String,
    tags: Vec<Vec<String>>,
}

#[derive(Model)]
struct Post {
    id: i64,
    #[model(belongs_to(User))]
    user_id: i64,
}

fn uses(conn: &mut SqliteConnection) -> model_runtime::Result<()> {
    let mut user = User::find(1, conn)?;
    user.name = "x".into();
    user.save(conn)?;
    let patch = UserPatch { name: Set("x".into()), ..Default::default() };
    user.patch(patch, conn)?;
    let _: Vec<User> = User::query().filter(users::name.eq("x")).all(conn)?;
    let _ = User::builder().name("x").email("y").insert(conn)?;
    user.delete(conn)
}

fn main() {}

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
    let new = NewUser { name: String::new(), email: String::new(), bio: None };
    let _ = diesel::insert_into(users::table).values(&new).execute(conn);
    let _ = diesel::insert_into(users::table).values(new).execute(conn);
    let many = vec![NewUser { name: String::new(), email: String::new(), bio: None }];
    let _ = diesel::insert_into(users::table).values(&many).execute(conn);
}

fn main() {}

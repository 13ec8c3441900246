use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    name: String,
    email: String,
}

fn uses(user: User) -> User {
    let _ = User::query().filter(users::name.eq("x"));
    let _ = NewUser { name: user.name, email: String::new() };
    let _ = User::builder().name("x").email("y");
    User { name: String::new(), email: String::new() }
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model, Debug)]
#[model(backends(postgres))]
struct User {
    id: i64,
    name: String,
}

#[derive(Model, Debug)]
struct Team {
    id: i64,
}

schema! { Club: User, Team }

fn writes(user: &mut User, conn: &mut SqliteConnection) {
    let _ = user.save(conn);
    let _ = User::builder().name("a").insert(conn);
}

fn reads(conn: &mut SqliteConnection) {
    let _ = User::find(1, conn);
    let _ = User::query().all(conn);
    let _ = User::query().count(conn);
}

fn creates(conn: &mut SqliteConnection) {
    let _ = Club::create_all(conn);
    let _ = Club::create::<User, _>(conn);
    let _ = Club::ddl::<diesel::sqlite::Sqlite>();
}

fn main() {}

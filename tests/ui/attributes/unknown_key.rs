use model_runtime::prelude::*;

#[derive(Model)]
#[model(tabel = "users")]
struct User {
    id: i64,
    #[model(uniqe)]
    email: String,
    #[model(frobnicate)]
    name: String,
    #[model(table = "names")]
    nickname: String,
}

fn main() {}

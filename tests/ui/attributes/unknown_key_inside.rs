use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
}

#[derive(Model)]
#[model(
    unique(nam = "uq", columns(title)),
    index(columns(title), wher = "title <> ''"),
    check(nane = "ck", name = "ck_posts", sql = "title <> ''"),
    new(derives(Debug)),
    patch(names = "Changes"),
)]
struct Post {
    id: i64,
    title: String,
    #[model(belongs_to(User, on_delet = "cascade"))]
    user_id: i64,
}

fn main() {}

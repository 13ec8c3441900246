use model_runtime::prelude::*;

struct Plain;

#[derive(ColumnType, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct UserId(i64);

#[derive(Model)]
struct User {
    id: UserId,
}

#[derive(Model)]
struct Post {
    id: i64,
    #[model(belongs_to(Plain))]
    plain_id: Option<i64>,
    #[model(belongs_to(User))]
    user_id: i64,
    #[model(belongs_to(User, constraint = "fk_editor"))]
    editor_id: Option<String>,
}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model)]
struct User {
    id: i64,
}

#[derive(Model)]
#[model(module = "my posts", builder = "a-b", new = "type")]
struct Post {
    id: i64,
    #[model(default = 'x')]
    letter: String,
    #[model(sql_type = "not a path")]
    text: String,
    #[model(belongs_to(User, on_delete = "cascad"))]
    user_id: i64,
    #[model(belongs_to("User"))]
    editor_id: i64,
}

fn main() {}

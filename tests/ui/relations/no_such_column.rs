use model_runtime::prelude::*;

#[derive(Model, Debug)]
#[model(has_many(posts: Post, order = "published_at DESC"))]
pub struct User {
    pub id: i64,
}

#[derive(Model, Debug)]
pub struct Post {
    pub id: i64,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
}

fn main() {
    let _ = User::posts();
}

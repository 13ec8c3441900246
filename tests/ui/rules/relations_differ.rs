use model_runtime::prelude::*;

#[derive(Model)]
#[model(has_many(posts: Post, inverse = author), has_many(posts: Post, inverse = editor), has_many(all: Post, inverse = author))]
pub struct User {
    pub id: i64,
}

#[derive(Model)]
pub struct Post {
    pub id: i64,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
    #[model(belongs_to(User, name = "editor"))]
    pub editor_id: i64,
    #[model(belongs_to(User, name = "editor"))]
    pub other_id: i64,
}

fn main() {
    let _ = (User::posts(), Post::author(), Post::editor());
}

use model_runtime::prelude::*;

#[derive(Model, Debug)]
#[model(has_many(posts: Post), has_many(tags: Tag), has_many(notes: Post, inverse = writer))]
pub struct User {
    pub id: i64,
}

#[derive(Model, Debug)]
pub struct Post {
    pub id: i64,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
    #[model(belongs_to(User, name = "editor"))]
    pub editor_id: i64,
}

#[derive(Model, Debug)]
pub struct Tag {
    pub id: i64,
}

fn main() {}

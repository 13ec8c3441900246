//! Users with posts with comments, and posts with labels.

use model_runtime::prelude::*;

#[derive(Model, Debug, Clone)]
#[model(table = "users", has_many(posts: Post))]
pub struct User {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone)]
#[model(table = "posts", has_many(comments: Comment), many_to_many(labels: Label, through = PostLabel))]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author"), index)]
    pub user_id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(table = "comments")]
pub struct Comment {
    pub id: i64,
    pub text: String,
    #[model(belongs_to(Post), index)]
    pub post_id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(table = "labels")]
pub struct Label {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone)]
#[model(table = "post_labels", primary_key(post_id, label_id))]
pub struct PostLabel {
    #[model(belongs_to(Post))]
    pub post_id: i64,
    #[model(belongs_to(Label))]
    pub label_id: i64,
}

schema! { pub Blog: User, Post, Comment, Label, PostLabel }

//! A blog: users with profiles, posts with tags, comments with answers.

// Written as in an application, where models are public and seldom documented field by field.
#![allow(missing_docs, unreachable_pub)]

use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(
    table = "users",
    has_one(profile: Profile),
    has_many(posts: Post, order = "id"),
    has_many(comments: Comment),
    many_to_many(follows: User, through = Following, from = follower, to = followed, order = "name")
)]
pub struct User {
    pub id: i64,
    #[model(unique)]
    #[validate(length(min = 1, max = 50))]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(table = "profiles")]
pub struct Profile {
    #[model(id, assigned, belongs_to(User, on_delete = "cascade"))]
    pub user_id: i64,
    pub bio: String,
}

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(
    table = "posts",
    has_many(comments: Comment, order = "id"),
    many_to_many(tags: Tag, through = PostTag, order = "name")
)]
pub struct Post {
    pub id: i64,
    #[validate(length(min = 1, max = 200))]
    pub title: String,
    #[model(belongs_to(User, name = "author", on_delete = "cascade"), index)]
    pub user_id: i64,
}

/// A comment on a post, or an answer to another comment.
#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(table = "comments", has_many(answers: Comment, order = "id"))]
pub struct Comment {
    pub id: i64,
    pub text: String,
    #[model(belongs_to(Post, orphan = "delete"), index)]
    pub post_id: i64,
    #[model(belongs_to(User, name = "writer", on_delete = "set null"))]
    pub user_id: Option<i64>,
    #[model(belongs_to(Comment, name = "question", on_delete = "cascade"), index)]
    pub question_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(table = "tags", many_to_many(posts: Post, through = PostTag))]
pub struct Tag {
    pub id: i64,
    #[model(unique)]
    #[validate(length(min = 1, max = 20))]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "post_tags", primary_key(post_id, tag_id))]
pub struct PostTag {
    #[model(belongs_to(Post, on_delete = "cascade"))]
    pub post_id: i64,
    #[model(belongs_to(Tag))]
    pub tag_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "followings", primary_key(follower_id, followed_id))]
pub struct Following {
    #[model(belongs_to(User, name = "follower", on_delete = "cascade"))]
    pub follower_id: i64,
    #[model(belongs_to(User, name = "followed", on_delete = "cascade"))]
    pub followed_id: i64,
}

schema! { pub Blog: User, Profile, Post, Comment, Tag, PostTag, Following }

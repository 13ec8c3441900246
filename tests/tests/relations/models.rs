//! A blog: users with profiles, posts with tags, comments with answers, and friends.

use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(
    table = "r_users",
    has_one(profile: Profile),
    has_many(posts: Post, inverse = author, order = "id"),
    has_many(edited: Post, inverse = editor),
    many_to_many(friends: User, through = Friendship, from = user, to = friend, order = "name")
)]
pub struct User {
    pub id: i64,
    #[validate(length(min = 1, max = 50))]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(table = "r_profiles")]
pub struct Profile {
    #[model(id, assigned, belongs_to(User, on_delete = "cascade"))]
    pub user_id: i64,
    pub bio: String,
}

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(
    table = "r_posts",
    has_many(comments: Comment),
    many_to_many(tags: Tag, through = PostTag)
)]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author", on_delete = "cascade"))]
    pub user_id: i64,
    #[model(belongs_to(User, name = "editor", on_delete = "set null"))]
    pub editor_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(table = "r_comments", has_many(answers: Comment, order = "id DESC"))]
pub struct Comment {
    pub id: i64,
    pub text: String,
    #[model(belongs_to(Post, orphan = "delete"))]
    pub post_id: i64,
    #[model(belongs_to(Comment, name = "parent"))]
    pub parent_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq, serde::Serialize)]
#[model(table = "r_tags", many_to_many(posts: Post, through = PostTag, order = "id"))]
pub struct Tag {
    #[model(id, assigned)]
    #[validate(length(max = 20))]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "r_post_tags", primary_key(post_id, tag))]
pub struct PostTag {
    #[model(belongs_to(Post, on_delete = "cascade"))]
    pub post_id: i64,
    #[validate(length(max = 20))]
    #[model(belongs_to(Tag, name = "tag", on_delete = "cascade"))]
    pub tag: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "r_friendships", primary_key(user_id, friend_id))]
pub struct Friendship {
    #[model(belongs_to(User, on_delete = "cascade"))]
    pub user_id: i64,
    #[model(belongs_to(User, name = "friend", on_delete = "cascade"))]
    pub friend_id: i64,
}

schema! { pub Relations: User, Profile, Post, Comment, Tag, PostTag, Friendship }

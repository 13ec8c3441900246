// The models that the examples about sessions share. Each example includes this file, and is compiled and run by the tests.

use model_runtime::database::PooledConnection;
use model_runtime::prelude::*;
use model_runtime::session::{SessionOptions, State};
use model_runtime::{Error, Handle, Session};

/// Somebody who writes.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(posts: Post))]
pub struct User {
    /// The key, made by the database.
    pub id: i64,
    /// The name to be shown.
    #[model(unique)]
    #[validate(length(min = 1, max = 50))]
    pub name: String,
}

/// Something a user wrote, which goes with its author.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(many_to_many(tags: Tag, through = PostTag))]
pub struct Post {
    /// The key, made by the database.
    pub id: i64,
    /// The headline.
    pub title: String,
    /// Who wrote it.
    #[model(belongs_to(User, name = "author", on_delete = "cascade", orphan = "delete"))]
    pub user_id: i64,
}

/// What a post is about.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Tag {
    /// The key, made by the database.
    pub id: i64,
    /// The word.
    pub name: String,
}

/// A post has a tag.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(post_id, tag_id))]
pub struct PostTag {
    /// The post.
    #[model(belongs_to(Post, on_delete = "cascade"))]
    pub post_id: i64,
    /// The tag.
    #[model(belongs_to(Tag, on_delete = "cascade"))]
    pub tag_id: i64,
}

schema! {
    /// The tables of a blog.
    pub Blog: User, Post, Tag, PostTag
}

/// A session on a new database in memory, with the tables of [`Blog`].
///
/// # Errors
/// Errors of the database.
pub fn session() -> model_runtime::Result<Session<PooledConnection>> {
    let mut conn = Database::connect("sqlite::memory:")?.get()?;
    Blog::create_all(&mut conn)?;
    Ok(Session::new(conn))
}

/// A user to insert.
pub fn user(name: &str) -> NewUser {
    NewUser { name: name.into() }
}

/// A post to insert, by a user of the session.
pub fn post(title: &str, author: Handle<User>) -> NewPost {
    NewPost { title: title.into(), user_id: author.into() }
}

// The models that the examples of the guide share: the users and posts of a blog. Each example includes this file, and is
// compiled and run by the tests.

use chrono::NaiveDateTime;
use model_runtime::database::PooledConnection;
use model_runtime::prelude::*;

/// Somebody with an account.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "users")]
pub struct User {
    /// The key, made by the database.
    pub id: i64,
    /// The name to be shown.
    #[validate(length(min = 1, max = 50))]
    pub name: String,
    /// Where to write to; no two accounts share it.
    #[model(unique)]
    #[validate(email, length(max = 100))]
    pub email: String,
    /// Whether the account can be used.
    #[model(default = true)]
    pub is_active: bool,
    /// What the user says of herself.
    pub bio: Option<String>,
    /// When the account was made.
    #[model(created_at)]
    pub created_at: NaiveDateTime,
    /// When the account was last changed.
    #[model(updated_at)]
    pub updated_at: NaiveDateTime,
}

/// Something a user wrote.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "posts", index(user_id, published_at))]
pub struct Post {
    /// The key, made by the database.
    pub id: i64,
    /// The headline.
    #[validate(length(max = 200))]
    pub title: String,
    /// The text.
    pub content: String,
    /// Who wrote it.
    #[model(belongs_to(User, on_delete = "cascade"))]
    pub user_id: i64,
    /// Counts the writes.
    #[model(version)]
    pub version: i32,
    /// When it was published.
    #[model(default_with = now)]
    pub published_at: NaiveDateTime,
}

schema! {
    /// The tables of a blog.
    pub Blog: User, Post
}

/// A connection to a new database in memory, with the tables of [`Blog`].
///
/// # Errors
/// Errors of the database.
pub fn blog() -> model_runtime::Result<PooledConnection> {
    let mut conn = Database::connect("sqlite::memory:")?.get()?;
    Blog::create_all(&mut conn)?;
    Ok(conn)
}

/// Alice, inserted.
///
/// # Errors
/// Errors of the database.
pub fn alice(conn: &mut PooledConnection) -> model_runtime::Result<User> {
    User::builder().name("Alice").email("alice@example.com").insert(conn)
}

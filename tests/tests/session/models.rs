//! What the session writes: users with posts, nodes of a tree, a cycle of tables, versions and natural keys.

use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_users", has_many(posts: Post))]
pub struct User {
    pub id: i64,
    #[validate(length(min = 1, max = 50))]
    pub name: String,
    pub nick: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_posts")]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_nodes")]
pub struct Node {
    pub id: i64,
    pub data: String,
    #[model(belongs_to(Node, name = "parent"))]
    pub parent_id: Option<i64>,
}

/// A row with a key that is given.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_artists")]
pub struct Artist {
    #[validate(length(max = 20))]
    #[model(id, assigned)]
    pub name: String,
    pub born: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_albums")]
pub struct Album {
    #[model(id, assigned)]
    pub id: i64,
    #[validate(length(max = 20))]
    #[model(belongs_to(Artist))]
    pub artist: String,
}

/// A person has a favourite ball, and each ball a person.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_people")]
pub struct Person {
    pub id: i64,
    pub name: String,
    #[model(belongs_to(Ball, name = "favourite"))]
    pub favourite_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_balls")]
pub struct Ball {
    pub id: i64,
    #[model(belongs_to(Person, name = "owner"))]
    pub owner_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_docs")]
pub struct Doc {
    pub id: i64,
    pub body: String,
    #[model(version)]
    pub version: i32,
}

schema! { pub Sessions: User, Post, Node, Artist, Album, Person, Ball, Doc }

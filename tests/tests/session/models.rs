//! What the session writes: users with posts, nodes of a tree, a cycle of tables, versions and natural keys.

use chrono::NaiveDateTime;
use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_users", has_many(posts: Post), has_many(addresses: Address), has_one(profile: Profile))]
pub struct User {
    pub id: i64,
    #[validate(length(min = 1, max = 50))]
    pub name: String,
    pub nick: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_posts", many_to_many(tags: Tag, through = PostTag))]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author", on_delete = "cascade", orphan = "delete"))]
    pub user_id: i64,
}

/// A child that can be without its parent.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_addresses")]
pub struct Address {
    pub id: i64,
    pub email: String,
    #[model(belongs_to(User, on_delete = "set null"))]
    pub user_id: Option<i64>,
}

/// An only child.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_profiles")]
pub struct Profile {
    pub id: i64,
    pub text: String,
    #[model(unique, belongs_to(User, on_delete = "cascade", orphan = "delete"))]
    pub user_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_tags", many_to_many(posts: Post, through = PostTag))]
pub struct Tag {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_post_tags", primary_key(post_id, tag_id))]
pub struct PostTag {
    #[model(belongs_to(Post, on_delete = "cascade"))]
    pub post_id: i64,
    #[model(belongs_to(Tag, on_delete = "cascade"))]
    pub tag_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_orders", has_many(items: Item))]
pub struct Order {
    pub id: i64,
    pub name: String,
}

/// What is between an order and a product, with a price of its own.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_items", primary_key(order_id, product_id))]
pub struct Item {
    #[model(belongs_to(Order, on_delete = "cascade", orphan = "delete"))]
    pub order_id: i64,
    #[model(belongs_to(Product))]
    pub product_id: i64,
    pub price: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_products")]
pub struct Product {
    pub id: i64,
    #[model(unique)]
    #[validate(length(max = 50))]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_nodes", has_many(children: Node))]
pub struct Node {
    pub id: i64,
    pub data: String,
    #[model(belongs_to(Node, name = "parent", on_delete = "set null"))]
    pub parent_id: Option<i64>,
}

/// A row with a key that is given.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_artists", has_many(albums: Album))]
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
    #[model(belongs_to(Artist, name = "of", on_update = "cascade"))]
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

/// A text that the database fills in.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_notes")]
pub struct Note {
    #[model(id, assigned)]
    pub id: i64,
    #[validate(length(max = 20))]
    #[model(default_sql = "'dflt'")]
    pub text: Option<String>,
}

/// What is written by others than the program: by the database, and by the time of a write.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_stamps")]
pub struct Stamp {
    pub id: i64,
    #[validate(length(max = 20))]
    pub name: String,
    #[model(generated = "upper(name)")]
    pub upper: String,
    #[model(created_at)]
    pub created_at: NaiveDateTime,
    #[model(updated_at)]
    pub updated_at: NaiveDateTime,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_lines")]
pub struct Line {
    pub id: i64,
    pub text: String,
    #[model(belongs_to(Doc))]
    pub doc_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_docs", has_many(lines: Line))]
pub struct Doc {
    pub id: i64,
    pub body: String,
    #[model(version)]
    pub version: i32,
}

/// A child whose parent the database alone decides on.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "s_reviews")]
pub struct Review {
    pub id: i64,
    pub text: String,
    #[model(read_only, belongs_to(User, name = "reviewer"))]
    pub reviewer_id: Option<i64>,
}

schema! {
    pub Sessions: User, Post, Address, Profile, Tag, PostTag, Order, Item, Product, Node, Artist, Album, Person, Ball, Note, Stamp,
        Doc, Line, Review
}

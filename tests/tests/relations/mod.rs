//! Relations: rows loaded with their related rows, on demand, and in conditions.

mod collections;
mod composite;
mod conditions;
mod deferred;
mod eager;
mod graph;
mod joins;
mod lazy;
mod models;
mod queries;
mod unique_key;

use model_runtime::prelude::*;
use models::*;

use crate::db;

/// A blog: Ann wrote two posts, of which Bob edited one; Bob wrote one; Cy wrote nothing. Posts have tags, comments and answers.
struct Blog {
    conn: db::Connection,
    ann: User,
    bob: User,
    cy: User,
    posts: Vec<Post>,
}

impl Blog {
    fn new() -> Self {
        let mut conn = db::empty();
        Relations::create_all(&mut conn).unwrap();
        let [ann, bob, cy] = ["Ann", "Bob", "Cy"].map(|name| User::builder().name(name).insert(&mut conn).unwrap());
        Profile::builder().user_id(&ann).bio("writes").insert(&mut conn).unwrap();
        let news = [post("one", &ann, None), post("two", &ann, Some(&bob)), post("three", &bob, None)];
        let posts = Post::insert_many(news, &mut conn).unwrap();
        Tag::insert_many(["rust", "sql", "unused"].map(|name| NewTag { name: name.into() }), &mut conn).unwrap();
        let tags = [(0, "rust"), (0, "sql"), (2, "rust")];
        let pairs = tags.map(|(post, tag)| PostTag { post_id: posts[post].id, tag: tag.into() });
        PostTag::insert_rows(pairs, &mut conn).unwrap();
        let friends = [(&ann, &cy), (&ann, &bob), (&bob, &ann)];
        let pairs = friends.map(|(user, friend)| Friendship { user_id: user.id, friend_id: friend.id });
        Friendship::insert_rows(pairs, &mut conn).unwrap();
        let question = Comment::builder().text("why?").post_id(&posts[0]).insert(&mut conn).unwrap();
        for answer in ["so", "no"] {
            Comment::builder().text(answer).post_id(&posts[0]).parent_id(&question).insert(&mut conn).unwrap();
        }
        Self { conn, ann, bob, cy, posts }
    }
}

/// A post to insert.
fn post(title: &str, author: &User, editor: Option<&User>) -> NewPost {
    NewPost { title: title.into(), user_id: author.into(), editor_id: editor.map(Into::into) }
}

/// The titles of posts.
fn titles<'p>(posts: impl IntoIterator<Item = &'p Post>) -> Vec<&'p str> {
    posts.into_iter().map(|post| &*post.title).collect()
}

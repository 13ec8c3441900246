//! A Diesel code base that takes models up, one table at a time. Run it with `cargo run -p examples --bin adopting`.
//!
//! `schema.rs` is that of `diesel print-schema`, `by_hand.rs` has the structs of before, `models.rs` the models. They share
//! connections and transactions. The database is in memory.

mod by_hand;
mod models;
mod schema;

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{Result, Session};
use models::{Blog, Kind, NewPost, NewVote, Post, Vote, votes};
use schema::{comments, posts, users};

/// What the migrations made.
const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE);
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY NOT NULL, user_id INTEGER NOT NULL REFERENCES users, title TEXT NOT NULL, type TEXT NOT NULL,
        published_at TIMESTAMP
    );
    CREATE TABLE comments (id INTEGER PRIMARY KEY NOT NULL, post_id INTEGER NOT NULL REFERENCES posts, body TEXT NOT NULL);
";

fn main() -> Result<()> {
    let db = Database::<SqliteConnection>::open("sqlite::memory:")?;
    let mut conn = db.get()?;
    conn.batch_execute(TABLES)?;
    Blog::create::<Vote, _>(&mut conn)?;
    beside_each_other(&mut conn)?;
    joined(&mut conn)?;
    in_a_session(&mut conn)
}

/// One transaction: a user by the structs of before, a post by its model, a comment by the structs again.
fn beside_each_other(conn: &mut SqliteConnection) -> Result<()> {
    conn.atomic(|conn| {
        let ann: by_hand::User = diesel::insert_into(users::table)
            .values(&by_hand::NewUser { name: "Ann", email: "ann@example.com" })
            .returning(by_hand::User::as_returning())
            .get_result(conn)?;
        let new = NewPost { title: "Hello".into(), kind: Kind::Note, published_at: None, user_id: ann.id };
        let mut post = new.insert(conn)?;
        diesel::insert_into(comments::table)
            .values(&by_hand::NewComment { post_id: post.id, body: "Welcome!" })
            .execute(conn)?;
        post.title = "Hello, world".into();
        post.save(conn)?;
        println!("{} wrote a {:?}: {}", ann.name, post.kind, post.title);
        Ok(())
    })
}

/// What is not valid is not sent; a new table is joined with those of before.
fn joined(conn: &mut SqliteConnection) -> Result<()> {
    let refused = NewPost { title: String::new(), kind: Kind::Note, published_at: None, user_id: 1 }.insert(conn);
    println!("refused: {}", refused.is_err());
    let post = Post::query().filter(posts::type_.eq(Kind::Note)).one(conn)?;
    Vote::insert_many([3, 5].map(|stars| NewVote { stars, post_id: (&post).into() }), conn)?;
    let stars: Vec<(String, i32)> = votes::table
        .inner_join(posts::table.inner_join(users::table))
        .order(votes::id)
        .select((users::name, votes::stars))
        .all(conn)?;
    println!("votes: {stars:?}");
    Ok(())
}

/// Rows of both kinds of tables, changed in memory and written together.
fn in_a_session(conn: &mut SqliteConnection) -> Result<()> {
    let mut s = Session::new(&mut *conn);
    let found = s.all(Post::query())?;
    for post in found {
        s[post].kind = Kind::Article;
        s.add(NewVote { stars: 4, post_id: post.into() })?;
    }
    s.commit()?;
    drop(s);
    let posts = Post::query().with(Post::votes()).all(conn)?;
    for post in &posts {
        println!("{}: {:?}, {} votes", post.title, post.kind, post.related(Post::votes()).len());
    }
    Ok(())
}

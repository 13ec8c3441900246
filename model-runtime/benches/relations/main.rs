//! Related rows, loaded by models and by hand-written Diesel (`belonging_to` and `grouped_by`, or a join), on SQLite in memory and on
//! PostgreSQL: `cargo bench -p model-runtime --features postgres --bench relations`, and what `measure` takes after `--`. The third column is
//! Diesel's queries alone, without dealing out their rows.

// Figures are cast to be printed, and cases written as they read best.
#![allow(clippy::pedantic)]

mod by_hand;
#[path = "../shared/empty.rs"]
mod empty;
#[path = "../shared/measure.rs"]
mod measure;
mod models;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use model_runtime::prelude::{Fk, NewVerbs as _, Schema as _, Verbs as _};

use empty::{postgres, sqlite};
use measure::{Bar, Case, Make, task};
use models::{Blog, Comment, Label, NewComment, NewLabel, NewPost, NewUser, Post, PostLabel, User};

/// How many children a row has.
const CHILDREN: usize = 10;
/// How many rows there are at the top.
const TOP: usize = 100;

/// The cases on one database: models, hand-written Diesel, and its queries alone.
macro_rules! cases {
    ($cases:ident, $name:literal, $Connection:ty, $connect:ident, $eager:literal, $graph:literal) => {{
        let filled = || {
            let mut conn = $connect();
            Blog::create_all(&mut conn).unwrap();
            let users: Vec<_> = (0..TOP).map(|i| NewUser { name: format!("User {i}") }).collect();
            let users = User::insert_many(users, &mut conn).unwrap();
            let post = |user: &User, i: usize| NewPost { title: format!("Post {i}"), user_id: user.into() };
            let posts: Vec<_> = users.iter().flat_map(|user| (0..CHILDREN).map(move |i| post(user, i))).collect();
            let posts = Post::insert_many(posts, &mut conn).unwrap();
            let comment = |post: &Post, i: usize| NewComment { text: format!("Comment {i}"), post_id: post.into() };
            let comments: Vec<_> = posts.iter().flat_map(|post| (0..CHILDREN).map(move |i| comment(post, i))).collect();
            Comment::insert_many(comments, &mut conn).unwrap();
            let labels =
                Label::insert_many((0..50).map(|i| NewLabel { name: format!("Label {i}") }), &mut conn).unwrap();
            let pair = |post: &Post, i: i64| PostLabel {
                post_id: post.id,
                label_id: labels[usize::try_from(post.id + i * 5).unwrap() % labels.len()].id,
            };
            let pairs: Vec<_> = posts.iter().flat_map(|post| (0..10).map(move |i| pair(post, i))).collect();
            PostLabel::insert_rows(pairs, &mut conn).unwrap();
            conn.batch_execute("ANALYZE").unwrap();
            conn
        };
        macro_rules! way {
            ($way:literal, $work:expr) => {
                ($way, Box::new(move || task(filled(), |_| (), |conn, ()| $work(conn))) as Make)
            };
        }
        $cases.push(Case {
            name: concat!($name, "_eager_100x10x10").to_owned(),
            bar: Bar::Time($eager),
            ways: vec![
                way!("model", |conn: &mut $Connection| {
                    User::query().with(User::posts().with(Post::comments())).all(conn).unwrap()
                }),
                way!("diesel", |conn: &mut $Connection| by_hand::load_eager!(conn)),
                way!("queries", |conn: &mut $Connection| by_hand::load_queries!(conn)),
            ],
        });
        // Keys with gaps are a list for models, too, and no range.
        let some = move || {
            let mut conn = filled();
            conn.batch_execute(
                "DELETE FROM post_labels; DELETE FROM comments WHERE post_id % 7 = 0; DELETE FROM posts WHERE id % 7 = 0",
            )
            .unwrap();
            conn
        };
        macro_rules! way_of_some {
            ($way:literal, $work:expr) => {
                ($way, Box::new(move || task(some(), |_| (), |conn, ()| $work(conn))) as Make)
            };
        }
        $cases.push(Case {
            name: concat!($name, "_eager_with_gaps").to_owned(),
            bar: Bar::None,
            ways: vec![
                way_of_some!("model", |conn: &mut $Connection| {
                    User::query().with(User::posts().with(Post::comments())).all(conn).unwrap()
                }),
                way_of_some!("diesel", |conn: &mut $Connection| by_hand::load_eager!(conn)),
                way_of_some!("queries", |conn: &mut $Connection| by_hand::load_queries!(conn)),
            ],
        });
        macro_rules! writes {
            ($way:literal, $work:expr) => {
                (
                    $way,
                    Box::new(move || {
                        let mut conn = $connect();
                        Blog::create_all(&mut conn).unwrap();
                        let clear = |conn: &mut $Connection| {
                            conn.batch_execute("DELETE FROM posts; DELETE FROM users").unwrap()
                        };
                        task(conn, clear, |conn, ()| $work(conn))
                    }) as Make,
                )
            };
        }
        $cases.push(Case {
            name: concat!($name, "_graph_insert_100x10").to_owned(),
            bar: Bar::Time($graph),
            ways: vec![
                writes!("model", |conn: &mut $Connection| {
                    let post = |i| NewPost { title: format!("Post {i}"), user_id: Fk::Parent };
                    let posts = || (0..CHILDREN).map(post).collect::<Vec<_>>();
                    let user = |i| NewUser { name: format!("User {i}") }.with(User::posts(), posts());
                    User::insert_many((0..TOP).map(user), conn).unwrap()
                }),
                writes!("diesel", |conn: &mut $Connection| by_hand::insert_graph!(conn, TOP, CHILDREN)),
                writes!("insert_many twice", |conn: &mut $Connection| {
                    let users =
                        User::insert_many((0..TOP).map(|i| NewUser { name: format!("User {i}") }), conn).unwrap();
                    let post = |user: &User, i| NewPost { title: format!("Post {i}"), user_id: user.into() };
                    let posts = users.iter().flat_map(|user| (0..CHILDREN).map(move |i| post(user, i)));
                    let posts = Post::insert_many(posts.collect::<Vec<_>>(), conn).unwrap();
                    (users, posts)
                }),
            ],
        });
        $cases.push(Case {
            name: concat!($name, "_parents_of_1000").to_owned(),
            bar: Bar::None,
            ways: vec![
                way!("model", |conn: &mut $Connection| Post::query().with(Post::author()).all(conn).unwrap()),
                way!("diesel", |conn: &mut $Connection| by_hand::load_joined_parents!(conn)),
                way!("queries", |conn: &mut $Connection| by_hand::load_parents!(conn)),
            ],
        });
        $cases.push(Case {
            name: concat!($name, "_many_to_many_1000x10").to_owned(),
            bar: Bar::None,
            ways: vec![
                way!("model", |conn: &mut $Connection| Post::query().with(Post::labels()).all(conn).unwrap()),
                way!("diesel", |conn: &mut $Connection| by_hand::load_labels!(conn)),
                way!("queries", |conn: &mut $Connection| by_hand::load_label_queries!(conn)),
            ],
        });
    }};
}

fn main() {
    let mut cases = Vec::new();
    cases!(cases, "sqlite", SqliteConnection, sqlite, 0.8, 1.1);
    cases!(cases, "postgres", PgConnection, postgres, 1.0, 0.95);
    measure::run(&cases);
}

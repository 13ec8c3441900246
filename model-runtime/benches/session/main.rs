//! A session against hand-written Diesel, which inserts in batches and updates row by row, on SQLite in memory, PostgreSQL and MariaDB:
//! `cargo bench -p model-runtime --features postgres,mysql --bench session`, and what `measure` takes after `--`.

// Figures are cast to be printed, and cases written as they read best.
#![allow(clippy::pedantic, dead_code, unreachable_pub)]

mod by_hand;
#[path = "../shared/empty.rs"]
mod empty;
#[path = "../shared/measure.rs"]
mod measure;
#[path = "../relations/models.rs"]
mod models;

use std::collections::HashMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use model_runtime::prelude::{Schema as _, Verbs as _};
use model_runtime::{Handle, Session};

use empty::{postgres, sqlite};
use measure::{Bar, Case, Make, task};
use models::{Blog, NewPost, NewUser, Post, User};

/// How many users there are.
const USERS: usize = 100;
/// How many posts a user has.
const POSTS: usize = 10;
/// How many rows a session has where one of them is looked up, or changed.
const MANY: usize = 100_000;

fn mysql() -> MysqlConnection {
    let url = std::env::var("MODEL_TEST_MYSQL_URL");
    let mut conn = MysqlConnection::establish(url.as_deref().unwrap_or("mysql://root@127.0.0.1:3306/test")).unwrap();
    conn.batch_execute("CREATE DATABASE IF NOT EXISTS model_bench; USE model_bench").unwrap();
    Blog::drop_all(&mut conn).unwrap();
    conn
}

/// The cases on one database: a session, and Diesel.
macro_rules! cases {
    ($cases:ident, $name:literal, $Connection:ty, $connect:ident, $insert:expr, $update:expr) => {{
        let empty = || {
            let mut conn = $connect();
            Blog::create_all(&mut conn).unwrap();
            conn
        };
        let filled = move || {
            let mut conn = empty();
            let users = (0..USERS).map(|i| NewUser { name: format!("User {i}") });
            User::insert_many(users.collect::<Vec<_>>(), &mut conn).unwrap();
            conn
        };
        macro_rules! way {
            ($way:literal, $start:ident, $prepare:expr, $work:expr) => {
                ($way, Box::new(move || task($start(), $prepare, |conn, ()| $work(conn))) as Make)
            };
        }
        let clear = |conn: &mut $Connection| conn.batch_execute("DELETE FROM posts; DELETE FROM users").unwrap();
        $cases.push(Case {
            name: concat!($name, "_insert_100x10").to_owned(),
            bar: $insert,
            ways: vec![
                way!("session", empty, clear, |conn: &mut $Connection| {
                    let mut session = Session::new(conn);
                    let news = (0..USERS).map(|i| NewUser { name: format!("User {i}") }).collect::<Vec<_>>();
                    let users = session.add_all(news).unwrap();
                    let post = |user: Handle<User>, i| NewPost { title: format!("Post {i}"), user_id: user.into() };
                    let posts = users.iter().flat_map(|user| (0..POSTS).map(move |i| post(*user, i)));
                    let posts = session.add_all(posts.collect::<Vec<_>>()).unwrap();
                    session.commit().unwrap();
                    (users, posts)
                }),
                way!("diesel", empty, clear, |conn: &mut $Connection| by_hand::$connect::insert(conn, USERS, POSTS)),
                way!("insert_many twice", empty, clear, |conn: &mut $Connection| {
                    let news = (0..USERS).map(|i| NewUser { name: format!("User {i}") }).collect::<Vec<_>>();
                    let users = User::insert_many(news, conn).unwrap();
                    let post = |user: &User, i| NewPost { title: format!("Post {i}"), user_id: user.into() };
                    let posts = users.iter().flat_map(|user| (0..POSTS).map(move |i| post(user, i)));
                    let posts = Post::insert_many(posts.collect::<Vec<_>>(), conn).unwrap();
                    (users, posts)
                }),
            ],
        });
        $cases.push(Case {
            name: concat!($name, "_update_100").to_owned(),
            bar: $update,
            ways: vec![
                way!("session", filled, |_: &mut $Connection| (), |conn: &mut $Connection| {
                    let mut session = Session::new(conn);
                    let users = session.all(User::query()).unwrap();
                    for user in &users {
                        session[*user].name.push('!');
                    }
                    session.commit().unwrap();
                    users
                }),
                way!("diesel", filled, |_: &mut $Connection| (), |conn: &mut $Connection| by_hand::update(conn)),
                way!("save_many", filled, |_: &mut $Connection| (), |conn: &mut $Connection| {
                    let mut users = User::all(conn).unwrap();
                    users.iter_mut().for_each(|user| user.name.push('!'));
                    User::save_many(&mut users, conn).unwrap();
                    users
                }),
            ],
        });
    }};
}

/// What a session does without a database, with many rows in it: a lookup by key, and a flush of one changed row.
fn in_memory(cases: &mut Vec<Case>) {
    fn many() -> (Session<SqliteConnection>, Vec<Handle<User>>) {
        let mut conn = sqlite();
        Blog::create_all(&mut conn).unwrap();
        let mut session = Session::new(conn);
        let news = (0..MANY).map(|i| NewUser { name: format!("User {i}") }).collect::<Vec<_>>();
        let users = session.add_all(news).unwrap();
        session.commit().unwrap();
        (session, users)
    }
    fn way<S: 'static, O: 'static>(
        name: &'static str,
        state: impl Fn() -> S + 'static,
        work: impl Fn(&mut S) -> O + Copy + 'static,
    ) -> (&'static str, Make) {
        (name, Box::new(move || task(state(), |_: &mut S| (), move |state: &mut S, ()| work(state))))
    }
    let hash_map = || (1..=MANY as i64).map(|id| (id, User { id, name: format!("User {id}") })).collect();
    cases.push(Case {
        name: "sqlite_100_000_lookups".to_owned(),
        bar: Bar::None,
        ways: vec![
            way("get by key", many, |(session, users)| {
                (1..=users.len() as i64).filter(|key| session.get::<User>(*key).unwrap().is_some()).count()
            }),
            way("HashMap", hash_map, |rows: &mut HashMap<i64, User>| {
                (1..=rows.len() as i64).filter(|key| rows.get(key).is_some()).count()
            }),
            way("by handle", many, |(session, users)| {
                users.iter().map(|user| session[*user].name.len()).sum::<usize>()
            }),
        ],
    });
    cases.push(Case {
        name: "sqlite_one_of_100_000".to_owned(),
        bar: Bar::None,
        ways: vec![
            way("session", many, |(session, users)| {
                session[users[MANY / 2]].name.push('!');
                session.commit().unwrap();
            }),
            way("diesel", many, |(session, _)| by_hand::update_one(session.connection(), (MANY / 2) as i64)),
            way("nothing changed", many, |(session, _)| session.commit().unwrap()),
        ],
    });
}

fn main() {
    let mut cases = Vec::new();
    cases!(cases, "sqlite", SqliteConnection, sqlite, Bar::Time(1.1), Bar::Time(0.35));
    cases!(cases, "postgres", PgConnection, postgres, Bar::Time(0.95), Bar::Time(0.25));
    cases!(cases, "mysql", MysqlConnection, mysql, Bar::None, Bar::None);
    in_memory(&mut cases);
    measure::run(&cases);
}

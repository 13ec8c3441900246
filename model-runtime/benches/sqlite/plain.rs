//! The same work in rusqlite, with statements that it caches, into the structs of hand-written Diesel.

use model_runtime::prelude::Schema as _;
use rusqlite::{Connection, Result, Row, ToSql};

use crate::cases::{FINDS, Kind, SAVES, saved};
use crate::measure::{Work, task};
use crate::models::by_hand::{self, NewPost, NewUser, Post, User};
use crate::models::model;

struct Statements {
    select: &'static str,
    find: &'static str,
    insert: &'static str,
    update: &'static str,
    update_one: &'static str,
    delete: &'static str,
}

/// An empty database: the same tables.
fn connect() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(&model::Bench::ddl::<diesel::sqlite::Sqlite>()).unwrap();
    conn
}

/// The ways of one table; what differs between the tables is names.
macro_rules! ways {
    (
        $table:ident: $Row:ident, $NewRow:ident, $new:ident, $read:ident, $values:ident, $row_values:ident,
        changes $field:ident, $sql:expr
    ) => {
        pub(crate) mod $table {
            use super::*;

            const SQL: Statements = $sql;

            fn filled(rows: usize) -> Connection {
                let conn = connect();
                insert(&conn, &(0..rows).map(by_hand::$new).collect::<Vec<_>>());
                conn
            }

            fn load(conn: &Connection) -> Vec<$Row> {
                let mut statement = conn.prepare_cached(SQL.select).unwrap();
                statement.query_map([], $read).unwrap().collect::<Result<_, _>>().unwrap()
            }

            /// Inserts row by row in a transaction; the keys.
            fn insert(conn: &Connection, news: &[$NewRow]) -> Vec<i64> {
                let transaction = conn.unchecked_transaction().unwrap();
                let mut statement = transaction.prepare_cached(SQL.insert).unwrap();
                let key = |new| statement.query_row(&$values(new)[..], |row| row.get(0)).unwrap();
                let keys = news.iter().map(key).collect();
                drop(statement);
                transaction.commit().unwrap();
                keys
            }

            pub(crate) fn work(kind: Kind) -> Box<dyn Work> {
                match kind {
                    Kind::Load(rows) => task(filled(rows), |_| (), |conn, ()| load(conn)),
                    Kind::Find { .. } => task(
                        filled(FINDS),
                        |_| (),
                        |conn, ()| {
                            for key in 1..=i64::try_from(FINDS).unwrap() {
                                let mut statement = conn.prepare_cached(SQL.find).unwrap();
                                std::hint::black_box(statement.query_row([key], $read).unwrap());
                            }
                        },
                    ),
                    Kind::Insert(rows) => task(
                        connect(),
                        move |conn| {
                            conn.execute(SQL.delete, []).unwrap();
                            (0..rows).map(by_hand::$new).collect::<Vec<_>>()
                        },
                        |conn, news| (insert(conn, &news), news),
                    ),
                    Kind::Save | Kind::SaveMany(_) => task(
                        filled(saved(kind)),
                        |conn| {
                            let mut rows = load(conn);
                            rows.iter_mut().for_each(|row| row.$field.push('!'));
                            rows
                        },
                        |conn, rows| {
                            let transaction = conn.unchecked_transaction().unwrap();
                            for row in &rows {
                                let mut statement = transaction.prepare_cached(SQL.update).unwrap();
                                statement.execute(&$row_values(row)[..]).unwrap();
                            }
                            transaction.commit().unwrap();
                            rows
                        },
                    ),
                    Kind::Patch => task(
                        filled(SAVES),
                        |conn| {
                            let rows = load(conn);
                            rows.into_iter().map(|row| (row.id, row.$field + "!")).collect::<Vec<_>>()
                        },
                        |conn, changes| {
                            let transaction = conn.unchecked_transaction().unwrap();
                            for (key, $field) in &changes {
                                let mut statement = transaction.prepare_cached(SQL.update_one).unwrap();
                                statement.execute((&$field, key)).unwrap();
                            }
                            transaction.commit().unwrap();
                            changes
                        },
                    ),
                }
            }
        }
    };
}

ways! {
    users: User, NewUser, user, read_user, user_values, user_row,
    changes name, Statements {
        select: "SELECT id, name, hair_color FROM users",
        find: "SELECT id, name, hair_color FROM users WHERE id = ?",
        insert: "INSERT INTO users (name, hair_color) VALUES (?, ?) RETURNING id",
        update: "UPDATE users SET name = ?, hair_color = ? WHERE id = ?",
        update_one: "UPDATE users SET name = ? WHERE id = ?",
        delete: "DELETE FROM users",
    }
}

ways! {
    posts: Post, NewPost, post, read_post, post_values, post_row,
    changes title, Statements {
        select: "SELECT id, title, body, summary, language, author, likes, score, published, reply_to FROM posts",
        find: "SELECT id, title, body, summary, language, author, likes, score, published, reply_to \
            FROM posts WHERE id = ?",
        insert: "INSERT INTO posts (title, body, summary, language, author, likes, score, published, reply_to) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        update: "UPDATE posts SET title = ?, body = ?, summary = ?, language = ?, author = ?, likes = ?, score = ?, \
            published = ?, reply_to = ? WHERE id = ?",
        update_one: "UPDATE posts SET title = ? WHERE id = ?",
        delete: "DELETE FROM posts",
    }
}

fn read_user(row: &Row<'_>) -> Result<User> {
    Ok(User { id: row.get(0)?, name: row.get(1)?, hair_color: row.get(2)? })
}

fn read_post(row: &Row<'_>) -> Result<Post> {
    Ok(Post {
        id: row.get(0)?,
        title: row.get(1)?,
        body: row.get(2)?,
        summary: row.get(3)?,
        language: row.get(4)?,
        author: row.get(5)?,
        likes: row.get(6)?,
        score: row.get(7)?,
        published: row.get(8)?,
        reply_to: row.get(9)?,
    })
}

fn user_values(new: &NewUser) -> [&dyn ToSql; 2] {
    [&new.name, &new.hair_color]
}

fn post_values(new: &NewPost) -> [&dyn ToSql; 9] {
    [
        &new.title,
        &new.body,
        &new.summary,
        &new.language,
        &new.author,
        &new.likes,
        &new.score,
        &new.published,
        &new.reply_to,
    ]
}

fn user_row(row: &User) -> [&dyn ToSql; 3] {
    [&row.name, &row.hair_color, &row.id]
}

fn post_row(row: &Post) -> [&dyn ToSql; 10] {
    [
        &row.title,
        &row.body,
        &row.summary,
        &row.language,
        &row.author,
        &row.likes,
        &row.score,
        &row.published,
        &row.reply_to,
        &row.id,
    ]
}

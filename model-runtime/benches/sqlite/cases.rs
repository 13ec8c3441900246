//! What is measured: loads, finds, inserts and saves, on a table of three columns and on one of ten.

use diesel::prelude::*;
use model_runtime::prelude::{Atomic as _, Schema as _, Set, Verbs as _};

use crate::measure::{Bar, Case, Task, Work};
use crate::models::{by_hand, model, plain};

/// The number of rows in the table of the finds, each of which is looked up once.
const FINDS: usize = 1_000;
/// The number of rows changed.
const SAVES: usize = 100;

/// Every case.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = users::cases();
    cases.extend(posts::cases());
    cases
}

/// The statements of rusqlite.
struct Statements {
    select: &'static str,
    find: &'static str,
    insert: &'static str,
    update: &'static str,
    update_one: &'static str,
    delete: &'static str,
}

/// An empty database for Diesel and for models.
fn connect() -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    model::Bench::create_all(&mut conn).unwrap();
    conn
}

/// An empty database for rusqlite: the same tables.
fn connect_plain() -> rusqlite::Connection {
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    conn.execute_batch(&model::Bench::ddl::<diesel::sqlite::Sqlite>()).unwrap();
    conn
}

fn case(name: String, bar: Bar, make: impl Fn(&str) -> Box<dyn Work> + 'static) -> Case {
    Case { name, bar, make: Box::new(make) }
}

fn task<S: 'static, I: 'static, O: 'static>(
    state: S,
    prepare: impl FnMut(&mut S) -> I + 'static,
    work: impl FnMut(&mut S, I) -> O + 'static,
) -> Box<dyn Work> {
    Box::new(Task { state, prepare, work })
}

/// The cases of one table; what differs between the tables is names.
macro_rules! cases {
    (
        $table:ident: $Row:ident, $NewRow:ident, $Patch:ident, $new:ident, $read:ident, $values:ident, $row_values:ident,
        changes $field:ident, $sql:expr
    ) => {
        mod $table {
            use super::*;

            const SQL: Statements = $sql;

            /// A database for Diesel and for models, with rows.
            fn filled(rows: usize) -> SqliteConnection {
                let mut conn = connect();
                model::$Row::insert_many((0..rows).map(model::$new), &mut conn).unwrap();
                conn
            }

            /// A database for rusqlite, with rows.
            fn filled_plain(rows: usize) -> rusqlite::Connection {
                let conn = connect_plain();
                insert_plain(&conn, &(0..rows).map(by_hand::$new).collect::<Vec<_>>());
                conn
            }

            fn load_by_hand(conn: &mut SqliteConnection) -> Vec<by_hand::$Row> {
                by_hand::$table::table.load(conn).unwrap()
            }

            fn load_plain(conn: &rusqlite::Connection) -> Vec<by_hand::$Row> {
                let mut statement = conn.prepare_cached(SQL.select).unwrap();
                statement.query_map([], plain::$read).unwrap().collect::<Result<_, _>>().unwrap()
            }

            /// Inserts row by row in a transaction; the keys.
            fn insert_plain(conn: &rusqlite::Connection, news: &[by_hand::$NewRow]) -> Vec<i64> {
                let transaction = conn.unchecked_transaction().unwrap();
                let mut statement = transaction.prepare_cached(SQL.insert).unwrap();
                let key = |new| statement.query_row(&plain::$values(new)[..], |row| row.get(0)).unwrap();
                let keys = news.iter().map(key).collect();
                drop(statement);
                transaction.commit().unwrap();
                keys
            }

            fn load(rows: usize) -> Case {
                let name = format!("{}_load_{rows}", stringify!($table));
                case(name, Bar::Instructions(1.03), move |way| match way {
                    "model" => task(filled(rows), |_| (), |conn, ()| model::$Row::query().all(conn).unwrap()),
                    "diesel" => task(filled(rows), |_| (), |conn, ()| load_by_hand(conn)),
                    _ => task(filled_plain(rows), |_| (), |conn, ()| load_plain(conn)),
                })
            }

            /// Looks up every row by its key. `first` adds `LIMIT ?`, for which SQLite prepares the statement again each
            /// time it is bound; `get_result` does not, so that it is the fair comparison.
            fn find(limit: bool) -> Case {
                let name = format!("{}_find_x{FINDS}{}", stringify!($table), if limit { "_first" } else { "" });
                let keys = || 1..=i64::try_from(FINDS).unwrap();
                case(name, Bar::Instructions(1.03), move |way| match way {
                    "model" => task(
                        filled(FINDS),
                        |_| (),
                        move |conn, ()| {
                            for key in keys() {
                                std::hint::black_box(model::$Row::find(key, conn).unwrap());
                            }
                        },
                    ),
                    "diesel" => task(
                        filled(FINDS),
                        |_| (),
                        move |conn, ()| {
                            for key in keys() {
                                let query = by_hand::$table::table.find(key);
                                let row = if limit { query.first(conn) } else { query.get_result(conn) };
                                std::hint::black_box::<by_hand::$Row>(row.unwrap());
                            }
                        },
                    ),
                    _ => task(
                        filled_plain(FINDS),
                        |_| (),
                        move |conn, ()| {
                            for key in keys() {
                                let mut statement = conn.prepare_cached(SQL.find).unwrap();
                                std::hint::black_box(statement.query_row([key], plain::$read).unwrap());
                            }
                        },
                    ),
                })
            }

            fn insert(rows: usize) -> Case {
                let name = format!("{}_insert_{rows}", stringify!($table));
                let bar = match rows {
                    // 90 rows take three statements, unlike the round numbers; shown to be fair.
                    1 | 90 => Bar::None,
                    10 => Bar::Time(0.7),
                    _ => Bar::Time(0.85),
                };
                case(name, bar, move |way| match way {
                    "model" => task(
                        connect(),
                        move |conn| {
                            diesel::delete(by_hand::$table::table).execute(conn).unwrap();
                            (0..rows).map(model::$new).collect::<Vec<_>>()
                        },
                        |conn, news| model::$Row::insert_many(news, conn).unwrap(),
                    ),
                    "diesel" => task(
                        connect(),
                        move |conn| {
                            diesel::delete(by_hand::$table::table).execute(conn).unwrap();
                            (0..rows).map(by_hand::$new).collect::<Vec<_>>()
                        },
                        |conn, news| {
                            let insert = diesel::insert_into(by_hand::$table::table).values(&news);
                            let keys: Vec<i64> = insert.returning(by_hand::$table::id).get_results(conn).unwrap();
                            // The input goes back, to be dropped outside of what is measured.
                            (keys, news)
                        },
                    ),
                    _ => task(
                        connect_plain(),
                        move |conn| {
                            conn.execute(SQL.delete, []).unwrap();
                            (0..rows).map(by_hand::$new).collect::<Vec<_>>()
                        },
                        |conn, news| (insert_plain(conn, &news), news),
                    ),
                })
            }

            /// Changes a field of each row, and writes whole rows.
            fn save() -> Case {
                let name = format!("{}_save_{SAVES}", stringify!($table));
                case(name, Bar::Time(0.45), |way| match way {
                    "model" => task(
                        filled(SAVES),
                        |conn| {
                            let mut rows = model::$Row::all(conn).unwrap();
                            rows.iter_mut().for_each(|row| row.$field.push('!'));
                            rows
                        },
                        |conn, mut rows| {
                            conn.atomic(|conn| rows.iter_mut().try_for_each(|row| row.save(conn))).unwrap();
                            rows
                        },
                    ),
                    "diesel" => task(
                        filled(SAVES),
                        |conn| {
                            let mut rows = load_by_hand(conn);
                            rows.iter_mut().for_each(|row| row.$field.push('!'));
                            rows
                        },
                        |conn, rows| {
                            conn.transaction(|conn| {
                                rows.iter().try_for_each(|row| {
                                    let target = by_hand::$table::table.find(row.id);
                                    diesel::update(target).set(row).execute(conn).map(drop)
                                })
                            })
                            .unwrap();
                            rows
                        },
                    ),
                    _ => task(
                        filled_plain(SAVES),
                        |conn| {
                            let mut rows = load_plain(conn);
                            rows.iter_mut().for_each(|row| row.$field.push('!'));
                            rows
                        },
                        |conn, rows| {
                            let transaction = conn.unchecked_transaction().unwrap();
                            for row in &rows {
                                let mut statement = transaction.prepare_cached(SQL.update).unwrap();
                                statement.execute(&plain::$row_values(row)[..]).unwrap();
                            }
                            transaction.commit().unwrap();
                            rows
                        },
                    ),
                })
            }

            /// Changes a field of each row, and writes that field.
            fn patch() -> Case {
                let name = format!("{}_patch_{SAVES}", stringify!($table));
                case(name, Bar::None, |way| match way {
                    "model" => task(
                        filled(SAVES),
                        |conn| {
                            let rows = model::$Row::all(conn).unwrap();
                            rows.into_iter().map(|row| (row.id, row.$field + "!")).collect::<Vec<_>>()
                        },
                        |conn, changes| {
                            conn.atomic(|conn| {
                                changes.into_iter().try_for_each(|(key, $field)| {
                                    let patch = model::$Patch { $field: Set($field), ..Default::default() };
                                    model::$Row::update(key, patch, conn)
                                })
                            })
                            .unwrap();
                        },
                    ),
                    "diesel" => task(
                        filled(SAVES),
                        |conn| {
                            let rows = load_by_hand(conn);
                            rows.into_iter().map(|row| (row.id, row.$field + "!")).collect::<Vec<_>>()
                        },
                        |conn, changes| {
                            conn.transaction(|conn| {
                                changes.iter().try_for_each(|(key, $field)| {
                                    let target = by_hand::$table::table.find(key);
                                    let change = by_hand::$table::$field.eq($field);
                                    diesel::update(target).set(change).execute(conn).map(drop)
                                })
                            })
                            .unwrap();
                            changes
                        },
                    ),
                    _ => task(
                        filled_plain(SAVES),
                        |conn| {
                            let rows = load_plain(conn);
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
                })
            }

            pub(super) fn cases() -> Vec<Case> {
                let mut cases: Vec<_> = [1, 100, 10_000].map(load).into();
                cases.extend([true, false].map(find));
                cases.extend([1, 10, 90, 100, 1_000].map(insert));
                cases.extend([save(), patch()]);
                cases
            }
        }
    };
}

cases! {
    users: User, NewUser, UserPatch, user, read_user, user_values, user_row,
    changes name, Statements {
        select: "SELECT id, name, hair_color FROM users",
        find: "SELECT id, name, hair_color FROM users WHERE id = ?",
        insert: "INSERT INTO users (name, hair_color) VALUES (?, ?) RETURNING id",
        update: "UPDATE users SET name = ?, hair_color = ? WHERE id = ?",
        update_one: "UPDATE users SET name = ? WHERE id = ?",
        delete: "DELETE FROM users",
    }
}

cases! {
    posts: Post, NewPost, PostPatch, post, read_post, post_values, post_row,
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

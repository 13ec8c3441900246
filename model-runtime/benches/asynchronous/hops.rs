//! The same work on SQLite in blocking Diesel, on a connection that goes to a thread for blocking work and comes back.

use std::hint::black_box;

use diesel::prelude::*;
use model_runtime::prelude::Verbs as _;

use crate::by_diesel::upsert_on_conflict;
use crate::cases::{Kind, TIMES, block_on, change};
use crate::measure::{Work, task};
use crate::models::{by_hand, model};
use crate::settings;
use crate::sqlite::{Run, clear, connect_blocking};

/// A connection that goes to a thread for blocking work, and comes back.
struct Hopping(Option<SqliteConnection>);

impl Hopping {
    const fn new(conn: SqliteConnection) -> Self {
        Self(Some(conn))
    }

    /// Runs work on a thread for it.
    async fn run<T: Send + 'static>(&mut self, work: impl FnOnce(&mut SqliteConnection) -> T + Send + 'static) -> T {
        let mut conn = self.0.take().unwrap();
        let hop = tokio::task::spawn_blocking(move || {
            let outcome = work(&mut conn);
            (conn, outcome)
        });
        let (conn, outcome) = hop.await.unwrap();
        self.0 = Some(conn);
        outcome
    }
}

impl Run for Hopping {
    fn run_sql(&mut self, sql: &str) {
        self.0.as_mut().unwrap().run_sql(sql);
    }
}

/// A way to work on a table in blocking Diesel on another thread.
macro_rules! by_hops {
    ($table:ident: $Row:ident, $new:ident, changes $field:ident) => {
        /// Works on the table.
        pub(crate) fn $table(kind: Kind) -> Box<dyn Work> {
            let filled = |rows| {
                let mut conn = connect_blocking();
                model::$Row::insert_many((0..rows).map(model::$new), &mut conn).unwrap();
                Hopping::new(conn)
            };
            let empty = || Hopping::new(connect_blocking());
            let news = |rows: usize| {
                move |conn: &mut Hopping| {
                    clear(stringify!($table), conn);
                    (0..rows).map(by_hand::$new).collect::<Vec<_>>()
                }
            };
            match kind {
                Kind::Find => task(
                    filled(TIMES),
                    |_| 1..=TIMES as i64,
                    |conn, keys| {
                        block_on(async {
                            for key in keys {
                                let row = conn.run(move |conn| by_hand::$table::table.find(key).get_result(conn));
                                black_box::<by_hand::$Row>(row.await.unwrap());
                            }
                        });
                    },
                ),
                Kind::Insert => task(empty(), news(TIMES), |conn, news| {
                    block_on(async {
                        for new in news {
                            let inserted = conn.run(move |conn| {
                                let insert = diesel::insert_into(by_hand::$table::table).values(&new);
                                let key = insert.returning(by_hand::$table::id).get_result::<i64>(conn);
                                (key.unwrap(), new)
                            });
                            black_box(inserted.await);
                        }
                    });
                }),
                Kind::Save => task(
                    filled(TIMES),
                    |conn| {
                        let conn = conn.0.as_mut().unwrap();
                        let mut rows: Vec<by_hand::$Row> = by_hand::$table::table.load(conn).unwrap();
                        rows.iter_mut().for_each(|row| change(&mut row.$field));
                        rows
                    },
                    |conn, rows| {
                        block_on(async {
                            for row in rows {
                                let saved = conn.run(move |conn| {
                                    let target = by_hand::$table::table.find(row.id);
                                    diesel::update(target).set(&row).execute(conn).unwrap();
                                    row
                                });
                                black_box(saved.await);
                            }
                        });
                    },
                ),
                Kind::Load(rows) => task(
                    filled(rows),
                    |_| (),
                    |conn, ()| {
                        let rows = conn.run(|conn| by_hand::$table::table.load::<by_hand::$Row>(conn));
                        block_on(rows).unwrap()
                    },
                ),
                Kind::InsertMany(rows) => task(empty(), news(rows), |conn, news| {
                    block_on(conn.run(move |conn| {
                        let insert = diesel::insert_into(by_hand::$table::table).values(&news);
                        let keys: Vec<i64> = insert.returning(by_hand::$table::id).get_results(conn).unwrap();
                        (keys, news)
                    }))
                }),
                Kind::Upsert => task(
                    empty(),
                    |_| (0..TIMES).map(settings::by_hand::setting).collect::<Vec<_>>(),
                    |conn, news| {
                        block_on(async {
                            for new in news {
                                let row = conn.run(move |conn| upsert_on_conflict!(new).get_result(conn));
                                black_box::<settings::by_hand::Setting>(row.await.unwrap());
                            }
                        });
                    },
                ),
            }
        }
    };
}

by_hops! { users: User, user, changes name }
by_hops! { posts: Post, post, changes title }

//! The work of models, on connections of either kind.

/// A way to work on a table by verbs, on connections of a type.
macro_rules! by_verbs {
    ($C:ty, $connect:expr, $table:ident: $Row:ident, $new:ident, changes $field:ident) => {{
        fn make(kind: Kind) -> Box<dyn Work> {
            type C = $C;
            let filled = |rows| {
                let mut conn: C = $connect;
                answer::<C, _>(model::$Row::insert_many((0..rows).map(model::$new), &mut conn));
                conn
            };
            let news = |rows: usize| {
                move |conn: &mut C| {
                    clear(stringify!($table), conn);
                    (0..rows).map(model::$new).collect::<Vec<_>>()
                }
            };
            match kind {
                Kind::Find => task(
                    filled(TIMES),
                    |_| 1..=TIMES as i64,
                    |conn, keys| {
                        block_on(async {
                            for key in keys {
                                black_box(C::pending(model::$Row::find(key, conn)).await.unwrap());
                            }
                        });
                    },
                ),
                Kind::Insert => task($connect, news(TIMES), |conn, news| {
                    block_on(async {
                        for new in news {
                            black_box(C::pending(new.insert(conn)).await.unwrap());
                        }
                    });
                }),
                Kind::Save => task(
                    filled(TIMES),
                    |conn| {
                        let mut rows = answer::<C, _>(model::$Row::all(conn));
                        rows.iter_mut().for_each(|row| change(&mut row.$field));
                        rows
                    },
                    |conn, mut rows| {
                        block_on(async {
                            for row in &mut rows {
                                C::pending(row.save(conn)).await.unwrap();
                            }
                        });
                        rows
                    },
                ),
                Kind::Load(rows) => {
                    task(filled(rows), |_| (), |conn, ()| answer::<C, _>(model::$Row::query().all(conn)))
                }
                Kind::InsertMany(rows) => {
                    task($connect, news(rows), |conn, news| answer::<C, _>(model::$Row::insert_many(news, conn)))
                }
                Kind::Upsert => crate::by_verbs::upsert!(C, $connect),
            }
        }
        make
    }};
}
pub(crate) use by_verbs;

/// Upserts by verbs.
macro_rules! upsert {
    ($C:ty, $connect:expr) => {
        task(
            $connect,
            |_| (0..TIMES).map(settings::model::setting).collect::<Vec<_>>(),
            |conn: &mut $C, news| {
                block_on(async {
                    for new in news {
                        let upsert = settings::model::Setting::upsert(new, settings::model::settings::name, conn);
                        black_box(<$C>::pending(upsert).await.unwrap());
                    }
                });
            },
        )
    };
}
pub(crate) use upsert;

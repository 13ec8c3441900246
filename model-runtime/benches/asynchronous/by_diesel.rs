//! The same work in hand-written diesel-async.

/// A way to work on a table in diesel-async. What differs between databases is how a connection that verbs can fill becomes one to measure,
/// how keys and upserted rows come back, and how many rows are inserted.
macro_rules! by_diesel {
    (
        $Verbs:ty, $connect:expr, $C:ty, $wrap:expr, $insert:ident, $insert_many:ident, $upsert:ident,
        $table:ident: $Row:ident, $new:ident, changes $field:ident
    ) => {{
        fn make(kind: Kind) -> Box<dyn Work> {
            type C = $C;
            let filled = |rows| {
                let mut conn: $Verbs = $connect;
                answer::<$Verbs, _>(model::$Row::insert_many((0..rows).map(model::$new), &mut conn));
                $wrap(conn)
            };
            let news = |rows: usize| {
                move |conn: &mut C| {
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
                                let row = by_hand::$table::table.find(key).get_result::<by_hand::$Row>(conn);
                                black_box(row.await.unwrap());
                            }
                        });
                    },
                ),
                Kind::Insert => task($wrap($connect), news(TIMES), |conn, news| {
                    block_on(async {
                        for new in news {
                            let key: i64 = $insert!($table, new, conn);
                            black_box((key, new));
                        }
                    });
                }),
                Kind::Save => task(
                    filled(TIMES),
                    |conn| {
                        let mut rows: Vec<by_hand::$Row> = block_on(by_hand::$table::table.load(conn)).unwrap();
                        rows.iter_mut().for_each(|row| change(&mut row.$field));
                        rows
                    },
                    |conn, rows| {
                        block_on(async {
                            for row in &rows {
                                let target = by_hand::$table::table.find(row.id);
                                diesel::update(target).set(row).execute(conn).await.unwrap();
                            }
                        });
                        rows
                    },
                ),
                Kind::Load(rows) => task(
                    filled(rows),
                    |_| (),
                    |conn, ()| block_on(by_hand::$table::table.load::<by_hand::$Row>(conn)).unwrap(),
                ),
                Kind::InsertMany(rows) => task($wrap($connect), news(rows), |conn, news| {
                    let keys: Vec<i64> = block_on(async { $insert_many!($table, news, conn) });
                    // The input goes back, to be dropped outside of what is measured.
                    (keys, news)
                }),
                Kind::Upsert => task(
                    $wrap($connect),
                    |_| (0..TIMES).map(settings::by_hand::setting).collect::<Vec<_>>(),
                    |conn, news| {
                        block_on(async {
                            for new in news {
                                let row: settings::by_hand::Setting = $upsert!(new, conn);
                                black_box(row);
                            }
                        });
                    },
                ),
            }
        }
        make
    }};
}
pub(crate) use by_diesel;

/// A row inserted, and its key given back.
macro_rules! insert_returning {
    ($table:ident, $new:expr, $conn:expr) => {{
        let insert = diesel::insert_into(by_hand::$table::table).values(&$new);
        insert.returning(by_hand::$table::id).get_result($conn).await.unwrap()
    }};
}
pub(crate) use insert_returning;

/// Rows inserted at once, and their keys given back.
macro_rules! insert_many_returning {
    ($table:ident, $news:expr, $conn:expr) => {{
        let insert = diesel::insert_into(by_hand::$table::table).values(&$news);
        insert.returning(by_hand::$table::id).get_results($conn).await.unwrap()
    }};
}
pub(crate) use insert_many_returning;

/// The INSERT or UPDATE of a setting.
macro_rules! upsert_on_conflict {
    ($new:expr) => {
        diesel::insert_into(settings::by_hand::settings::table)
            .values(&$new)
            .on_conflict(settings::by_hand::settings::name)
            .do_update()
            .set(settings::by_hand::settings::value.eq(diesel::upsert::excluded(settings::by_hand::settings::value)))
    };
}
pub(crate) use upsert_on_conflict;

/// A setting upserted, and given back.
macro_rules! upsert_returning {
    ($new:expr, $conn:expr) => {
        crate::by_diesel::upsert_on_conflict!($new).get_result($conn).await.unwrap()
    };
}
pub(crate) use upsert_returning;

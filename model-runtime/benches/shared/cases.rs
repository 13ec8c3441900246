//! What is measured: loads, finds, inserts and saves, on a table of three columns and on one of ten.

use diesel::connection::Connection as _;
use diesel::prelude::*;
use model_runtime::prelude::{AnyConnection, Atomic as _, Set, Verbs as _};

use crate::db::{Connection, bar, clear, connect, insert_with_keys, more};
use crate::measure::{Case, Make, Work, task};
use crate::models::{by_hand, model};

/// What is done.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Reads so many rows.
    Load(usize),
    /// Looks rows up by their key, one by one. With a `LIMIT` that is bound, for which SQLite prepares the statement again each
    /// time; `get_result` has none, so that it is the fair comparison.
    Find { limit: bool },
    /// Inserts so many rows and has their keys back.
    Insert(usize),
    /// Changes a field of each row, and writes whole rows.
    Save,
    /// The same for so many rows, with one call; in Diesel one after the other, as there.
    SaveMany(usize),
    /// Changes a field of each row, and writes that field.
    Patch,
}

impl Kind {
    /// The name of a case that does it to a table.
    pub(crate) fn of(self, table: &str) -> String {
        match self {
            Self::Load(rows) => format!("{table}_load_{rows}"),
            Self::Find { limit } => format!("{table}_find_x1000{}", if limit { "_first" } else { "" }),
            Self::Insert(rows) => format!("{table}_insert_{rows}"),
            Self::Save => format!("{table}_save_100"),
            Self::SaveMany(rows) => format!("{table}_save_many_{rows}"),
            Self::Patch => format!("{table}_patch_100"),
        }
    }
}

/// The number of rows in the table of the finds, each of which is looked up once.
pub(crate) const FINDS: usize = 1_000;
/// The number of rows changed, where a case does not say another.
pub(crate) const SAVES: usize = 100;

/// The number of rows that are changed.
pub(crate) const fn saved(kind: Kind) -> usize {
    if let Kind::SaveMany(rows) = kind { rows } else { SAVES }
}

/// Every case.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = users::cases();
    cases.extend(posts::cases());
    cases
}

/// The work of a table by verbs, on a connection or on one of any database that holds it.
macro_rules! by_verbs {
    ($name:ident, $wrap:expr, $table:ident: $Row:ident, $Patch:ident, $new:ident, $field:ident) => {
        fn $name(kind: Kind) -> Box<dyn Work> {
            let wrap = $wrap;
            let changed = |mut rows: Vec<model::$Row>| {
                rows.iter_mut().for_each(|row| row.$field.push('!'));
                rows
            };
            match kind {
                Kind::Load(rows) => {
                    task(wrap(filled(rows)), |_| (), |conn, ()| model::$Row::query().all(conn).unwrap())
                }
                Kind::Find { .. } => task(
                    wrap(filled(FINDS)),
                    |_| (),
                    |conn, ()| {
                        for key in keys() {
                            std::hint::black_box(model::$Row::find(key, conn).unwrap());
                        }
                    },
                ),
                Kind::Insert(rows) => task(
                    wrap(connect()),
                    move |conn| {
                        clear(stringify!($table), conn);
                        (0..rows).map(model::$new).collect::<Vec<_>>()
                    },
                    |conn, news| model::$Row::insert_many(news, conn).unwrap(),
                ),
                Kind::Save => task(
                    wrap(filled(SAVES)),
                    move |conn| changed(model::$Row::all(conn).unwrap()),
                    |conn, mut rows| {
                        conn.atomic(|conn| rows.iter_mut().try_for_each(|row| row.save(conn))).unwrap();
                        rows
                    },
                ),
                Kind::SaveMany(rows) => task(
                    wrap(filled(rows)),
                    move |conn| changed(model::$Row::all(conn).unwrap()),
                    |conn, mut rows| {
                        model::$Row::save_many(&mut rows, conn).unwrap();
                        rows
                    },
                ),
                Kind::Patch => task(
                    wrap(filled(SAVES)),
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
            }
        }
    };
}

/// The cases of one table; what differs between the tables is names.
macro_rules! cases {
    ($table:ident: $Row:ident, $Patch:ident, $new:ident, changes $field:ident) => {
        mod $table {
            use super::*;

            /// A database with rows.
            fn filled(rows: usize) -> Connection {
                let mut conn = connect();
                model::$Row::insert_many((0..rows).map(model::$new), &mut conn).unwrap();
                conn
            }

            fn load_by_hand(conn: &mut Connection) -> Vec<by_hand::$Row> {
                by_hand::$table::table.load(conn).unwrap()
            }

            fn keys() -> std::ops::RangeInclusive<i64> {
                1..=i64::try_from(FINDS).unwrap()
            }

            by_verbs! { by_model, |conn| conn, $table: $Row, $Patch, $new, $field }
            by_verbs! { by_model_on_any, AnyConnection::from, $table: $Row, $Patch, $new, $field }

            fn by_diesel(kind: Kind) -> Box<dyn Work> {
                match kind {
                    Kind::Load(rows) => task(filled(rows), |_| (), |conn, ()| load_by_hand(conn)),
                    Kind::Find { limit } => task(
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
                    Kind::Insert(rows) => task(
                        connect(),
                        move |conn| {
                            clear(stringify!($table), conn);
                            (0..rows).map(by_hand::$new).collect::<Vec<_>>()
                        },
                        |conn, news| {
                            let keys: Vec<i64> = insert_with_keys!($table, news, conn);
                            // The input goes back, to be dropped outside of what is measured.
                            (keys, news)
                        },
                    ),
                    Kind::Save | Kind::SaveMany(_) => task(
                        filled(saved(kind)),
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
                    Kind::Patch => task(
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
                }
            }

            pub(super) fn cases() -> Vec<Case> {
                let mut kinds: Vec<_> = [1, 100, 10_000].map(Kind::Load).into();
                kinds.extend([true, false].map(|limit| Kind::Find { limit }));
                kinds.extend([1, 10, 90, 100, 1_000].map(Kind::Insert));
                kinds.push(Kind::Save);
                kinds.extend([10, 100, 1_000].map(Kind::SaveMany));
                kinds.push(Kind::Patch);
                let case = |kind| {
                    let model = Box::new(move || by_model(kind));
                    let diesel = Box::new(move || by_diesel(kind));
                    let any = Box::new(move || by_model_on_any(kind));
                    let ways: Vec<(_, Make)> = vec![("model", model), ("diesel", diesel), ("any", any)];
                    let table = stringify!($table);
                    more(Case { name: kind.of(table), bar: bar(kind), ways }, table, kind)
                };
                kinds.into_iter().map(case).collect()
            }
        }
    };
}

cases! { users: User, UserPatch, user, changes name }
cases! { posts: Post, PostPatch, post, changes title }

//! Loading 100,000 rows: `copy_in`, Diesel's `copy_from`, and `insert_many`, which returns them.

use diesel::connection::SimpleConnection;
use model_runtime::backend::CopyIn;
use model_runtime::prelude::*;

use crate::cases::Kind;
use crate::db::{Connection, connect};
use crate::measure::{Bar, Case, Make, task};
use crate::models::{by_hand, model};

const ROWS: usize = 100_000;

/// Rows to load, into a table that has none.
fn rows<T>(table: &str, row: fn(usize) -> T, conn: &mut Connection) -> Vec<T> {
    conn.batch_execute(&format!("TRUNCATE {table}")).unwrap();
    (0..ROWS).map(row).collect()
}

macro_rules! case {
    ($table:ident: $Row:ident, $new:ident) => {{
        let table = stringify!($table);
        let ways: Vec<(_, Make)> = vec![
            (
                "copy_in",
                Box::new(|| {
                    let prepare = |conn: &mut Connection| rows(table, model::$new, conn);
                    task(connect(), prepare, |conn, news| model::$Row::copy_in(news, conn).unwrap())
                }),
            ),
            (
                "diesel's copy_from",
                Box::new(|| {
                    let prepare = |conn: &mut Connection| rows(table, by_hand::$new, conn);
                    task(connect(), prepare, |conn, news| {
                        diesel::copy_from(by_hand::$table::table).from_insertable(news).execute(conn).unwrap()
                    })
                }),
            ),
            (
                "insert_many",
                Box::new(|| {
                    let prepare = |conn: &mut Connection| rows(table, model::$new, conn);
                    task(connect(), prepare, |conn, news| model::$Row::insert_many(news, conn).unwrap())
                }),
            ),
        ];
        Case { name: Kind::Insert(ROWS).of(table), bar: Bar::None, ways }
    }};
}

/// Every case.
pub(crate) fn all() -> Vec<Case> {
    vec![case!(users: User, user), case!(posts: Post, post)]
}

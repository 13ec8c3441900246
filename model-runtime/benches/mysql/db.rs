//! Tables in a database of their own on a server, and what is promised of them.

use diesel::connection::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use model_runtime::prelude::Schema as _;

use crate::cases::Kind;
use crate::measure::{Bar, Case};
use crate::models::model;

/// The connection of models and of Diesel.
pub(crate) type Connection = MysqlConnection;

fn establish() -> Connection {
    let url = std::env::var("MODEL_TEST_MYSQL_URL");
    MysqlConnection::establish(url.as_deref().unwrap_or("mysql://root@127.0.0.1:3306/test")).unwrap()
}

/// Drops the database.
pub(crate) fn clean_up() {
    establish().batch_execute("DROP DATABASE IF EXISTS model_bench").unwrap();
}

/// A connection to empty tables.
pub(crate) fn connect() -> Connection {
    let mut conn = establish();
    conn.batch_execute("CREATE DATABASE IF NOT EXISTS model_bench; USE model_bench").unwrap();
    model::Bench::drop_all(&mut conn).unwrap();
    model::Bench::create_all(&mut conn).unwrap();
    conn
}

/// Leaves the rows of earlier runs: TRUNCATE makes the table anew, and DELETE would take longer than what is measured.
pub(crate) const fn clear<C>(_table: &str, _conn: &mut C) {}

diesel::define_sql_function! {
    /// The key of the first row that the connection inserted last.
    fn last_insert_id() -> diesel::sql_types::Unsigned<diesel::sql_types::BigInt>;
}

/// Rows inserted by hand, and their keys, which count up from the first.
macro_rules! insert_with_keys {
    ($table:ident, $news:expr, $conn:expr) => {{
        diesel::insert_into(by_hand::$table::table).values(&$news).execute($conn).unwrap();
        let first: u64 = diesel::select(crate::db::last_insert_id()).get_result($conn).unwrap();
        (0..$news.len()).map(|i| first as i64 + i as i64).collect()
    }};
}
pub(crate) use insert_with_keys;

/// What is promised.
pub(crate) fn bar(kind: Kind) -> Bar {
    match kind {
        Kind::Load(_) | Kind::Find { .. } => Bar::Instructions(1.03),
        Kind::Insert(1 | 90) => Bar::None,
        Kind::SaveMany(_) => Bar::Time(0.5),
        // No slower than by hand; rows cost round trips here, whoever sends them.
        _ => Bar::Time(1.0),
    }
}

/// Nothing else is compared.
pub(crate) fn more(case: Case, _table: &str, _kind: Kind) -> Case {
    case
}

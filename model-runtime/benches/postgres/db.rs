//! Temporary tables on a server, and what is promised of them.

use diesel::connection::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use model_runtime::prelude::Schema as _;

use crate::cases::Kind;
use crate::measure::{Bar, Case};
use crate::models::model;

/// The connection of models and of Diesel.
pub(crate) type Connection = PgConnection;

/// A connection to empty tables of its own.
pub(crate) fn connect() -> Connection {
    let url = std::env::var("MODEL_TEST_POSTGRES_URL");
    let url = url.unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned());
    let mut conn = PgConnection::establish(&url).unwrap();
    conn.batch_execute("SET search_path = pg_temp").unwrap();
    model::Bench::create_all(&mut conn).unwrap();
    conn
}

/// Leaves the rows of earlier runs: TRUNCATE would make the server plan every statement anew and build the files of the table
/// while the next one runs, which takes longer than what is measured, and DELETE would leave the rows where they are.
pub(crate) const fn clear<C>(_table: &str, _conn: &mut C) {}

/// Rows inserted by hand, and their keys.
macro_rules! insert_with_keys {
    ($table:ident, $news:expr, $conn:expr) => {{
        let insert = diesel::insert_into(by_hand::$table::table).values(&$news);
        insert.returning(by_hand::$table::id).get_results($conn).unwrap()
    }};
}
pub(crate) use insert_with_keys;

/// What is promised.
pub(crate) fn bar(kind: Kind) -> Bar {
    match kind {
        Kind::Load(_) | Kind::Find { .. } => Bar::Instructions(1.03),
        Kind::Insert(1 | 90) | Kind::Save | Kind::Patch => Bar::None,
        Kind::Insert(_) => Bar::Time(0.75),
        Kind::SaveMany(10 | 1_000) => Bar::None,
        Kind::SaveMany(_) => Bar::Time(0.25),
    }
}

/// Nothing else is compared.
pub(crate) fn more(case: Case, _table: &str, _kind: Kind) -> Case {
    case
}

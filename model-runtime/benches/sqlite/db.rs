//! The database in memory, what is promised of it, and rusqlite beside it.

use diesel::connection::{Connection as _, SimpleConnection};
use diesel::prelude::*;
use model_runtime::prelude::Schema as _;

use crate::cases::Kind;
use crate::measure::{Bar, Case};
use crate::models::model;
use crate::plain;

/// The connection of models and of Diesel.
pub(crate) type Connection = SqliteConnection;

/// An empty database.
pub(crate) fn connect() -> Connection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    model::Bench::create_all(&mut conn).unwrap();
    conn
}

/// Deletes the rows of a table.
pub(crate) fn clear(table: &str, conn: &mut impl SimpleConnection) {
    conn.batch_execute(&format!("DELETE FROM {table}")).unwrap();
}

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
        // 90 rows take three statements, unlike the round numbers; shown to be fair.
        Kind::Insert(1 | 90) | Kind::Patch => Bar::None,
        Kind::Insert(10) => Bar::Time(0.7),
        Kind::Insert(_) => Bar::Time(0.85),
        Kind::Save => Bar::Time(0.45),
        Kind::SaveMany(10 | 1_000) => Bar::None,
        Kind::SaveMany(_) => Bar::Time(0.3),
    }
}

/// The case with the way of rusqlite.
pub(crate) fn more(mut case: Case, table: &str, kind: Kind) -> Case {
    let make: crate::measure::Make = match table {
        "users" => Box::new(move || plain::users::work(kind)),
        _ => Box::new(move || plain::posts::work(kind)),
    };
    case.ways.push(("rusqlite", make));
    case
}

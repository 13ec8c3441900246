//! A budget is a number of statements or a range, on a connection.

use model_runtime::assert_queries;
use model_runtime::prelude::*;

fn main() {
    let db = Database::connect("sqlite::memory:").unwrap();
    let mut conn = db.get().unwrap();
    assert_queries!(conn, "two", { drop(&mut conn) });
    assert_queries!(db, 2, {});
}

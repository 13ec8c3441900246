//! What is read, on a connection of any backend.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::schema::{Reflection, Table, reflect};

#[test]
fn on_any_connection() {
    let db = Database::connect("sqlite::memory:").unwrap();
    let mut conn = db.get().unwrap();
    let sql = "CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE posts (id INTEGER PRIMARY KEY);
               CREATE VIEW both AS SELECT id FROM users UNION SELECT id FROM posts";
    conn.batch_execute(sql).unwrap();
    let names = |tables: Vec<Table>| tables.into_iter().map(|table| table.name).collect::<Vec<_>>();
    assert_eq!(names(reflect(&mut conn).unwrap()), ["posts", "users"]);
    assert_eq!(names(Reflection::new().views().read(&mut conn).unwrap()), ["both", "posts", "users"]);
    assert_eq!(names(Reflection::new().views().except(["both", "posts"]).read(&mut conn).unwrap()), ["users"]);
    assert_eq!(names(Reflection::new().only(["users", "both", "none"]).read(&mut conn).unwrap()), ["users"]);
    assert_eq!(Reflection::new().only([""; 0]).read(&mut conn).unwrap(), []);
    assert_eq!(Reflection::new().namespaces([""; 0]).read(&mut conn).unwrap(), []);
}

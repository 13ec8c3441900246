//! Triggers that models declare.

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_runtime::assert_no_drift;
use model_runtime::prelude::*;

use crate::{Conn, empty};

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "accounts",
    backends(sqlite),
    trigger(
        name = "Account history",
        sql = "create trigger if not exists \"Account history\" after update of balance on Accounts
            begin insert into \"changes\" (account_id, note) values (new.id, 'it''s ' || new.balance); end;"
    ),
    trigger(
        name = "no_delete",
        sql = "CREATE TRIGGER no_delete BEFORE DELETE ON accounts WHEN old.balance <> 0 BEGIN SELECT raise(ABORT, 'not empty'); END"
    )
)]
pub struct Account {
    pub id: i64,
    pub balance: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "changes")]
pub struct Change {
    pub id: i64,
    #[model(belongs_to(Account, on_delete = "cascade"))]
    pub account_id: i64,
    pub note: String,
}

schema! { pub Bank: Account, Change }

fn bank() -> Conn {
    let mut conn = empty();
    Bank::create_all(&mut conn).unwrap();
    conn
}

/// What is told after some SQL.
fn told(sql: &str) -> Vec<String> {
    let mut conn = bank();
    SimpleConnection::batch_execute(&mut conn, sql).unwrap();
    Bank::drift(&mut conn).unwrap().iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect()
}

#[test]
fn they_are_created_after_all_tables_and_do_their_work() {
    let ddl = Bank::ddl::<Sqlite>();
    assert!(ddl.find("CREATE TABLE \"changes\"") < ddl.find("create trigger if not exists"), "{ddl}");
    let conn = &mut bank();
    let mut account = NewAccount { balance: 5 }.insert(conn).unwrap();
    account.balance = 7;
    account.save(conn).unwrap();
    assert_eq!(Change::all(conn).unwrap()[0].note, "it's 7");
    let error = account.clone().delete(conn).unwrap_err();
    assert!(error.to_string().contains("not empty"), "{error}");
    assert_no_drift!(conn, Bank);
    assert_eq!(Bank::create_all(conn).unwrap().unchanged.len(), 2);
    Bank::drop_all(conn).unwrap();
}

#[test]
fn those_that_differ_are_told() {
    assert_eq!(told("SELECT 1"), [""; 0]);
    // A database may have more.
    assert_eq!(told("CREATE TRIGGER more AFTER INSERT ON accounts BEGIN SELECT 1; END"), [""; 0]);
    assert_eq!(told("DROP TRIGGER no_delete"), ["trigger_missing no_delete"]);
    let other = "CREATE TRIGGER no_delete BEFORE DELETE ON accounts BEGIN SELECT raise(ABORT, 'never'); END";
    assert_eq!(told(&format!("DROP TRIGGER no_delete; {other}")), ["trigger_changed no_delete"]);
}

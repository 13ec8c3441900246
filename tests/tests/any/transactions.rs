//! Transactions: closures and guards, nested, ended by errors and panics; isolation; trying again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use diesel::result::Error as DieselError;
use model_runtime::Error;
use model_runtime::database::{Isolation, Retry, Transaction, TransactionOptions, Transactional};
use model_runtime::prelude::*;
use tests::models::*;

use crate::db::Connection;
use crate::place::Place;

fn add(name: &str, conn: &mut Connection) -> Result<User, Error> {
    NewUser::named(name).insert(conn)
}

fn names(conn: &mut Connection) -> Vec<String> {
    users::table.select(users::name).order(users::id).all(conn).unwrap()
}

fn stop<T>() -> Result<T, Error> {
    Err(Error::NotFound { model: "stop", rows: Vec::new() })
}

#[test]
fn a_closure_is_committed_on_ok_and_rolled_back_on_err() {
    let place = Place::new();
    let conn = &mut place.get();
    conn.atomic(|conn| add("kept", conn)).unwrap();
    let error = conn.atomic(|conn| add("lost", conn).and_then(|_| stop::<()>())).unwrap_err();
    assert!(error.is_not_found());
    place.db().atomic(|conn| add("by the database", conn)).unwrap();
    assert_eq!(names(conn), ["kept", "by the database"]);
    assert_eq!(place.db().atomic_read(|conn| User::count(conn)).unwrap(), 2);
}

#[test]
fn nested_closures_are_savepoints() {
    let place = Place::new();
    let conn = &mut place.get();
    conn.atomic(|conn| {
        add("outer", conn)?;
        // On PostgreSQL the refused statement would spoil the transaction without a savepoint around it.
        let twice = conn.atomic(|conn| add("outer", conn)).unwrap_err();
        assert!(twice.violates(UserConstraint::EmailUnique));
        conn.atomic(|conn| {
            assert_eq!(conn.depth().unwrap(), 2);
            add("inner", conn)
        })?;
        assert!(conn.atomic(|conn| add("lost", conn).and_then(|_| stop::<()>())).is_err());
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!((names(conn), conn.depth().unwrap()), (vec!["outer".to_owned(), "inner".to_owned()], 0));
}

#[test]
fn a_panic_rolls_back_and_leaves_the_connection_usable() {
    let place = Place::new();
    let conn = &mut place.get();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        conn.atomic(|conn| {
            add("lost", conn)?;
            conn.atomic(|conn| -> Result<(), Error> {
                add("lost too", conn)?;
                panic!("on purpose")
            })
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(conn.depth().unwrap(), 0);
    add("after", conn).unwrap();
    assert_eq!(names(conn), ["after"]);
}

#[test]
fn a_guard_commits_rolls_back_and_nests() {
    let place = Place::new();
    let mut conn = place.get();
    let mut transaction = Transaction::begin(&mut conn).unwrap();
    NewUser::named("kept").insert(&mut transaction).unwrap();
    let mut savepoint = transaction.savepoint().unwrap();
    add("lost", &mut savepoint).unwrap();
    savepoint.rollback().unwrap();
    let mut savepoint = transaction.savepoint().unwrap();
    add("dropped", &mut savepoint).unwrap();
    drop(savepoint);
    transaction.commit().unwrap();
    let mut transaction = Transaction::begin(&mut conn).unwrap();
    add("dropped", &mut transaction).unwrap();
    drop(transaction);
    assert_eq!(names(&mut conn), ["kept"]);
    let read = &mut Transaction::begin_read(&mut conn).unwrap();
    assert_eq!(User::count(read).unwrap(), 1);
}

#[test]
fn options_are_those_of_an_outermost_transaction() {
    let place = Place::new();
    let conn = &mut place.get();
    let serializable = TransactionOptions::new().isolation(Isolation::Serializable);
    conn.atomic_with(serializable, |conn| {
        if conn.as_postgres().is_some() {
            let level = diesel::dsl::sql::<diesel::sql_types::Text>("SHOW transaction_isolation");
            assert_eq!(level.one::<String, _>(conn)?, "serializable");
        }
        let error = conn.atomic_with(serializable, |conn| add("lost", conn)).unwrap_err();
        assert!(
            matches!(&error, Error::Database(error) if error.to_string().contains(&DieselError::AlreadyInTransaction.to_string()))
        );
        add("kept", conn)
    })
    .unwrap();
    let written = conn.atomic_with(serializable.read_only(), |conn| add("read only", conn));
    assert_eq!(written.is_err(), place.is_server(), "SQLite knows no transactions that only read");
}

#[test]
fn what_is_locked_is_tried_again() {
    let place = Place::new();
    let user = add("a", &mut place.get()).unwrap();
    let mut tries = 0;
    let retry = Retry::new().times(2).first_wait(Duration::from_millis(1));
    let mut first = place.get();
    let mut holder = Some(Transaction::begin(&mut first).unwrap());
    User::update(user.id, UserPatch { name: Set("first".into()), ..Default::default() }, holder.as_mut().unwrap())
        .unwrap();

    // SQLite waits for the lock at BEGIN, before the closure runs, so it is let go from another thread.
    let renamed = std::thread::scope(|scope| {
        let db = place.db();
        let second = scope.spawn(move || {
            db.atomic_retrying(retry, |conn| {
                tries += 1;
                User::update(user.id, UserPatch { name: Set("second".into()), ..Default::default() }, conn)
            })
        });
        std::thread::sleep(Duration::from_millis(150));
        holder.take().unwrap().commit().unwrap();
        second.join().unwrap()
    });

    renamed.unwrap();
    assert_eq!(User::find(user.id, &mut place.get()).unwrap().name, "second");
}

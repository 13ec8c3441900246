//! How many statements are sent: budgets of tests, and rows that are loaded one by one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::SimpleConnection;
use model_runtime::database::{Poolable, QueryLog, Transaction};
use model_runtime::prelude::*;
use model_runtime::{Result, assert_queries};

use super::models::*;
use super::{Blog, titles};
use crate::db;

/// What a budget says that is not kept.
fn told<T>(work: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(work()))) else { panic!("the budget is not kept") };
    panic.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn a_budget_that_is_kept_leaves_the_value_of_the_block() {
    let Blog { mut conn, .. } = Blog::new();
    let users = assert_queries!(conn, 2, { User::query().with(User::posts()).all(&mut conn).unwrap() });
    assert_eq!(users.len(), 3);
    assert_queries!(conn, 0, {
        for user in &users {
            titles(user.related(User::posts()));
        }
    });
    // Any way to name the connection, and any kind of number.
    fn counted(conn: &mut db::Connection) -> Result<i64> {
        let most = 2;
        assert_queries!(conn, ..=most, { User::count(conn)? });
        assert_queries!(conn, 1..2, { User::count(conn)? });
        assert_queries!(conn, 1.., { User::count(conn)? });
        assert_queries!(conn, ..2, { User::count(conn)? });
        Ok(assert_queries!(conn, most - 1, { User::count(conn)? }))
    }
    assert_eq!(counted(&mut conn).unwrap(), 3);
}

#[test]
fn an_error_leaves_the_block_unjudged() {
    let Blog { mut conn, .. } = Blog::new();
    let find = |conn: &mut db::Connection| -> Result<User> { Ok(assert_queries!(conn, 5, { User::find(-1, conn)? })) };
    assert!(find(&mut conn).is_err_and(|error| error.is_not_found()));
}

#[test]
fn rows_that_are_loaded_one_by_one_are_told_how_to_be_loaded_together() {
    let Blog { mut conn, .. } = Blog::new();
    let message = told(|| {
        assert_queries!(conn, 2, {
            for user in User::all(&mut conn).unwrap() {
                User::posts().load_for(&user, &mut conn).unwrap();
            }
        });
    });
    let [head, users, posts, remark] = message.lines().collect::<Vec<_>>()[..] else { panic!("{message}") };
    assert_eq!(head, "assertion failed: sent 4 statements, expected 2");
    assert!(users.starts_with("   1. SELECT") && users.contains("r_users"), "{message}");
    let sql = posts.strip_prefix("   2. (3 times) ").unwrap();
    assert!(sql.contains("r_posts") && !sql.contains("binds"), "{message}");
    let expected =
        format!("the same statement ran 3 times: {sql}; load related rows together: `.with(..)` or `load_for_all`");
    assert_eq!(remark, expected);
}

#[test]
fn transactions_are_shown_and_not_counted() {
    let Blog { mut conn, .. } = Blog::new();
    let message = told(|| {
        assert_queries!(conn, 0, {
            conn.atomic(|conn| {
                assert!(conn.atomic(|conn| User::find(-1, conn)).is_err());
                Tag::count(conn)
            })
            .unwrap()
        })
    });
    let lines: Vec<_> = message.lines().collect();
    let [head, begin, savepoint, user, rollback, tags, commit] = lines[..] else { panic!("{message}") };
    assert_eq!(head, "assertion failed: sent 2 statements, expected 0");
    assert!(user.starts_with("   1. SELECT") && tags.starts_with("   2. SELECT"), "{message}");
    for (line, words) in [(begin, ["BEGIN", "START"]), (savepoint, ["SAVEPOINT"; 2]), (rollback, ["ROLLBACK"; 2])] {
        let control = line.strip_prefix("      ").unwrap();
        assert!(words.iter().any(|word| control.starts_with(word)), "{message}");
    }
    assert_eq!(commit, "      COMMIT");

    let log = QueryLog::of(&mut conn).unwrap();
    let mut transaction = Transaction::begin(&mut conn).unwrap();
    let users = assert_queries!(transaction, 1, { User::count(&mut transaction).unwrap() });
    let mut savepoint = transaction.savepoint().unwrap();
    assert_queries!(savepoint, 1, { User::count(&mut savepoint).unwrap() });
    savepoint.commit().unwrap();
    transaction.commit().unwrap();
    assert_eq!((users, log.count(), log.transactions(), log.savepoints()), (3, 2, 1, 1));
}

#[test]
fn budgets_are_nested() {
    let Blog { mut conn, .. } = Blog::new();
    assert_queries!(conn, 3, {
        User::count(&mut conn).unwrap();
        assert_queries!(conn, 1, { Post::count(&mut conn).unwrap() });
        Tag::count(&mut conn).unwrap();
    });
    let message = told(|| {
        assert_queries!(conn, 1, {
            assert_queries!(conn, 0, {});
            assert_queries!(conn, 2, { (User::count(&mut conn).unwrap(), User::count(&mut conn).unwrap()) });
        });
    });
    assert!(message.contains("sent 2 statements, expected 1"), "{message}");
    // A budget that failed inside is not one of those outside.
    let message = told(|| assert_queries!(conn, 1, { assert_queries!(conn, 9, { User::count(&mut conn).unwrap() }) }));
    assert!(message.contains("sent 1 statement, expected 9"), "{message}");
}

#[test]
fn a_log_holds_what_is_sent_while_it_is_kept() {
    let Blog { mut conn, ann, .. } = Blog::new();
    let log = QueryLog::of(&mut conn).unwrap();
    assert!(log.is_empty() && format!("{log}").contains("nothing was sent"));
    // What fails was sent, too; a script is one call.
    conn.batch_execute("SELECT 1; SELECT 2").unwrap();
    conn.batch_execute("SELECT nothing FROM nowhere").unwrap_err();
    assert_eq!(log.statements(), ["SELECT 1; SELECT 2", "SELECT nothing FROM nowhere"]);

    log.clear();
    for name in ["x", "s3cret"] {
        User::update(ann.id, UserPatch { name: Set(name.into()) }, &mut conn).unwrap();
    }
    assert_eq!((log.count(), log.count_of("UPDATE"), log.repeated().len()), (2, 2, 1));
    let shown = format!("{log} {log:?}");
    assert!(shown.contains("(2 times) UPDATE") && shown.contains("`save_many`"), "{shown}");
    assert!(!shown.contains("s3cret"), "{shown}");

    let later = QueryLog::of(&mut conn).unwrap();
    drop(log);
    User::count(&mut conn).unwrap();
    assert_eq!(later.count(), 1);
}

#[test]
fn what_was_installed_goes_on_hearing() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let Blog { mut conn, .. } = Blog::new();
    let heard = [Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0))];
    let ear = |which: usize| {
        let heard = Arc::clone(&heard[which]);
        move |event: diesel::connection::InstrumentationEvent<'_>| {
            let is_start = matches!(event, diesel::connection::InstrumentationEvent::StartQuery { .. });
            heard.fetch_add(usize::from(is_start), Ordering::Relaxed);
        }
    };
    let heard = || [0, 1].map(|which| heard[which].load(Ordering::Relaxed));
    conn.instrument(ear(0));
    User::count(&mut conn).unwrap();
    assert_queries!(conn, 1, { User::count(&mut conn).unwrap() });
    User::count(&mut conn).unwrap();
    assert_eq!(heard(), [3, 0]);
    // Another in its place takes nothing from the log.
    assert_queries!(conn, 2, {
        User::count(&mut conn).unwrap();
        conn.instrument(ear(1));
        User::count(&mut conn).unwrap();
    });
    assert_eq!(heard(), [4, 1]);
}

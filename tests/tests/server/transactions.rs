//! Transactions of several clients: locks, isolation, deadlocks, trying again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use model_runtime::Error;
use model_runtime::database::{Isolation, Retry, Transaction, TransactionOptions};
use model_runtime::prelude::*;
use tests::models::*;

use super::Server;
use crate::db::{LOCK_TIMEOUT, end_session, session_id};

#[test]
fn a_lock_is_waited_for_so_long_and_then_told() {
    let server = Server::new(LOCK_TIMEOUT);
    let (mut first, mut second) = (server.get(), server.get());
    let mut user = NewUser::named("a").insert(&mut first).unwrap();
    let mut copy = user.clone();
    let mut open = Transaction::begin(&mut first).unwrap();
    user.name = "first".into();
    user.save(&mut open).unwrap();

    copy.name = "second".into();
    let error = copy.save(&mut second).unwrap_err();

    assert!(matches!(error, Error::Busy(_)) && error.is_retryable(), "{error}");
    open.commit().unwrap();
    copy.save(&mut second).unwrap();
    assert_eq!(User::find(user.id, &mut second).unwrap().name, "second");
}

#[test]
fn of_two_that_wait_for_each_other_one_may_try_again() {
    let server = Server::new(Duration::from_secs(5));
    let users = User::insert_many(["a", "b"].map(NewUser::named), &mut server.get()).unwrap();
    let barrier = std::sync::Barrier::new(2);
    let write = |mine: usize, theirs: usize| {
        let (mut conn, mut rows) = (server.get(), users.clone());
        conn.atomic(|conn| {
            rows[mine].bio = Some(format!("{mine}"));
            rows[mine].save(conn)?;
            barrier.wait();
            rows[theirs].bio = Some(format!("{mine}"));
            rows[theirs].save(conn)
        })
    };
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| write(1, 0).map(drop));
        (write(0, 1).map(drop), second.join().unwrap())
    });
    let failed: Vec<Error> = [first, second].into_iter().filter_map(Result::err).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].is_retryable(), "{}", failed[0]);
}

#[test]
fn savepoints_nest_and_a_failed_statement_costs_no_more_than_its_own() {
    let conn = &mut crate::db::connect();
    let count = conn.atomic(|conn| {
        NewUser::named("a").insert(conn)?;
        let inner: model_runtime::Result<()> = conn.atomic(|conn| {
            NewUser::named("b").insert(conn)?;
            NewUser::named("a").insert(conn).map(drop)
        });
        assert!(inner.unwrap_err().is_unique_violation());
        NewUser::named("c").insert(conn)?;
        User::count(conn)
    });
    assert_eq!(count.unwrap(), 2);
    let names = User::query().order(users::id).all(conn).unwrap();
    assert_eq!(names.iter().map(|user| &*user.name).collect::<Vec<_>>(), ["a", "c"]);
}

#[test]
fn reading_together_sees_one_state_and_writes_nothing() {
    let server = Server::new(Duration::from_secs(5));
    let (mut first, mut second) = (server.get(), server.get());
    let (before, after) = first
        .atomic_read(|conn| {
            let before = User::count(conn)?;
            NewUser::named("a").insert(&mut second)?;
            Ok::<_, Error>((before, User::count(conn)?))
        })
        .unwrap();
    assert_eq!((before, after), (0, 0));
    assert!(first.atomic_read(|conn| NewUser::named("b").insert(conn)).is_err());
    assert_eq!(User::count(&mut first).unwrap(), 1);
}

#[test]
fn a_transaction_is_tried_again_until_the_lock_is_free() {
    let server = Server::new(LOCK_TIMEOUT);
    let user = NewUser::named("a").insert(&mut server.get()).unwrap();
    let mut holder = server.get();
    let mut open = Transaction::begin(&mut holder).unwrap();
    User::update(user.id, UserPatch { name: Set("held".into()), ..Default::default() }, &mut open).unwrap();
    let mut tries = 0;
    let retry = Retry::new().times(50).first_wait(Duration::from_millis(5));
    let mut open = Some(open);

    let result = server.db().atomic_retrying(retry, |conn| {
        tries += 1;
        if tries == 3 {
            open.take().unwrap().commit()?;
        }
        NewUser::named(&format!("try{tries}")).insert(conn)?;
        User::update(user.id, UserPatch { name: Set("mine".into()), ..Default::default() }, conn)
    });

    result.unwrap();
    assert_eq!(tries, 3);
    let names = User::query().order(users::id).all(&mut server.get()).unwrap();
    // What the tries before did is gone.
    assert_eq!(names.iter().map(|user| &*user.name).collect::<Vec<_>>(), ["mine", "try3"]);
}

#[test]
fn a_transaction_whose_connection_is_lost_is_tried_again_and_other_errors_are_not() {
    let server = Server::new(Duration::from_secs(5));
    let mut tries = 0;
    let count = server.db().atomic_retrying(Retry::new(), |conn| {
        tries += 1;
        NewUser::named("a").insert(conn)?;
        if tries == 1 {
            end_session(session_id(conn));
        }
        User::count(conn)
    });
    assert_eq!((count.unwrap(), tries), (1, 2));

    let mut tries = 0;
    let error = server.db().atomic_retrying(Retry::new(), |conn| {
        tries += 1;
        NewUser::named("a").insert(conn)
    });
    assert!(error.unwrap_err().is_unique_violation());
    assert_eq!(tries, 1);
}

#[test]
fn of_many_that_upsert_the_same_row_each_does_so_once() {
    let server = Server::new(Duration::from_secs(5));
    let (threads, times) = (3, 30);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let mut conn = server.get();
            scope.spawn(move || {
                for time in 0..times {
                    let note = Some(format!("{thread}/{time}"));
                    let new = NewAccount { note, ..NewAccount::of(1, "same") };
                    Account::upsert(new, any_unique(), &mut conn).unwrap();
                }
            });
        }
    });
    let rows = Account::all(&mut server.get()).unwrap();
    // One inserted it, each of the others counted the version on.
    assert_eq!(rows.iter().map(|row| row.version).collect::<Vec<_>>(), [threads * times]);
}

/// Each reads what the other writes: one after the other would give another sum.
#[test]
fn transactions_that_cannot_be_put_in_an_order_are_refused_and_tried_again() {
    let server = Server::new(Duration::from_secs(5));
    let barrier = std::sync::Barrier::new(2);
    let serializable = Retry::new().options(TransactionOptions::new().isolation(Isolation::Serializable));
    let tries = AtomicU32::new(0);
    let add = || {
        let mut first = true;
        server.db().atomic_retrying(serializable, |conn| {
            tries.fetch_add(1, Ordering::Relaxed);
            let count = User::count(conn)?;
            if std::mem::take(&mut first) {
                barrier.wait();
            }
            NewUser::named(&format!("user{count}")).insert(conn)
        })
    };
    std::thread::scope(|scope| {
        let second = scope.spawn(add);
        add().unwrap();
        second.join().unwrap().unwrap();
    });
    let names = User::query().order(users::name).all(&mut server.get()).unwrap();
    assert_eq!(names.iter().map(|user| &*user.name).collect::<Vec<_>>(), ["user0", "user1"]);
    assert_eq!(tries.into_inner(), 3);
}

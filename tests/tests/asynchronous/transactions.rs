//! Transactions of several tasks: what they see of each other, how they end, trying again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use model_runtime::connection::BlockOn;
use model_runtime::database::{AsyncDatabase, Isolation, Retry, Transaction, TransactionOptions, Transactional};
use model_runtime::prelude::*;
use model_runtime::{Error, Result};
use tests::db::asynchronous::{Kind, Place};
use tests::models::*;
use tokio::sync::Barrier;

use crate::{Flavor, everywhere};

everywhere! {
    options_are_what_the_database_does
    savepoints_nest
    an_error_rolls_back
    a_panic_rolls_back
    a_guard_that_is_dropped_rolls_back
    what_is_locked_is_tried_again
    of_two_that_wait_for_each_other_one_tries_again
    what_cannot_be_put_in_an_order_is_tried_again
    errors_read_as_those_of_blocking_connections
}

async fn add(name: &str, conn: &mut AsyncAnyConnection) -> Result<User> {
    NewUser::named(name).insert(conn).await
}

async fn names(db: &AsyncDatabase) -> Vec<String> {
    let conn = &mut db.get().await.unwrap();
    users::table.select(users::name).order(users::name).all(conn).await.unwrap()
}

async fn options_are_what_the_database_does(place: &Place, _: Flavor) {
    let db = place.pool(2).await;
    let conn = &mut db.get().await.unwrap();
    let options = TransactionOptions::new();
    for (level, name) in [(Isolation::ReadCommitted, "read committed"), (Isolation::Serializable, "serializable")] {
        let seen = conn.atomic_with(options.isolation(level), async |conn| {
            Ok::<_, Error>(match conn {
                AsyncAnyConnection::Postgres(conn) => {
                    let level = diesel::dsl::sql::<diesel::sql_types::Text>("SHOW transaction_isolation");
                    level.one::<String, _>(conn).await?
                }
                _ => name.to_owned(),
            })
        });
        assert_eq!(seen.await.unwrap(), name);
    }
    // The level was that of one transaction.
    let deferrable = options.isolation(Isolation::Serializable).read_only().deferrable();
    assert_eq!(conn.atomic_with(deferrable, async |conn| User::count(conn).await).await.unwrap(), 0);
    let written = conn.atomic_with(options.read_only(), async |conn| add("read only", conn).await).await;
    assert_eq!(written.is_err(), place.is_server(), "SQLite knows no transactions that only read");
    User::query().delete_all(conn).await.unwrap();
    // One state is seen by all queries.
    let counts = conn.atomic_read(async |conn| {
        let before = User::count(conn).await?;
        if place.kind() != Kind::Memory {
            add("meanwhile", &mut *db.get().await?).await?;
        }
        Ok::<_, Error>((before, User::count(conn).await?))
    });
    assert_eq!(counts.await.unwrap(), (0, 0));
    // A savepoint has no level of its own.
    let nested = conn.atomic(async |conn| conn.atomic_with(deferrable, async |conn| User::count(conn).await).await);
    let told = nested.await.unwrap_err().to_string();
    assert!(told.contains(&diesel::result::Error::AlreadyInTransaction.to_string()), "{told}");
}

async fn savepoints_nest(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let work = db.atomic(async |conn| {
        add("a", conn).await?;
        // On PostgreSQL the refused statement would spoil the transaction without a savepoint around it.
        let twice = conn.atomic(async |conn| add("a", conn).await).await.unwrap_err();
        assert!(twice.violates(UserConstraint::EmailUnique));
        conn.atomic(async |conn| {
            assert_eq!(conn.depth().unwrap(), 2);
            conn.atomic(async |conn| add("b", conn).await).await
        })
        .await?;
        let mut savepoint = Transaction::begin(conn).await?;
        add("c", &mut savepoint).await?;
        savepoint.rollback().await?;
        add("d", conn).await
    });
    work.await.unwrap();
    assert_eq!(names(&db).await, ["a", "b", "d"]);
}

async fn an_error_rolls_back(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let opened = db.status().opened;
    let failed = db.atomic(async |conn| {
        add("lost", conn).await?;
        User::find(9_999, conn).await
    });
    assert!(failed.await.unwrap_err().is_not_found());
    assert_eq!(names(&db).await, [""; 0]);
    // The connection is as good as before.
    assert_eq!(db.status().opened, opened);
}

async fn a_panic_rolls_back(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let task = tokio::spawn({
        let db = db.clone();
        async move {
            db.atomic(async |conn| {
                add("lost", conn).await?;
                conn.atomic(async |conn| {
                    add("lost too", conn).await?;
                    panic!("on purpose")
                })
                .await
            })
            .await
            .map_err(|error: Error| error.to_string())
        }
    });
    let ended: std::result::Result<std::result::Result<(), String>, _> = task.await;
    assert!(ended.unwrap_err().is_panic());
    add("after", &mut db.get().await.unwrap()).await.unwrap();
    assert_eq!(names(&db).await, ["after"]);
    assert_eq!((db.status().open, db.status().waiting), (1, 0));
}

async fn a_guard_that_is_dropped_rolls_back(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let mut conn = db.get().await.unwrap();
    let mut transaction = Transaction::begin(&mut conn).await.unwrap();
    add("lost", &mut transaction).await.unwrap();
    drop(transaction);
    let used_again = add("again", &mut conn).await;
    // On a server nobody waited for the ROLLBACK.
    assert_eq!(used_again.is_err(), place.is_server());
    drop(conn);
    let expected: &[&str] = if place.is_server() { &[] } else { &["again"] };
    assert_eq!(names(&db).await, expected);
}

/// Changes the text of a user.
async fn write(id: i64, text: &str, conn: &mut AsyncAnyConnection) -> Result<()> {
    User::update(id, UserPatch { bio: Set(Some(text.to_owned())), ..Default::default() }, conn).await
}

async fn what_is_locked_is_tried_again(place: &Place, _: Flavor) {
    // The shortest time that every database knows.
    let db = place.pool_with(2, |options| options.lock_timeout(Duration::from_millis(100))).await;
    let user = add("a", &mut db.get().await.unwrap()).await.unwrap();
    let mut holder = db.get().await.unwrap();
    let mut held = Transaction::begin(&mut holder).await.unwrap();
    write(user.id, "held", &mut held).await.unwrap();
    let task = tokio::spawn({
        let db = db.clone();
        async move {
            let retry = Retry::new().times(50).first_wait(Duration::from_millis(5));
            db.atomic_retrying(retry, async move |conn| write(user.id, "mine", conn).await).await
        }
    });
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    assert!(!task.is_finished());
    held.commit().await.unwrap();
    task.await.unwrap().unwrap();
    let conn = &mut db.get().await.unwrap();
    assert_eq!(User::find(user.id, conn).await.unwrap().bio.as_deref(), Some("mine"));
}

async fn of_two_that_wait_for_each_other_one_tries_again(place: &Place, _: Flavor) {
    // SQLite lets one transaction write at a time, so that they do not meet.
    if !place.is_server() {
        return;
    }
    let db = place.pool(2).await;
    let users = User::insert_many(["a", "b"].map(NewUser::named), &mut db.get().await.unwrap()).await.unwrap();
    let (barrier, tries) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
    let tasks = [(0, 1), (1, 0)].map(|(mine, theirs)| {
        let (db, barrier, tries) = (db.clone(), Arc::clone(&barrier), Arc::clone(&tries));
        let (mine, theirs) = (users[mine].id, users[theirs].id);
        tokio::spawn(async move {
            let mut is_first = true;
            db.atomic_retrying(Retry::new(), async move |conn| {
                tries.fetch_add(1, Ordering::Relaxed);
                write(mine, "mine", conn).await?;
                if std::mem::take(&mut is_first) {
                    barrier.wait().await;
                }
                write(theirs, "theirs", conn).await
            })
            .await
        })
    });
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(tries.load(Ordering::Relaxed), 3);
}

/// Each reads what the other writes: one after the other would give another sum.
async fn what_cannot_be_put_in_an_order_is_tried_again(place: &Place, _: Flavor) {
    if !place.is_server() {
        return;
    }
    let db = place.pool(2).await;
    let (barrier, tries) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
    let tasks = [0, 1].map(|_| {
        let (db, barrier, tries) = (db.clone(), Arc::clone(&barrier), Arc::clone(&tries));
        tokio::spawn(async move {
            let mut is_first = true;
            let serializable = TransactionOptions::new().isolation(Isolation::Serializable);
            db.atomic_retrying(Retry::new().options(serializable), async move |conn| {
                tries.fetch_add(1, Ordering::Relaxed);
                let count = User::count(conn).await?;
                if std::mem::take(&mut is_first) {
                    barrier.wait().await;
                }
                add(&format!("user{count}"), conn).await
            })
            .await
        })
    });
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(names(&db).await, ["user0", "user1"]);
    assert_eq!(tries.load(Ordering::Relaxed), 3);
}

async fn errors_read_as_those_of_blocking_connections(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let blocking = place.options::<BlockOn<AsyncAnyConnection>>().pool_size(1).max_overflow(0).connect().unwrap();
    let other = &mut blocking.get().unwrap();
    if place.kind() == Kind::Memory {
        Tables::create_all(other).unwrap();
    }
    let conn = &mut db.get().await.unwrap();
    let deferrable = TransactionOptions::new().deferrable();
    let told = [
        conn.atomic(async |conn| User::find(7, conn).await).await.unwrap_err(),
        conn.atomic(async |conn| conn.atomic_with(deferrable, async |conn| User::find(7, conn).await).await)
            .await
            .unwrap_err(),
        conn.atomic(async |conn| NewPost::of(7, "orphan").insert(conn).await).await.unwrap_err(),
        Transaction::begin(conn).await.unwrap().rollback().await.and(User::find(7, conn).await).unwrap_err(),
    ];
    let others = [
        other.atomic(|conn| User::find(7, conn)).unwrap_err(),
        other.atomic(|conn| conn.atomic_with(deferrable, |conn| User::find(7, conn))).unwrap_err(),
        other.atomic(|conn| NewPost::of(7, "orphan").insert(conn)).unwrap_err(),
        Transaction::begin(other).unwrap().rollback().and(User::find(7, other)).unwrap_err(),
    ];
    assert_eq!(told.map(|error| error.to_string()), others.map(|error| error.to_string()));
}

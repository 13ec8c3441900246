//! Budgets of statements where these are awaited.

use std::time::Duration;

use model_runtime::database::{QueryLog, Transaction};
use model_runtime::prelude::*;
use model_runtime::{Error, assert_queries};
use tests::db::asynchronous::Place;
use tests::models::*;
use tokio::time::timeout;

use crate::{Flavor, everywhere};

everywhere! {
    a_task_keeps_to_its_budget
    a_budget_that_is_exceeded_ends_its_task
    every_way_to_a_connection_is_counted
    a_statement_that_nobody_waits_for_was_sent
}

async fn a_task_keeps_to_its_budget(place: &Place, _: Flavor) {
    let db = place.pool(4).await;
    let tasks = (0..4).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut conn = db.get().await?;
            assert_queries!(conn, 3, {
                User::count(&mut conn).await?;
                let found = assert_queries!(conn, ..=1, { User::get(task, &mut conn).await? });
                assert_eq!(found, None);
                tokio::task::yield_now().await;
                User::query().exists(&mut conn).await?;
            });
            assert_queries!(conn, 9, { User::find(-1, &mut conn).await? });
            Ok::<_, Error>(())
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert!(task.await.unwrap().unwrap_err().is_not_found());
    }
}

async fn a_budget_that_is_exceeded_ends_its_task(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let task = tokio::spawn(async move {
        let mut conn = db.get().await.unwrap();
        assert_queries!(conn, 1, {
            for id in 0..101 {
                User::get(id, &mut conn).await.unwrap();
            }
        });
    });
    let panic = task.await.unwrap_err().into_panic();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.starts_with("assertion failed: sent 101 statements, expected 1\n   1. (101 times) SELECT"),
        "{message}"
    );
    assert!(message.contains("the same statement ran 101 times: SELECT"), "{message}");
}

async fn every_way_to_a_connection_is_counted(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let mut conn = db.get().await.unwrap();
    let log = QueryLog::of(&mut conn).unwrap();
    let counted = conn.atomic(async |conn| {
        Ok::<_, Error>(assert_queries!(conn, 1, { users::table.count().one::<i64, _>(conn).await? }))
    });
    assert_eq!(counted.await.unwrap(), 0);
    let mut transaction = Transaction::begin(&mut conn).await.unwrap();
    assert_queries!(transaction, 1, { User::count(&mut transaction).await.unwrap() });
    transaction.rollback().await.unwrap();
    assert_eq!((log.count(), log.transactions()), (2, 2), "{log}");
    drop(conn);

    let mut conn = place.connection().await;
    let one = diesel::sql_query("SELECT 1");
    assert_queries!(conn, 1, { one.run(&mut conn).await.unwrap() });
    assert_eq!(log.count(), 2, "{log}");
}

async fn a_statement_that_nobody_waits_for_was_sent(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let mut conn = db.get().await.unwrap();
    let log = QueryLog::of(&mut conn).unwrap();
    let _ = timeout(Duration::ZERO, User::count(&mut conn)).await;
    // Whether or not SQLite's thread had begun it.
    assert!(log.count() == 1 || !place.is_server(), "{log}");
    let next = QueryLog::of(&mut conn).unwrap();
    let _ = User::count(&mut conn).await;
    assert!(next.count() <= 1, "{next}");
}

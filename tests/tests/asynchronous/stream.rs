//! Rows as they arrive.

use diesel::sql_types::{BigInt, Text};
use diesel_async::SimpleAsyncConnection;
use futures_util::StreamExt;
use model_runtime::Error;
use model_runtime::prelude::*;
use tests::db::asynchronous::{Kind, Place};
use tests::models::*;

use crate::{Flavor, everywhere};

everywhere! {
    rows_come_in_order
    rows_come_before_the_last_is_made
    a_stream_that_is_dropped_leaves_nothing
    a_row_that_cannot_be_read_is_an_error_among_the_others
    streams_and_verbs_run_beside_each_other
}

/// How many tickets there are; rows of a stream are as many as pairs of them.
const TICKETS: usize = 320;

async fn fill(conn: &mut AsyncAnyConnection) {
    let news = (0..TICKETS).map(|number| NewTicket::of(&number.to_string()));
    Ticket::insert_many(news, conn).await.unwrap();
}

/// A query of 102,400 rows of a kilobyte each. Servers cannot make the last one, which has two values where there is one place.
fn many(conn: &mut AsyncAnyConnection) -> diesel::expression::SqlLiteral<(BigInt, Text)> {
    let (text, two) = match conn {
        AsyncAnyConnection::Sqlite(_) => ("hex(zeroblob(500))", "1"),
        _ => ("repeat('0', 1000)", "(SELECT c.id FROM tickets AS c WHERE c.id <> a.id)"),
    };
    let is_last = "a.id = (SELECT max(id) FROM tickets) AND b.id = a.id";
    diesel::dsl::sql(&format!(
        "SELECT CASE WHEN {is_last} THEN {two} ELSE a.id END, {text} FROM tickets AS a CROSS JOIN tickets AS b"
    ))
}

async fn rows_come_in_order(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let conn = &mut *db.get().await.unwrap();
    fill(conn).await;
    let ids = Ticket::query().order(tickets::id.desc()).stream(conn).await.unwrap().map(|row| row.unwrap().id);
    let ids: Vec<i64> = ids.collect().await;
    assert!(ids.len() == TICKETS && ids.is_sorted_by(|one, next| one > next));
    let mut none = Ticket::query().filter(tickets::id.lt(0)).stream(conn).await.unwrap();
    assert!(none.next().await.unwrap().is_none() && none.next().await.unwrap().is_none());
    drop(none);
    let titles = tickets::table.select(tickets::title).order(tickets::id).stream::<String, _>(conn).await.unwrap();
    let titles: Vec<String> = titles.map(Result::unwrap).take(3).collect().await;
    assert_eq!(titles, ["0", "1", "2"]);
}

/// That the last row cannot be made is known only when the others were.
async fn rows_come_before_the_last_is_made(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let conn = &mut *db.get().await.unwrap();
    fill(conn).await;
    let mut rows = many(conn).stream::<(i64, String), _>(conn).await.unwrap();
    let (mut read, mut bytes) = (0, 0);
    let end = loop {
        match rows.next().await {
            Ok(Some((_, text))) => (read, bytes) = (read + 1, bytes + text.len()),
            end => break end,
        }
    };
    assert_eq!(bytes, read * 1_000);
    if place.is_server() {
        let error = end.unwrap_err();
        assert!(matches!(error, Error::Database(_)) && read > TICKETS, "{error} after {read}");
    } else {
        assert!(end.unwrap().is_none() && read == TICKETS * TICKETS);
    }
    drop(rows);
    assert_eq!(Ticket::count(conn).await.unwrap(), TICKETS as i64);
}

async fn a_stream_that_is_dropped_leaves_nothing(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    fill(&mut db.get().await.unwrap()).await;
    let opened = db.status().opened;
    for is_used_again in [true, false] {
        let mut conn = db.get().await.unwrap();
        let rows = many(&mut conn).stream::<(i64, String), _>(&mut conn).await.unwrap();
        let some: Vec<_> = rows.take(10).collect().await;
        assert!(some.len() == 10 && some.iter().all(Result::is_ok));
        if is_used_again {
            assert_eq!(User::count(&mut conn).await.unwrap(), 0);
            assert_eq!(Ticket::count(&mut conn).await.unwrap(), TICKETS as i64);
        }
    }
    assert_eq!(Ticket::count(&mut db.get().await.unwrap()).await.unwrap(), TICKETS as i64);
    // The rest of the rows was read and forgotten.
    assert_eq!(db.status().opened, opened);
}

async fn a_row_that_cannot_be_read_is_an_error_among_the_others(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let conn = &mut *db.get().await.unwrap();
    User::insert_many(["a", "b", "c"].map(NewUser::named), conn).await.unwrap();
    let (before, time) = match place.kind() {
        Kind::Postgres => ("SELECT 1", "290000-01-01"),
        Kind::Mysql => ("SET sql_mode = ''", "0000-00-00"),
        Kind::Memory | Kind::File => ("SELECT 1", "yesterday"),
    };
    let spoil = format!("{before}; UPDATE users SET created_at = '{time}' WHERE name = 'b'");
    conn.batch_execute(&spoil).await.unwrap();
    let rows: Vec<_> = User::query().order(users::name).stream(conn).await.unwrap().collect().await;
    let [a, b, c] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((&*a.as_ref().unwrap().name, &*c.as_ref().unwrap().name), ("a", "c"));
    assert!(matches!(b, Err(Error::Decode(error)) if error.model == Some("User")), "{b:?}");
    assert_eq!(User::count(conn).await.unwrap(), 3);
}

async fn streams_and_verbs_run_beside_each_other(place: &Place, _: Flavor) {
    let db = place.pool(2).await;
    let (mut first, mut second) = (db.get().await.unwrap(), db.get().await.unwrap());
    fill(&mut first).await;
    let read = async {
        let rows = Ticket::query().stream(&mut first).await?;
        Ok::<_, Error>(rows.filter(|row| std::future::ready(row.is_ok())).count().await)
    };
    let written = async {
        for name in ["a", "b", "c"] {
            NewUser::named(name).insert(&mut second).await?;
        }
        User::count(&mut second).await
    };
    assert_eq!(tokio::try_join!(read, written).unwrap(), (TICKETS, 3));
}

//! Many rows: order, chunks, transactions, whole rows.

use crate::db::{capabilities, connect, rows_of_an_insert};
use chrono::NaiveDateTime;
use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;

fn users(count: usize) -> Vec<NewUser> {
    (0..count).map(|i| NewUser::named(&format!("user{i}"))).collect()
}

fn noon() -> NaiveDateTime {
    "2024-02-29T12:00:00.000123".parse().unwrap()
}

#[test]
fn no_rows_are_ok_and_send_nothing() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    assert_eq!(User::insert_many(Vec::<NewUser>::new(), conn).unwrap(), []);
    assert_eq!(Ticket::insert_many(Vec::<NewTicket>::new(), conn).unwrap(), []);
    assert_eq!(Document::insert_many(Vec::<NewDocument>::new(), conn).unwrap(), []);
    assert_eq!(User::insert_rows(Vec::new(), conn).unwrap(), []);
    assert_eq!(User::find_many([], conn).unwrap(), []);
    assert_eq!(User::delete_many([], conn).unwrap(), 0);

    assert!(log.is_empty(), "{log}");
}

#[test]
fn rows_come_back_in_the_order_given() {
    let conn = &mut connect();

    let rows = User::insert_many(users(300), conn).unwrap();

    assert!(rows.iter().enumerate().all(|(i, row)| row.name == format!("user{i}")));
    assert_eq!(User::query().order(users::id).all(conn).unwrap(), rows);
}

#[test]
fn a_hundred_thousand_rows_stay_within_the_limits() {
    let conn = &mut connect();
    let lines = (0..100_000).rev().map(|i| NewLine::of(i / 10, i32::try_from(i % 10).unwrap(), "Tea"));
    let log = QueryLog::of(conn).unwrap();

    let rows = Line::insert_many(lines, conn).unwrap();

    assert_eq!(rows.len(), 100_000);
    assert!(rows.iter().rev().enumerate().all(|(i, row)| row.key() == (i as i64 / 10, i as i32 % 10)));
    assert_eq!((log.transactions(), log.count_of("INSERT")), (1, 100_000_usize.div_ceil(rows_of_an_insert())));
    assert_eq!(Line::count(conn).unwrap(), 100_000);
}

#[test]
fn any_number_of_rows_with_and_without_null() {
    let conn = &mut connect();
    for count in [1, 2, 16, 17, 18, 129, 1_000] {
        let news =
            (0..count).map(|i| NewSeat { code: (i % 3 > 0).then(|| format!("{count}-{i}")), guest: String::new() });

        let rows = Seat::insert_many(news, conn).unwrap();

        let codes = rows.iter().enumerate().map(|(i, row)| (i, row.code.clone()));
        assert!(codes.eq((0..count).map(|i| (i, (i % 3 > 0).then(|| format!("{count}-{i}"))))));
        assert!(rows.is_sorted_by_key(|row| row.id));
        assert_eq!(Seat::find_many(rows.iter().map(|row| row.id), conn).unwrap(), rows);
    }
}

#[test]
fn a_refused_row_leaves_no_row_whatever_refused_it() {
    let conn = &mut connect();
    let alice = NewUser::named("alice").insert(conn).unwrap();
    let posts = |author: i64| (0..40).map(move |i| NewPost::of(if i == 39 { author } else { 1 }, "x"));
    let mut forbidden = users(40);
    forbidden[20].name = "forbidden".into();

    let foreign_key = Post::insert_many(posts(77), conn).unwrap_err();
    let check = User::insert_many(forbidden, conn).unwrap_err();
    let key = Line::insert_many((0..40).map(|i| NewLine::of(i % 39, 1, "Tea")), conn).unwrap_err();

    assert!(foreign_key.violates(PostConstraint::UserFk), "{foreign_key}");
    assert!(check.is_check_violation() && key.is_unique_violation(), "{check}; {key}");
    assert_eq!((User::count(conn).unwrap(), Post::count(conn).unwrap(), Line::count(conn).unwrap()), (1, 0, 0));
    assert_eq!(Post::insert_many(posts(alice.id), conn).unwrap().len(), 40);
}

#[test]
fn rows_that_a_trigger_writes_to_come_back_as_stored() {
    let conn = &mut connect();

    let rows = Document::insert_many((0..60).map(|i| NewDocument { name: format!("d{i}") }), conn).unwrap();

    assert!(rows.iter().enumerate().all(|(i, row)| row.changes == 1 && row.name == format!("d{i}")));
}

#[test]
fn rows_of_wide_tables_with_keys_come_back_in_order() {
    let conn = &mut connect();

    let rows = User::insert_many(users(20_000), conn).unwrap();

    assert!(rows.iter().enumerate().all(|(i, row)| row.name == format!("user{i}") && row.id == i as i64 + 1));
}

#[test]
fn given_keys_come_back_in_the_order_given_with_what_the_database_filled() {
    let conn = &mut connect();
    let codes: Vec<String> = (0..40).map(|i| format!("C{}", (i * 17) % 40)).collect();

    let rows = Country::insert_many(codes.iter().map(|code| NewCountry::of(code, "Land")), conn).unwrap();

    assert!(rows.iter().zip(&codes).all(|(row, code)| row.code == *code && row.currency == "EUR"));
}

#[test]
fn rows_that_leave_different_columns_out_are_sent_group_by_group() {
    let conn = &mut connect();
    let news = (0..100).map(|i| NewTicket {
        state: if i % 2 == 0 { Auto } else { Set("closed".into()) },
        priority: if i % 4 < 2 { Auto } else { Set(i) },
        ..NewTicket::of(&format!("t{i}"))
    });
    let log = QueryLog::of(conn).unwrap();

    let rows = Ticket::insert_many(news, conn).unwrap();

    assert_eq!((log.transactions(), log.savepoints()), (1, 0));
    // Four groups of 25 rows, each sent as arrays, or as 20 and 5.
    assert_eq!(log.count_of("INSERT INTO"), if capabilities().arrays_from.is_some() { 4 } else { 8 });
    for (i, row) in rows.iter().enumerate() {
        assert_eq!(row.title, format!("t{i}"));
        assert_eq!(row.state, if i % 2 == 0 { "open" } else { "closed" });
        assert_eq!(row.priority, if i % 4 < 2 { 3 } else { i32::try_from(i).unwrap() });
        assert_eq!(Ticket::find(row.id, conn).unwrap(), *row);
    }
}

#[test]
fn rows_without_any_column_are_inserted() {
    let conn = &mut connect();

    let rows = Marker::insert_many((0..5).map(|_| NewMarker {}), conn).unwrap();

    assert_eq!(rows.iter().map(|marker| marker.id).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[test]
fn validation_names_the_row_and_sends_nothing() {
    let conn = &mut connect();
    let alice = NewUser::named("Alice").insert(conn).unwrap();
    let log = QueryLog::of(conn).unwrap();

    let posts = [NewPost::of(&alice, "a"), NewPost::of(Fk::Parent, "b"), NewPost::of(Fk::Parent, "c")];
    let error = Post::insert_many(posts, conn).unwrap_err();

    let Error::Validation(errors) = error else { panic!("{error}") };
    assert_eq!(errors.field_errors().iter().map(|error| error.row).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert!(log.is_empty());
}

#[test]
fn a_failure_in_the_last_chunk_leaves_no_row() {
    let conn = &mut connect();
    let mut news = users(2 * rows_of_an_insert());
    news.push(NewUser::named("user0"));

    let error = User::insert_many(news, conn).unwrap_err();

    assert!(error.is_unique_violation());
    assert_eq!(User::count(conn).unwrap(), 0);
    assert_eq!(NewUser::named("after").insert(conn).unwrap().name, "after");
}

#[test]
fn a_failure_in_the_last_group_leaves_no_row() {
    let conn = &mut connect();
    let news = ["AT", "CH", "AT"].iter().enumerate().map(|(i, code)| NewCountry {
        currency: if i == 1 { Set("CHF".into()) } else { Auto },
        ..NewCountry::of(code, "Land")
    });

    let error = Country::insert_many(news, conn).unwrap_err();

    assert!(error.is_unique_violation());
    assert_eq!(Country::count(conn).unwrap(), 0);
}

#[test]
fn a_failing_batch_inside_a_transaction_undoes_only_itself() {
    let conn = &mut connect();

    conn.atomic(|conn| {
        NewUser::named("user7").insert(conn)?;
        let several_statements = users(2 * rows_of_an_insert());
        assert!(User::insert_many(several_statements, conn).unwrap_err().is_unique_violation());
        Ok::<_, Error>(())
    })
    .unwrap();

    assert_eq!(User::count(conn).unwrap(), 1);
}

#[test]
fn builders_are_inserted_in_batches_too() {
    let conn = &mut connect();

    let rows = User::insert_many(["a", "b"].map(|name| User::builder().name(name).email(name)), conn).unwrap();

    assert_eq!(rows.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn whole_rows_keep_their_keys_and_times() {
    let conn = &mut connect();
    let user = |id: i64| User {
        id,
        name: format!("u{id}"),
        email: format!("u{id}"),
        is_active: false,
        bio: None,
        created_at: noon(),
        updated_at: noon(),
    };

    let rows = User::insert_rows([user(30), user(10), user(20)], conn).unwrap();

    assert_eq!(rows, [user(30), user(10), user(20)]);
    assert_eq!(User::query().order(users::id).all(conn).unwrap(), [user(10), user(20), user(30)]);
    assert_eq!(NewUser::named("next").insert(conn).unwrap().id, 31, "keys go on after the largest one given");
}

#[test]
fn whole_rows_leave_what_the_database_writes_to_it() {
    let conn = &mut connect();
    let given = |id: i64| Crate { id, width: 2, height: i32::try_from(id).unwrap(), area: -1 };
    let written = |name: &str, id: i64| Document { id, name: name.into(), changes: 50 };

    let boxes = Crate::insert_rows([given(5), given(3), given(4)], conn).unwrap();
    let documents = Document::insert_rows([written("b", 9), written("a", 8)], conn).unwrap();

    assert_eq!(boxes.iter().map(|row| (row.id, row.area)).collect::<Vec<_>>(), [(5, 10), (3, 6), (4, 8)]);
    assert_eq!(documents.iter().map(|row| (row.id, row.changes)).collect::<Vec<_>>(), [(9, 1), (8, 1)]);
}

#[test]
fn many_whole_rows_share_one_transaction() {
    let conn = &mut connect();
    let count = 2 * rows_of_an_insert() + 1;
    let lines = (0..count).map(|i| Line { order_id: i as i64, line: 0, product: "Tea".into(), quantity: 1 });
    let log = QueryLog::of(conn).unwrap();

    let rows = Line::insert_rows(lines, conn).unwrap();

    assert_eq!((rows.len(), log.transactions(), log.count_of("INSERT")), (count, 1, 3));
    assert_eq!(Line::query().order(lines::order_id).all(conn).unwrap(), rows);
}

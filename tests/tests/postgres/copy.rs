//! COPY: what is loaded, what is refused, and what is left.

use std::cell::Cell;

use model_runtime::Error;
use model_runtime::backend::CopyIn;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;

use crate::columns::{Columns, Nullable};
use crate::db::{connect, empty};

fn users(count: usize) -> impl Iterator<Item = NewUser> {
    (0..count).map(|i| NewUser { bio: (i % 2 == 0).then(|| format!("bio {i}")), ..NewUser::named(&format!("u{i}")) })
}

#[test]
fn rows_are_stored_in_their_order_with_keys_and_defaults() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    assert_eq!(User::copy_in(users(0), conn).unwrap(), 0);
    assert!(log.is_empty());
    for count in [1, 2, 17, 1_000] {
        assert_eq!(User::copy_in(users(count), conn).unwrap(), count);
        let stored = User::query().order(users::id).all(conn).unwrap();
        assert!(
            stored
                .iter()
                .map(|row| (row.name.clone(), row.bio.clone()))
                .eq(users(count).map(|new| (new.name, new.bio)))
        );
        assert!(stored.iter().all(|row| row.is_active));
        User::query().delete_all(conn).unwrap();
    }
    assert_eq!(log.count_of("COPY"), 4);
}

#[test]
fn every_type_of_column() {
    let conn = &mut empty();
    Columns::create_all(conn).unwrap();
    let rows: Vec<Nullable> = (1..=40).map(crate::columns::nullable).collect();

    assert_eq!(Nullable::copy_rows_in(rows.clone(), conn).unwrap(), 40);
    assert_eq!(Nullable::query().order(crate::columns::all_nullable::id).all(conn).unwrap(), rows);

    let news = (0..3).map(|_| crate::columns::all());
    let ids: Vec<_> = news.map(|new| crate::columns::NewAll { id: Auto, ..new }).collect();
    assert_eq!(crate::columns::All::copy_in(ids, conn).unwrap(), 3);
    assert_eq!(crate::columns::All::all(conn).unwrap()[0].text, crate::columns::all().text);
}

#[test]
fn whole_rows_keep_their_keys_and_others_go_on_after_them() {
    let conn = &mut connect();
    let boxes = [7, 3].map(|id| Crate { id, width: 2, height: 5, area: -1 });

    assert_eq!(Crate::copy_rows_in(boxes, conn).unwrap(), 2);

    let stored = Crate::query().order(boxes::id).all(conn).unwrap();
    assert_eq!(stored.iter().map(|row| (row.id, row.area)).collect::<Vec<_>>(), [(3, 10), (7, 10)]);
    assert_eq!(NewCrate { width: 1, height: 1 }.insert(conn).unwrap().id, 8);
}

#[test]
fn rows_that_leave_different_columns_out_are_copies_of_their_own() {
    let conn = &mut connect();
    let state = |i: i32| if i < 50 { Auto } else { Set("closed".into()) };
    let news = (0..100).map(|i| NewTicket { state: state(i), ..NewTicket::of(&format!("t{i}")) });
    let log = QueryLog::of(conn).unwrap();

    assert_eq!(Ticket::copy_in(news, conn).unwrap(), 100);

    assert_eq!((log.count_of("COPY"), log.transactions()), (2, 1));
    let stored = Ticket::query().order(tickets::id).all(conn).unwrap();
    assert!(stored.iter().enumerate().all(|(i, row)| row.state == if i < 50 { "open" } else { "closed" }));
}

#[test]
fn an_invalid_row_is_named_ends_the_load_and_leaves_nothing() {
    let conn = &mut connect();
    let alice = NewUser::named("alice").insert(conn).unwrap();
    let taken = Cell::new(0);
    let posts = (0..1_000).map(|i| {
        taken.set(i + 1);
        NewPost::of(if i == 700 { Fk::Parent } else { (&alice).into() }, "x")
    });

    let error = Post::copy_in(posts, conn).unwrap_err();

    let Error::Validation(errors) = error else { panic!("{error}") };
    assert_eq!(errors.field_errors().iter().map(|error| error.row).collect::<Vec<_>>(), [Some(700)]);
    assert_eq!((taken.get(), Post::count(conn).unwrap()), (701, 0));
}

#[test]
fn what_the_database_refuses_is_told_and_leaves_nothing() {
    let conn = &mut connect();
    let alice = NewUser::named("alice").insert(conn).unwrap();

    let key = User::copy_in(users(50).chain([NewUser::named("alice")]), conn).unwrap_err();
    let parent = Post::copy_in((0..50).map(|i| NewPost::of(alice.id + i / 49, "x")), conn).unwrap_err();
    let check =
        User::copy_in_unchecked(users(20).map(|new| NewUser { name: "forbidden".into(), ..new }.unchecked()), conn);

    assert!(key.violates(UserConstraint::EmailUnique), "{key}");
    assert!(parent.violates(PostConstraint::UserFk), "{parent}");
    assert!(check.unwrap_err().is_check_violation());
    assert_eq!((User::count(conn).unwrap(), Post::count(conn).unwrap()), (1, 0));
}

#[test]
fn a_load_inside_a_transaction_that_fails_undoes_only_itself() {
    let conn = &mut connect();

    conn.atomic(|conn| {
        NewUser::named("u7").insert(conn)?;
        assert!(User::copy_in(users(10), conn).unwrap_err().is_unique_violation());
        assert_eq!(User::copy_in(users(5), conn)?, 5);
        Ok::<_, Error>(())
    })
    .unwrap();

    assert_eq!(User::count(conn).unwrap(), 6);
}

#[test]
fn a_panic_amid_the_rows_leaves_nothing_and_the_connection_usable() {
    let conn = &mut connect();
    let rows = users(100_000).map(|new| if new.name == "u90000" { panic!("the rows end here") } else { new });

    let load = std::panic::AssertUnwindSafe(|| User::copy_in(rows, conn));
    assert!(std::panic::catch_unwind(load).is_err());

    assert_eq!(User::count(conn).unwrap(), 0);
    assert_eq!(User::copy_in(users(5), conn).unwrap(), 5);
}

#[test]
fn rows_without_any_value_cannot_be_copied() {
    let conn = &mut connect();

    let error = Marker::copy_in([NewMarker {}], conn).unwrap_err();

    assert!(error.to_string().ends_with("a row without any value cannot be copied; insert it"), "{error}");
    assert_eq!(NewMarker {}.insert(conn).unwrap().id, 1);
}

//! Changing and deleting single rows; what happens to the value in memory.

use crate::db::{Connection, connect};
use chrono::NaiveDateTime;
use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;

fn past() -> NaiveDateTime {
    "2020-01-01T00:00:00".parse().unwrap()
}

fn nanos() -> NaiveDateTime {
    "2024-05-06T07:08:09.123456789".parse().unwrap()
}

fn alice(conn: &mut Connection) -> User {
    NewUser { created_at: Set(past()), updated_at: Set(past()), ..NewUser::named("Alice") }.insert(conn).unwrap()
}

fn post(conn: &mut Connection) -> Post {
    let author = alice(conn);
    NewPost::of(&author, "Title").insert(conn).unwrap()
}

#[test]
fn save_writes_every_column_and_moves_the_time_of_update() {
    let conn = &mut connect();
    let mut user = alice(conn);

    user.name = "Alicia".into();
    user.bio = Some("Hi".into());
    user.is_active = false;
    user.save(conn).unwrap();

    assert_eq!((user.created_at, user.updated_at > past()), (past(), true));
    assert_eq!(User::find(user.id, conn).unwrap(), user);
}

#[test]
fn save_counts_the_version_on() {
    let conn = &mut connect();
    let mut post = post(conn);

    for version in 2..5 {
        post.save(conn).unwrap();
        assert_eq!(post.version, version);
    }
    assert_eq!(Post::find(post.id, conn).unwrap(), post);
}

#[test]
fn save_cuts_times_finer_than_their_columns() {
    let conn = &mut connect();
    let mut post = post(conn);

    post.published_at = nanos();
    post.save(conn).unwrap();

    assert_eq!(Post::find(post.id, conn).unwrap(), post);
    assert_eq!(post.published_at, "2024-05-06T07:08:09.123456".parse().unwrap());
}

#[test]
fn a_failed_save_leaves_the_value_exactly_as_it_was() {
    let conn = &mut connect();
    NewUser::named("Bob").insert(conn).unwrap();
    let mut user = alice(conn);
    user.email = "Bob@example.com".into();
    user.created_at = nanos();
    user.updated_at = nanos();
    let before = user.clone();

    assert!(user.save(conn).unwrap_err().is_unique_violation());

    assert_eq!(user, before);
}

#[test]
fn a_stale_save_leaves_the_value_exactly_as_it_was() {
    let conn = &mut connect();
    let mut mine = post(conn);
    let mut theirs = mine.clone();
    theirs.title = "Theirs".into();
    theirs.save(conn).unwrap();
    mine.published_at = nanos();
    let before = mine.clone();

    let error = mine.save(conn).unwrap_err();

    assert!(matches!(error, Error::Stale { model: "Post", ref rows } if rows.is_empty()), "{error}");
    assert_eq!(mine, before);
    assert_eq!(Post::find(mine.id, conn).unwrap(), theirs);
}

#[test]
fn a_row_that_is_gone_is_not_found_or_stale() {
    let conn = &mut connect();
    let mut post = post(conn);
    let mut user = NewUser::named("Bob").insert(conn).unwrap();
    post.clone().delete(conn).unwrap();
    user.clone().delete(conn).unwrap();
    let (post_before, user_before) = (post.clone(), user.clone());

    assert!(matches!(post.save(conn), Err(Error::Stale { model: "Post", ref rows }) if rows.is_empty()));
    assert!(matches!(
        post.patch(PostPatch { title: Set("x".into()), ..Default::default() }, conn),
        Err(Error::Stale { .. })
    ));
    assert!(matches!(post.delete(conn), Err(Error::Stale { .. })));
    assert!(matches!(user.save(conn), Err(Error::NotFound { model: "User", ref rows }) if rows.is_empty()));
    assert!(matches!(
        user.patch(UserPatch { name: Set("x".into()), ..Default::default() }, conn),
        Err(Error::NotFound { .. })
    ));
    assert!(matches!(user.reload(conn), Err(Error::NotFound { model: "User", ref rows }) if rows.is_empty()));
    assert!(matches!(user.delete(conn), Err(Error::NotFound { .. })));
    assert_eq!((post, user), (post_before, user_before));
}

#[test]
fn patch_writes_what_is_set_and_nothing_else() {
    let conn = &mut connect();
    let mut user = alice(conn);
    User::update(user.id, UserPatch { name: Set("Elsewhere".into()), ..Default::default() }, conn).unwrap();

    user.patch(UserPatch { bio: Set(Some("Hi".into())), ..Default::default() }, conn).unwrap();

    let stored = User::find(user.id, conn).unwrap();
    assert_eq!((user.name.as_str(), stored.name.as_str()), ("Alice", "Elsewhere"));
    assert_eq!((&user.bio, user.updated_at), (&stored.bio, stored.updated_at));
    assert!(user.updated_at > past());
}

#[test]
fn patch_sets_null() {
    let conn = &mut connect();
    let mut user = NewUser { bio: Some("Hi".into()), ..NewUser::named("Alice") }.insert(conn).unwrap();

    user.patch(UserPatch { bio: Set(None), ..Default::default() }, conn).unwrap();

    assert_eq!(user.bio, None);
    assert_eq!(User::find(user.id, conn).unwrap(), user);
}

#[test]
fn patch_counts_the_version_and_notices_a_stale_row() {
    let conn = &mut connect();
    let mut mine = post(conn);
    let mut theirs = mine.clone();

    theirs.patch(PostPatch { title: Set("Theirs".into()), ..Default::default() }, conn).unwrap();
    let before = mine.clone();
    let error = mine.patch(PostPatch { title: Set("Mine".into()), ..Default::default() }, conn).unwrap_err();

    assert!(matches!(error, Error::Stale { .. }));
    assert_eq!((mine, theirs.version), (before, 2));
    assert_eq!(Post::find(theirs.id, conn).unwrap(), theirs);
}

#[test]
fn a_failed_patch_leaves_the_value_exactly_as_it_was() {
    let conn = &mut connect();
    NewUser::named("Bob").insert(conn).unwrap();
    let mut user = alice(conn);
    user.created_at = nanos();
    let before = user.clone();

    let patch = UserPatch { email: Set("Bob@example.com".into()), created_at: Set(past()), ..Default::default() };
    assert!(user.patch(patch, conn).unwrap_err().is_unique_violation());

    assert_eq!(user, before);
}

#[test]
fn an_empty_patch_does_nothing() {
    let conn = &mut connect();
    let mut user = alice(conn);
    let before = user.clone();
    let mut marker = NewMarker {}.insert(conn).unwrap();
    let log = QueryLog::of(conn).unwrap();

    user.patch(UserPatch::default(), conn).unwrap();
    marker.patch(MarkerPatch {}, conn).unwrap();
    User::update(user.id, UserPatch::default(), conn).unwrap();
    assert_eq!(User::query().patch_all(UserPatch::default(), conn).unwrap(), 0);

    assert_eq!(user, before);
    assert!(log.is_empty());
}

#[test]
fn a_row_with_nothing_but_its_key_can_be_saved() {
    let conn = &mut connect();
    let mut marker = NewMarker {}.insert(conn).unwrap();
    let mut gone = Marker { id: 99 };

    marker.save(conn).unwrap();

    assert!(gone.save(conn).unwrap_err().is_not_found());
}

#[test]
fn update_changes_a_row_without_reading_it() {
    let conn = &mut connect();
    let user = alice(conn);

    User::update(user.id, UserPatch { name: Set("Alicia".into()), ..Default::default() }, conn).unwrap();

    let stored = User::find(user.id, conn).unwrap();
    assert_eq!((stored.name.as_str(), stored.created_at), ("Alicia", past()));
    assert!(stored.updated_at > past());
}

#[test]
fn update_counts_the_version_on() {
    let conn = &mut connect();
    let mut post = post(conn);

    Post::update(post.id, PostPatch { title: Set("New".into()), ..Default::default() }, conn).unwrap();

    assert!(matches!(post.save(conn), Err(Error::Stale { .. })));
    post.reload(conn).unwrap();
    assert_eq!((post.title.as_str(), post.version), ("New", 2));
}

#[test]
fn update_of_an_absent_row_is_not_found() {
    let conn = &mut connect();

    let error = User::update(99, UserPatch { name: Set("x".into()), ..Default::default() }, conn).unwrap_err();

    assert!(matches!(error, Error::NotFound { model: "User", ref rows } if rows.is_empty()));
}

#[test]
fn update_takes_composite_keys() {
    let conn = &mut connect();
    Line::insert_many([NewLine::of(1, 1, "Tea"), NewLine::of(1, 2, "Milk"), NewLine::of(2, 1, "Jam")], conn).unwrap();

    Line::update((1, 2), LinePatch { quantity: Set(9), ..Default::default() }, conn).unwrap();

    let quantities = Line::query().order((lines::order_id, lines::line)).all(conn).unwrap();
    assert_eq!(quantities.iter().map(|line| line.quantity).collect::<Vec<_>>(), [1, 9, 1]);
}

#[test]
fn save_and_patch_read_generated_columns_back() {
    let conn = &mut connect();
    let mut row = NewCrate { width: 3, height: 4 }.insert(conn).unwrap();

    row.width = 5;
    row.save(conn).unwrap();
    assert_eq!(row.area, 20);
    row.patch(CratePatch { height: Set(6), ..Default::default() }, conn).unwrap();

    assert_eq!(row.area, 30);
    assert_eq!(Crate::find(row.id, conn).unwrap(), row);
}

#[test]
fn save_and_patch_read_back_what_a_trigger_wrote() {
    let conn = &mut connect();
    let mut row = NewDocument { name: "a".into() }.insert(conn).unwrap();

    row.name = "b".into();
    row.save(conn).unwrap();
    assert_eq!(row.changes, 2);
    row.patch(DocumentPatch { name: Set("c".into()) }, conn).unwrap();

    assert_eq!(row.changes, 3);
    assert_eq!(Document::find(row.id, conn).unwrap(), row);
}

#[test]
fn a_failed_save_of_a_row_with_generated_columns_leaves_it_as_it_was() {
    let conn = &mut connect();
    NewDocument { name: "taken".into() }.insert(conn).unwrap();
    let mut row = NewDocument { name: "a".into() }.insert(conn).unwrap();
    row.name = "taken".into();
    let before = row.clone();

    assert!(row.save(conn).unwrap_err().is_unique_violation());
    assert_eq!(row, before);

    let mut gone = Crate { id: 99, width: 1, height: 1, area: 7 };
    assert!(gone.save(conn).unwrap_err().is_not_found());
    assert!(gone.patch(CratePatch { width: Set(2), ..Default::default() }, conn).unwrap_err().is_not_found());
    assert_eq!(gone, Crate { id: 99, width: 1, height: 1, area: 7 });
}

#[test]
fn a_version_that_cannot_grow_is_an_overflow_before_any_sql() {
    let conn = &mut connect();
    let mut post = post(conn);
    post.version = i32::MAX;
    let before = post.clone();
    let log = QueryLog::of(conn).unwrap();

    assert!(matches!(post.save(conn), Err(Error::Overflow { model: "Post" })));
    let patch = PostPatch { title: Set("x".into()), ..Default::default() };
    assert!(matches!(post.patch(patch, conn), Err(Error::Overflow { .. })));

    assert_eq!(post, before);
    assert!(log.is_empty());
}

#[test]
fn reload_reads_the_row_again() {
    let conn = &mut connect();
    let mut user = alice(conn);
    let copy = user.clone();

    user.name = "Changed here".into();
    user.reload(conn).unwrap();

    assert_eq!(user, copy);
}

#[test]
fn a_failed_reload_leaves_the_value_exactly_as_it_was() {
    let conn = &mut connect();
    let mut user = alice(conn);
    crate::db::spoil_a_time("users", "created_at", conn);
    user.created_at = nanos();
    let before = user.clone();

    let error = user.reload(conn).unwrap_err();

    assert!(matches!(error, Error::Decode(_)), "{error}");
    assert_eq!(user, before);
}

#[test]
fn delete_removes_one_row() {
    let conn = &mut connect();
    let users = User::insert_many([NewUser::named("a"), NewUser::named("b")], conn).unwrap();

    users[0].delete(conn).unwrap();

    assert_eq!(User::all(conn).unwrap(), users[1..]);
}

#[test]
fn delete_notices_a_stale_row() {
    let conn = &mut connect();
    let mine = post(conn);
    mine.clone().save(conn).unwrap();

    assert!(matches!(mine.delete(conn), Err(Error::Stale { .. })));
    assert_eq!(Post::count(conn).unwrap(), 1);
}

#[test]
fn delete_many_says_how_many_there_were() {
    let conn = &mut connect();
    Line::insert_many((0..300).map(|i| NewLine::of(i, 0, "Tea")), conn).unwrap();
    let log = QueryLog::of(conn).unwrap();

    let deleted = Line::delete_many((100..500).map(|i| (i, 0)).chain([(100, 0)]), conn).unwrap();

    assert_eq!((deleted, log.transactions()), (200, 1));
    assert_eq!(Line::count(conn).unwrap(), 100);
}

#[test]
fn delete_many_that_is_refused_deletes_nothing() {
    let conn = &mut connect();
    let authors = User::insert_many((0..200).map(|i| NewUser::named(&format!("u{i}"))), conn).unwrap();
    NewPost::of(&authors[199], "Kept").insert(conn).unwrap();

    let error = User::delete_many(authors.iter().map(|user| user.id), conn).unwrap_err();

    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(User::count(conn).unwrap(), 200);
}

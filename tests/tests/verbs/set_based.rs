//! `patch_all` and `delete_all`: the rows of a query, in one statement.

use crate::db::{Connection, connect};
use chrono::NaiveDateTime;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;

fn past() -> NaiveDateTime {
    "2020-01-01T00:00:00".parse().unwrap()
}

fn users(count: usize, conn: &mut Connection) -> Vec<User> {
    let new = |i: usize| NewUser { updated_at: Set(past()), ..NewUser::named(&format!("u{i}")) };
    User::insert_many((0..count).map(new), conn).unwrap()
}

fn inactive() -> UserPatch {
    UserPatch { is_active: Set(false), ..Default::default() }
}

fn inactive_ids(conn: &mut Connection) -> Vec<i64> {
    users::table.filter(users::is_active.eq(false)).select(users::id).order(users::id).all(conn).unwrap()
}

#[test]
fn patch_all_changes_the_rows_of_the_query() {
    let conn = &mut connect();
    users(5, conn);
    let log = QueryLog::of(conn).unwrap();

    let changed = User::query().filter(users::id.le(3)).patch_all(inactive(), conn).unwrap();

    assert_eq!((changed, log.count(), log.transactions()), (3, 1, 0));
    assert_eq!(inactive_ids(conn), [1, 2, 3]);
}

#[test]
fn patch_all_moves_the_times_and_versions_of_those_rows() {
    let conn = &mut connect();
    let users = users(2, conn);
    let posts = Post::insert_many(["a", "b"].map(|title| NewPost::of(&users[0], title)), conn).unwrap();

    User::query().filter(users::id.eq(1)).patch_all(inactive(), conn).unwrap();
    let patch = PostPatch { title: Set("same".into()), ..Default::default() };
    Post::query().filter(posts::title.eq("b")).patch_all(patch, conn).unwrap();

    assert!(User::find(1, conn).unwrap().updated_at > past());
    assert_eq!(User::find(2, conn).unwrap().updated_at, past());
    assert_eq!(Post::find_many([1, 2], conn).unwrap().iter().map(|post| post.version).collect::<Vec<_>>(), [1, 2]);
    assert!(posts[1].clone().save(conn).is_err());
}

#[test]
fn no_rows_are_ok() {
    let conn = &mut connect();

    assert_eq!(User::query().patch_all(inactive(), conn).unwrap(), 0);
    assert_eq!(User::query().delete_all(conn).unwrap(), 0);
}

#[test]
fn joins_choose_the_rows_of_the_model_alone() {
    let conn = &mut connect();
    let users = users(3, conn);
    for title in ["a", "a"] {
        NewPost::of(&users[1], title).insert(conn).unwrap();
    }
    let query = || User::query().map(|q| q.inner_join(posts::table)).filter(posts::title.eq("a"));

    assert_eq!(query().patch_all(inactive(), conn).unwrap(), 1, "a row that is joined twice is changed once");
    assert_eq!(inactive_ids(conn), [2]);
    let posts = Post::query().map(|q| q.inner_join(users::table)).filter(users::is_active.eq(false));
    assert_eq!(posts.delete_all(conn).unwrap(), 2);
    assert_eq!(User::count(conn).unwrap(), 3);
}

#[test]
fn limits_and_orders_choose_the_rows() {
    let conn = &mut connect();
    users(5, conn);

    User::query().order(users::id.desc()).limit(2).patch_all(inactive(), conn).unwrap();
    assert_eq!(inactive_ids(conn), [4, 5]);
    User::query().order(users::id).limit(2).offset(1).delete_all(conn).unwrap();

    let left: Vec<i64> = users::table.select(users::id).order(users::id).all(conn).unwrap();
    assert_eq!(left, [1, 4, 5]);
}

#[test]
fn composite_keys_choose_their_rows() {
    let conn = &mut connect();
    Line::insert_many((0..9).map(|i| NewLine::of(i / 3, i as i32 % 3, "Tea")), conn).unwrap();
    let middle = || Line::query().filter(lines::line.eq(1));

    let patch = LinePatch { quantity: Set(7), ..Default::default() };
    assert_eq!(middle().order(lines::order_id.desc()).limit(2).patch_all(patch, conn).unwrap(), 2);
    let changed = Line::query().filter(lines::quantity.eq(7)).order(lines::order_id).all(conn).unwrap();
    assert_eq!(changed.iter().map(Line::key).collect::<Vec<_>>(), [(1, 1), (2, 1)]);
    assert_eq!(middle().delete_all(conn).unwrap(), 3);
    assert_eq!(Line::count(conn).unwrap(), 6);
}

#[test]
fn a_condition_may_be_absent_and_may_use_the_columns_it_changes() {
    let conn = &mut connect();
    users(3, conn);
    let none: Option<diesel::dsl::Eq<users::name, &str>> = None;

    let patch = UserPatch { name: Set("x".into()), ..Default::default() };
    assert_eq!(User::query().filter_some(none).filter(users::name.ne("u1")).patch_all(patch, conn).unwrap(), 2);
    assert_eq!(User::query().filter(users::name.eq("x")).count(conn).unwrap(), 2);
}

#[test]
fn a_refused_write_changes_no_row() {
    let conn = &mut connect();
    let users = users(3, conn);
    NewPost::of(&users[2], "a").insert(conn).unwrap();

    let patch = UserPatch { name: Set("forbidden".into()), ..Default::default() };
    assert!(User::query().filter(users::id.gt(1)).patch_all(patch, conn).is_err());
    assert!(User::query().delete_all(conn).unwrap_err().is_foreign_key_violation());

    assert_eq!(User::all(conn).unwrap(), users);
}

//! Reading: by key, by query, in pages and in chunks.

use crate::db::{Connection, connect};
use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;

fn users(count: usize, conn: &mut Connection) -> Vec<User> {
    User::insert_many((0..count).map(|i| NewUser::named(&format!("user{i:03}"))), conn).unwrap()
}

fn names(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.name.as_str()).collect()
}

#[test]
fn find_names_the_model_it_did_not_find() {
    let conn = &mut connect();

    let error = User::find(1, conn).unwrap_err();

    assert!(matches!(error, Error::NotFound { model: "User", ref rows } if rows.is_empty()) && error.is_not_found());
    assert_eq!(error.to_string(), "no `User` found");
    assert_eq!(User::get(1, conn).unwrap(), None);
}

#[test]
fn find_many_keeps_the_order_of_the_keys() {
    let conn = &mut connect();
    let users = users(200, conn);
    let keys = (1..=200).rev();

    let found = User::find_many(keys, conn).unwrap();

    assert!(found.iter().eq(users.iter().rev()));
}

#[test]
fn find_many_leaves_out_what_is_missing_or_repeated() {
    let conn = &mut connect();
    let users = users(3, conn);

    let found = User::find_many([3, 99, 1, 3, 1], conn).unwrap();

    assert_eq!(found, [users[2].clone(), users[0].clone()]);
}

#[test]
fn find_many_takes_composite_keys_and_keys_of_their_own_type() {
    let conn = &mut connect();
    let lines = Line::insert_many((0..100).map(|i| NewLine::of(i / 10, i as i32 % 10, "Tea")), conn).unwrap();
    let members: Vec<Member> = ["a", "b"].map(|name| Member::builder().name(name).insert(conn).unwrap()).into();

    let found = Line::find_many(lines.iter().rev().map(Line::key), conn).unwrap();

    assert!(found.iter().eq(lines.iter().rev()));
    assert_eq!(Member::find_many([MemberId(2), MemberId(1)], conn).unwrap(), [members[1].clone(), members[0].clone()]);
}

#[test]
fn a_query_takes_diesels_methods() {
    let conn = &mut connect();
    users(5, conn);
    User::update(2, UserPatch { is_active: Set(false), ..Default::default() }, conn).unwrap();

    let found = User::query()
        .filter(users::is_active.eq(true))
        .filter(users::id.gt(1))
        .or_filter(users::name.eq("user000"))
        .order(users::is_active.desc())
        .then_order_by(users::id.desc())
        .limit(3)
        .offset(1)
        .all(conn)
        .unwrap();

    assert_eq!(names(&found), ["user003", "user002", "user000"]);
}

#[test]
fn a_condition_may_be_absent() {
    let conn = &mut connect();
    users(3, conn);
    let search = |name: Option<&str>, conn: &mut Connection| {
        let by_maybe = User::query().filter(maybe(name.map(|name| users::name.eq(name)))).count(conn).unwrap();
        let by_some = User::query().filter_some(name.map(|name| users::name.eq(name))).count(conn).unwrap();
        assert_eq!(by_maybe, by_some);
        by_some
    };

    assert_eq!((search(None, conn), search(Some("user001"), conn), search(Some("nobody"), conn)), (3, 1, 0));
}

#[test]
fn an_absent_condition_stands_beside_others() {
    let conn = &mut connect();
    users(3, conn);
    let either = |id: Option<i64>, conn: &mut Connection| {
        let either = maybe(id.map(|id| users::id.eq(id).or(users::id.eq(id + 1))));
        User::query().filter(either).filter(users::name.ne("user001")).count(conn).unwrap()
    };

    assert_eq!((either(None, conn), either(Some(1), conn)), (2, 1));
}

#[test]
fn a_join_is_reached_through_map() {
    let conn = &mut connect();
    let users = users(3, conn);
    for title in ["a", "b"] {
        NewPost::of(&users[1], title).insert(conn).unwrap();
    }

    let with_a = || User::query().map(|q| q.inner_join(posts::table)).filter(posts::title.eq("a"));
    let authors = || User::query().map(|q| q.inner_join(posts::table)).distinct();

    assert_eq!(with_a().one(conn).unwrap(), users[1]);
    assert_eq!(authors().all(conn).unwrap(), [users[1].clone()]);
    assert_eq!((with_a().count(conn).unwrap(), authors().count(conn).unwrap()), (1, 1));
    assert_eq!(User::query().map(|q| q.left_join(posts::table)).count(conn).unwrap(), 4);
}

#[test]
fn first_takes_the_first_row_of_the_order() {
    let conn = &mut connect();
    users(3, conn);

    assert_eq!(User::query().order(users::id.desc()).first(conn).unwrap().unwrap().id, 3);
    assert_eq!(User::query().filter(users::id.eq(9)).first(conn).unwrap(), None);
}

#[test]
fn one_tells_none_from_several_and_names_the_model() {
    let conn = &mut connect();
    users(3, conn);
    let by_id = |id: i64| User::query().filter(users::id.ge(id));

    assert_eq!(by_id(3).one(conn).unwrap().id, 3);
    assert!(matches!(by_id(2).one(conn), Err(Error::MultipleFound { model: "User" })));
    assert!(matches!(by_id(4).one(conn), Err(Error::NotFound { model: "User", ref rows }) if rows.is_empty()));
    assert_eq!(by_id(3).one_or_none(conn).unwrap().map(|user| user.id), Some(3));
    assert_eq!(by_id(4).one_or_none(conn).unwrap(), None);
    let several = by_id(2).one_or_none(conn).unwrap_err();
    assert_eq!(several.to_string(), "several `User` found where one was expected");
}

#[test]
fn count_and_exists_see_the_whole_query() {
    let conn = &mut connect();
    users(10, conn);
    let query = || User::query().order(users::name.desc());

    assert_eq!(User::count(conn).unwrap(), 10);
    assert_eq!(query().limit(3).count(conn).unwrap(), 3);
    assert_eq!(query().limit(5).offset(8).count(conn).unwrap(), 2);
    assert_eq!(User::query().distinct().count(conn).unwrap(), 10);
    assert!(query().exists(conn).unwrap());
    assert!(!query().limit(5).offset(10).exists(conn).unwrap());
    assert!(!query().filter(users::id.eq(99)).exists(conn).unwrap());
}

#[test]
fn a_page_knows_how_many_rows_there_are() {
    let conn = &mut connect();
    users(45, conn);
    let query = || User::query().order(users::id);

    let second = query().page(PageRequest::new(2, 20), conn).unwrap();
    let last = query().page(PageRequest::new(3, 20), conn).unwrap();
    let beyond = query().page(PageRequest::new(4, 20), conn).unwrap();

    assert_eq!((second.total, second.pages(), second.has_next(), second.items[0].id), (45, 3, true, 21));
    assert_eq!((last.items.len(), last.has_next()), (5, false));
    assert_eq!((beyond.items.len(), beyond.total), (0, 45));
}

#[test]
fn pages_do_not_overlap_where_the_order_leaves_rows_equal() {
    let conn = &mut connect();
    users(30, conn);
    let unordered = |page, conn: &mut Connection| User::query().page(PageRequest::new(page, 10), conn).unwrap().items;
    let equal = |page, conn: &mut Connection| {
        User::query().order(users::is_active.desc()).page(PageRequest::new(page, 10), conn).unwrap().items
    };

    for pages in [[1, 2, 3].map(|page| unordered(page, conn)), [1, 2, 3].map(|page| equal(page, conn))] {
        let ids: Vec<i64> = pages.iter().flatten().map(|user| user.id).collect();
        assert_eq!(ids, (1..=30).collect::<Vec<_>>());
    }
}

#[test]
fn chunks_read_every_row_once_in_the_order_of_the_key() {
    let conn = &mut connect();
    let users = users(25, conn);
    let mut chunks = User::query().order(users::name.desc()).chunks(10);
    let log = QueryLog::of(conn).unwrap();

    let mut sizes = Vec::new();
    let mut seen = Vec::new();
    while let Some(chunk) = chunks.next(conn).unwrap() {
        sizes.push(chunk.len());
        seen.extend(chunk);
    }

    assert_eq!((sizes, seen, log.count()), (vec![10, 10, 5], users, 3));
    assert_eq!(chunks.next(conn).unwrap(), None);
}

#[test]
fn chunks_of_composite_keys_go_on_where_the_last_one_ended() {
    let conn = &mut connect();
    let lines = Line::insert_many((0..100).map(|i| NewLine::of(i / 10, i as i32 % 10, "Tea")), conn).unwrap();
    let mut chunks = Line::query().filter(lines::line.ne(5)).chunks(7);

    let mut seen = Vec::new();
    while let Some(chunk) = chunks.next(conn).unwrap() {
        seen.extend(chunk);
    }

    assert!(seen.iter().eq(lines.iter().filter(|line| line.line != 5)));
}

#[test]
fn rows_can_be_changed_between_chunks() {
    let conn = &mut connect();
    users(10, conn);
    let mut chunks = User::query().chunks(4);

    while let Some(chunk) = chunks.next(conn).unwrap() {
        for user in chunk {
            user.delete(conn).unwrap();
        }
    }

    assert_eq!(User::count(conn).unwrap(), 0);
}

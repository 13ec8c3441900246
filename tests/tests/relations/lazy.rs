//! Related rows of rows that are there already.

use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;

use super::models::*;
use super::{Blog, titles};

#[test]
fn related_rows_are_loaded_for_a_row() {
    let Blog { mut conn, ann, bob, cy, posts } = Blog::new();
    assert_eq!(titles(&User::posts().load_for(&ann, &mut conn).unwrap()), ["one", "two"]);
    assert_eq!(User::posts().load_for(&cy, &mut conn).unwrap(), []);
    assert_eq!(User::profile().load_for(&ann, &mut conn).unwrap().unwrap().bio, "writes");
    assert_eq!(User::profile().load_for(&bob, &mut conn).unwrap(), None);
    assert_eq!(*Post::author().load_for(&posts[0], &mut conn).unwrap(), ann);
    assert_eq!(Post::editor().load_for(&posts[0], &mut conn).unwrap(), None);
    assert_eq!(Post::editor().load_for(&posts[1], &mut conn).unwrap().as_deref(), Some(&bob));
    let tags = Post::tags().order(r_tags::name.desc()).load_for(&posts[0], &mut conn).unwrap();
    assert_eq!(tags.iter().map(|tag| &*tag.name).collect::<Vec<_>>(), ["sql", "rust"]);
}

#[test]
fn related_rows_are_loaded_for_many_rows_at_once() {
    let Blog { mut conn, ann, bob, cy, .. } = Blog::new();
    let log = QueryLog::of(&mut conn).unwrap();
    let users = [cy, ann, bob];
    let posts = User::posts().with(Post::tags()).load_for_all(&users, &mut conn).unwrap();
    assert_eq!(log.count(), 2);
    assert_eq!(posts.iter().map(Vec::len).collect::<Vec<_>>(), [0, 2, 1]);
    assert_eq!(posts[2][0].related(Post::tags())[0].name, "rust");

    // Rows that were loaded with others are rows, too.
    let loaded = Post::query().with(Post::author()).order(r_posts::id).all(&mut conn).unwrap();
    assert_eq!(Post::comments().count_for_all(&loaded, &mut conn).unwrap(), [3, 0, 0]);
    assert_eq!(Post::comments().count_for(&loaded[0], &mut conn).unwrap(), 3);
    assert_eq!(Post::comments().load_for(&loaded[0], &mut conn).unwrap().len(), 3);
}

#[test]
fn related_rows_are_counted_without_being_loaded() {
    let Blog { mut conn, ann, cy, posts, .. } = Blog::new();
    assert_eq!(User::posts().count_for(&ann, &mut conn).unwrap(), 2);
    assert_eq!(User::posts().filter(r_posts::title.like("t%")).count_for(&ann, &mut conn).unwrap(), 1);
    assert_eq!(User::posts().count_for(&cy, &mut conn).unwrap(), 0);
    assert_eq!(Post::tags().count_for(&posts[0], &mut conn).unwrap(), 2);
    assert_eq!(Post::editor().count_for_all(&posts, &mut conn).unwrap(), [0, 1, 0]);
}

#[test]
fn related_rows_are_a_query_to_go_on_from() {
    let Blog { mut conn, ann, posts, .. } = Blog::new();
    let query = || User::posts().query_for(&ann);
    assert_eq!(query().count(&mut conn).unwrap(), 2);
    assert_eq!(titles(&query().filter(r_posts::title.ne("one")).all(&mut conn).unwrap()), ["two"]);
    assert_eq!(query().order(r_posts::id.desc()).first(&mut conn).unwrap().unwrap().title, "two");
    assert_eq!(Post::author().query_for(&posts[0]).one(&mut conn).unwrap(), ann);
    assert!(!Post::editor().query_for(&posts[0]).exists(&mut conn).unwrap());
    let tags = Post::tags().query_for(&posts[0]).order(r_tags::name).all(&mut conn).unwrap();
    assert_eq!(tags.iter().map(|tag| &*tag.name).collect::<Vec<_>>(), ["rust", "sql"]);
    let patch = PostPatch { title: Set("new".into()), ..Default::default() };
    assert_eq!(query().patch_all(patch, &mut conn).unwrap(), 2);
    assert_eq!(query().filter(r_posts::title.eq("new")).count(&mut conn).unwrap(), 2);
}

#[test]
fn a_parent_that_is_gone_is_an_error() {
    let Blog { mut conn, ann, mut posts, .. } = Blog::new();
    posts[0].user_id = ann.id + 1_000;
    let error = Post::author().load_for(&posts[0], &mut conn).unwrap_err();
    assert!(matches!(error, Error::NotFound { model: "User", .. }), "{error}");
}

//! Related rows that are read together with those of a query.

use model_runtime::prelude::*;

use super::models::*;
use super::{post, read, session, user};

#[test]
fn p03_related_rows_of_many_by_one_query() {
    let (mut session, log) = session();
    let users = session.add_all(["a", "b", "c"].map(user)).unwrap();
    for author in users {
        session.add_all(["one", "two"].map(|title| post(title, author))).unwrap();
    }
    session.commit().unwrap();
    session.expunge_all();
    log.clear();
    let query = User::query().order(s_users::id).with(User::posts());
    let users = session.all(query).unwrap();
    assert_eq!(read(&log), ["SELECT s_users", "SELECT s_posts"]);
    for author in users {
        assert_eq!(session.loaded(author, User::posts()).unwrap().len(), 2);
        assert_eq!(session.related(author, User::posts()).unwrap().len(), 2);
    }
    assert!(log.is_empty(), "{log}");
    // What was read is not read over, and asked for once.
    let first = session.all(User::query().with(User::posts())).unwrap()[0];
    assert_eq!(read(&log), ["SELECT s_users"]);
    assert_eq!(session.loaded(first, User::posts()).unwrap().len(), 2);
}

#[test]
fn q05_three_levels_by_three_queries() {
    let (mut session, log) = session();
    let author = session.add(user("a")).unwrap();
    let posts = session.add_all(["one", "two"].map(|title| post(title, author))).unwrap();
    let tags = session.add_all(["x", "y"].map(|name| NewTag { name: name.into() })).unwrap();
    for tag in tags {
        session.append(posts[0], Post::tags(), tag).unwrap();
    }
    session.commit().unwrap();
    session.expunge_all();
    log.clear();
    let query = User::query().with(User::posts().order(s_posts::id).with(Post::tags())).with(User::profile());
    let author = session.all(query).unwrap()[0];
    assert_eq!(read(&log).len(), 4);
    let posts = session.loaded(author, User::posts()).unwrap();
    assert_eq!(session.loaded(posts[0], Post::tags()).unwrap().len(), 2);
    assert_eq!(session.loaded(posts[1], Post::tags()).unwrap(), []);
    assert_eq!(session.loaded(author, User::profile()).unwrap(), None);
}

#[test]
fn p09_parents_that_are_here_are_not_asked_for() {
    let (mut session, log) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    for author in [ann, bob, ann] {
        session.add(post("one", author)).unwrap();
    }
    session.commit().unwrap();
    let id = session[ann].id;
    session.expunge_all();
    let ann = session.find::<User>(id).unwrap();
    session[ann].name = "Anna".into();
    session.commit().unwrap();
    log.clear();
    let posts = session.all(Post::query().order(s_posts::id).with(Post::author())).unwrap();
    assert_eq!(read(&log), ["SELECT s_posts", "SELECT s_users"]);
    assert_eq!(session.loaded(posts[0], Post::author()).unwrap(), ann);
    assert_eq!(session[ann].name, "Anna");
    let bob = session.loaded(posts[1], Post::author()).unwrap();
    assert_eq!(session[bob].name, "Bob");
}

/// A part of the related rows cannot stand for all of them.
#[test]
fn a_limit_is_refused() {
    let (mut session, _) = session();
    session.add(user("Ann")).unwrap();
    let error = session.all(User::query().with(User::posts().limit(1))).unwrap_err();
    assert!(error.to_string().starts_with("a session keeps all rows of `posts`"), "{error}");
}

#[test]
fn any_query_of_diesel_is_read_past_the_map() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.add_all(["one", "two"].map(|title| post(title, ann))).unwrap();
    let rows: Vec<(String, String)> = session
        .load(s_posts::table.inner_join(s_users::table).order(s_posts::id).select((s_users::name, s_posts::title)))
        .unwrap();
    assert_eq!(rows, [("Ann".to_owned(), "one".to_owned()), ("Ann".to_owned(), "two".to_owned())]);
    let page = session.page(Post::query().order(s_posts::title.desc()), PageRequest::new(1, 1)).unwrap();
    assert_eq!((page.total, page.items.len()), (2, 1));
    assert_eq!(session[page.items[0]].title, "two");
}

//! The verbs of relations on a session: rows with related rows, and changes of what belongs to a row.

use model_runtime::prelude::*;
use model_runtime::relation::{Existing, Replaced};
use model_runtime::session::{SessionOptions, State};
use model_runtime::{Error, Handle, SessionError};

use super::models::*;
use super::{Opened, post, sent, session, user, written};
use crate::db;

fn tag(name: &str) -> NewTag {
    NewTag { name: name.into() }
}

fn of_parent(title: &str) -> NewPost {
    NewPost { title: title.into(), user_id: Fk::Parent }
}

/// What posts are called, in the order of their keys.
fn titles(session: &Opened, posts: &[Handle<Post>]) -> Vec<String> {
    let mut posts: Vec<&Post> = posts.iter().map(|post| &session[*post]).collect();
    posts.sort_by_key(|post| post.id);
    posts.into_iter().map(|post| post.title.clone()).collect()
}

#[test]
fn rows_are_written_with_related_rows_and_known() {
    let (mut session, log) = session();
    let rust = tag("rust").insert(&mut session).unwrap();
    log.clear();
    let posts = [of_parent("one").with(Post::tags(), [tag("sql")]), of_parent("two").with(Post::tags(), [tag("web")])];
    let ann = user("Ann").with(User::posts(), posts).insert(&mut session).unwrap();
    assert_eq!(written(&log), ["INSERT s_users", "INSERT s_posts", "INSERT s_tags", "INSERT s_post_tags"]);
    let [one, two] = ann.related(User::posts()) else { panic!("{ann:?}") };
    assert_eq!((one.user_id, two.related(Post::tags())[0].name.as_str()), (ann.id, "web"));

    // The session has them: nothing is asked for.
    let handle = session.find::<User>(ann.id).unwrap();
    let first = session.find::<Post>(one.id).unwrap();
    assert!(sent(&log).is_empty());
    assert_eq!(session[first].title, "one");
    session[first].title = "1".into();
    // A parent first, and one that is there.
    let three = NewPost { title: "three".into(), user_id: Fk::Parent };
    let three = three.with(Post::author(), user("Bob")).with(Post::tags(), [Existing(rust.clone())]);
    let three = three.insert(&mut session).unwrap();
    assert_eq!(three.related(Post::author()).name, "Bob");
    assert_eq!(written(&log), ["UPDATE s_posts", "INSERT s_users", "INSERT s_posts", "INSERT s_post_tags"]);
    let of_ann = session.related(handle, User::posts()).unwrap();
    assert_eq!(titles(&session, &of_ann), ["1", "two"]);
    session.commit().unwrap();
    assert_eq!(PostTag::count(&mut session).unwrap(), 3);
    let users = ["a", "b"].map(|name| user(name).with(User::posts(), [of_parent(name)]));
    let users = User::insert_many(users, &mut session).unwrap();
    assert!(users.iter().all(|user| user.related(User::posts())[0].title == user.name));
    assert_eq!(User::count(&mut session).unwrap(), 4);
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.flush().unwrap();
    log.clear();
    let address = NewAddress { email: "b".into(), user_id: Some(Fk::Parent) };
    let bob = user("Bob").with(User::posts(), [of_parent("x")]).with(User::profile(), None::<NewProfile>);
    let bob = bob.with(User::addresses(), [address]).insert(&mut session).unwrap();
    log.clear();
    // Before anything is written.
    let invalid = NewUser { name: String::new(), nick: None }.with(User::posts(), [of_parent("y")]);
    assert!(matches!(invalid.insert(&mut session).unwrap_err(), Error::Validation(_)));
    assert!(written(&log).is_empty());
    // At the last level: what was written before it is gone, here as well.
    let item = |product: i64| NewItem { order_id: Fk::Parent, product_id: product.into(), price: 1 };
    let order = || NewOrder { name: "o".into() };
    let refused = order().with(Order::items(), [item(1_000)]).insert(&mut session).unwrap_err();
    assert!(refused.violates(ItemConstraint::ProductFk), "{refused}");
    assert_eq!(written(&log), ["INSERT s_orders", "INSERT s_items"]);
    assert_eq!(Order::count(&mut session).unwrap(), 0);
    assert_eq!(session.all(Order::query()).unwrap(), []);
    // And what was there before is as it was.
    assert_eq!((session.state(ann), User::count(&mut session).unwrap()), (State::Persistent, 2));
    session.commit().unwrap();
    assert_eq!(session.find::<User>(bob.id).map(|bob| session[bob].name.clone()).unwrap(), "Bob");
}

#[test]
fn children_change_hands() {
    let (mut session, _) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    let posts = session.add_all(["one", "two", "three"].map(|title| post(title, ann))).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(ann, User::posts()).unwrap(), posts);
    assert_eq!(session.related(bob, User::posts()).unwrap(), []);
    let (to, moved) = (session[bob].clone(), session[posts[0]].clone());
    assert_eq!(User::posts().attach(&to, [&moved], &mut session).unwrap(), 1);
    let of_bob = session.related(bob, User::posts()).unwrap();
    assert_eq!(titles(&session, &of_bob), ["one"]);
    let of_ann = session.related(ann, User::posts()).unwrap();
    assert_eq!(titles(&session, &of_ann), ["two", "three"]);
    // A child that is not there: nothing is changed.
    let (second, missing) = (session[posts[1]].id, session[posts[2]].id + 1_000);
    let from = session[ann].clone();
    let error = User::posts().attach(&to, [second, missing], &mut session).unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(session.fresh(posts[1]).unwrap().user_id, from.id);
    // Children of a key with `orphan = "delete"` go.
    assert_eq!(User::posts().detach(&from, [second], &mut session).unwrap(), 1);
    assert_eq!(session.get::<Post>(second).unwrap(), None);
    let of_ann = session.related(ann, User::posts()).unwrap();
    assert_eq!(titles(&session, &of_ann), ["three"]);
    // Others are let go.
    let address = NewAddress { email: "a".into(), user_id: Some(Fk::Parent) };
    let written = User::addresses().insert_for(&from, [address], &mut session).unwrap();
    assert_eq!(session.related(ann, User::addresses()).unwrap().len(), 1);
    let replaced = User::addresses().replace(&from, [0_i64; 0], &mut session).unwrap();
    assert_eq!(replaced, Replaced { attached: 0, detached: 1 });
    let address = session.find::<Address>(written[0].id).unwrap();
    assert_eq!(session[address].user_id, None);
    assert_eq!(session.related(ann, User::addresses()).unwrap(), []);
    session.commit().unwrap();
}

#[test]
fn links_are_made_and_ended() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    let one = session.add(post("one", ann)).unwrap();
    let [rust, sql, web] = session.add_all(["rust", "sql", "web"].map(tag)).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(one, Post::tags()).unwrap(), []);
    let row = session[one].clone();
    let keys = [rust, sql, web].map(|tag| session.key(tag).unwrap());
    assert_eq!(Post::tags().attach(&row, [keys[0], keys[1]], &mut session).unwrap(), 2);
    assert_eq!(session.related(one, Post::tags()).unwrap(), [rust, sql]);
    assert_eq!(Post::tags().detach(&row, [keys[0]], &mut session).unwrap(), 1);
    assert_eq!(session.related(one, Post::tags()).unwrap(), [sql]);
    let replaced = Post::tags().replace(&row, [keys[2]], &mut session).unwrap();
    assert_eq!(replaced, Replaced { attached: 1, detached: 1 });
    assert_eq!(session.related(one, Post::tags()).unwrap(), [web]);
    let made = Post::tags().insert_for(&row, [tag("new")], &mut session).unwrap();
    let made = session.find::<Tag>(made[0].id).unwrap();
    assert_eq!(session.related(one, Post::tags()).unwrap(), [web, made]);
    session.rollback().unwrap();
    assert_eq!(session.related(one, Post::tags()).unwrap(), []);
}

#[test]
fn related_rows_are_read_as_the_session_has_them() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    let [one, _] = session.add_all([post("one", ann), post("two", ann)]).unwrap();
    session.commit().unwrap();
    session[one].title = "1".into();
    let row = session[ann].clone();
    let loaded = User::posts().order(s_posts::id).load_for(&row, &mut session).unwrap();
    assert_eq!(loaded.iter().map(|post| &*post.title).collect::<Vec<_>>(), ["1", "two"]);
    assert_eq!(User::posts().count_for(&row, &mut session).unwrap(), 2);
    let found = User::posts().query_for(&row).filter(s_posts::title.eq("1")).one(&mut session).unwrap();
    assert_eq!(found, session[one]);
    let users = User::query().with(User::posts()).all(&mut session).unwrap();
    assert_eq!(users[0].related(User::posts()).len(), 2);
    session[one].title = "first".into();
    let posts = User::posts().order(s_posts::id).with(Post::tags());
    let users = User::query().with(posts).with_count(User::posts()).all(&mut session).unwrap();
    assert_eq!(users[0].count_of(User::posts()), 2);
    assert_eq!(users[0].related(User::posts())[0].title, "first");
    let [rust] = session.add_all([tag("rust")]).unwrap();
    session.append(one, Post::tags(), rust).unwrap();
    session.flush().unwrap();
    session[rust].name = "Rust".into();
    let tags = Post::tags().load_for(&session[one].clone(), &mut session).unwrap();
    assert_eq!(tags, [session[rust].clone()]);
    assert_eq!(Post::tags().count_for_all(&loaded, &mut session).unwrap(), [1, 0]);
}

#[test]
fn a_session_that_only_reads_refuses() {
    let mut conn = db::empty();
    Sessions::create_all(&mut conn).unwrap();
    let ann = user("Ann").insert(&mut conn).unwrap();
    let mut session = model_runtime::Session::with_options(conn, SessionOptions::new().read_only());
    let refused = user("Bob").with(User::posts(), [of_parent("x")]).insert(&mut session).unwrap_err();
    assert!(matches!(&refused, Error::Session(error) if **error == SessionError::ReadOnly), "{refused}");
    let refused = User::posts().attach(&ann, [1_i64], &mut session).unwrap_err();
    assert!(matches!(&refused, Error::Session(error) if **error == SessionError::ReadOnly), "{refused}");
}

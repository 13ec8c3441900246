//! What is deleted with a row, here as in the database.

use model_runtime::prelude::*;
use model_runtime::session::State;

use super::models::*;
use super::{post, sent, session, user, written};

#[test]
fn e01_children_go_with_their_parent_by_one_statement() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let posts = session.add_all(["one", "two"].map(|title| post(title, ann))).unwrap();
    session.commit().unwrap();
    session.related(ann, User::posts()).unwrap();
    log.clear();
    session.delete(ann).unwrap();
    session.commit().unwrap();
    assert_eq!(sent(&log), ["DELETE s_users"], "the database deletes what refers to it");
    assert!(posts.iter().all(|post| session.state(*post) == State::Deleted));
    assert!(session.row(posts[0]).is_err());
    assert_eq!(session.count(Post::query()).unwrap(), 0);
}

/// Nothing is read before, and nothing more is sent than that.
#[test]
fn g01_children_that_were_not_read_are_left_to_the_database() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.add(post("one", ann)).unwrap();
    session.commit().unwrap();
    let id = session[ann].id;
    session.expunge_all();
    let ann = session.find::<User>(id).unwrap();
    log.clear();
    session.delete(ann).unwrap();
    session.commit().unwrap();
    assert_eq!(sent(&log), ["DELETE s_users"]);
    assert_eq!(session.count(Post::query()).unwrap(), 0);
}

#[test]
fn e03_children_that_can_be_alone_let_go() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let address = session.add(NewAddress { email: "a".into(), user_id: Some(ann.into()) }).unwrap();
    session.commit().unwrap();
    log.clear();
    session.delete(ann).unwrap();
    session.flush().unwrap();
    assert_eq!(sent(&log), ["DELETE s_users"]);
    assert_eq!((session.state(address), session[address].user_id), (State::Persistent, None));
    session.rollback().unwrap();
    assert_eq!(session[address].user_id, Some(session[ann].id));
}

#[test]
fn b03_a_root_without_cascade_leaves_its_children() {
    let (mut session, log) = session();
    let node = |data: &str| NewNode { data: data.into(), parent_id: None };
    let [root, one, two] = session.add_all(["root", "one", "two"].map(node)).unwrap();
    session.append(root, Node::children(), one).unwrap();
    session.append(root, Node::children(), two).unwrap();
    session.commit().unwrap();
    log.clear();
    session.delete(root).unwrap();
    session.commit().unwrap();
    assert_eq!(sent(&log), ["DELETE s_nodes"]);
    assert_eq!((session[one].parent_id, session[two].parent_id), (None, None));
}

#[test]
fn e05_two_levels_go_by_one_statement() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let tags = session.add_all(["a", "b"].map(|name| NewTag { name: name.into() })).unwrap();
    let posts = session.add_all(["one", "two"].map(|title| post(title, ann))).unwrap();
    for post in posts {
        session.append(post, Post::tags(), tags[0]).unwrap();
    }
    session.commit().unwrap();
    let links = session.all(PostTag::query()).unwrap();
    log.clear();
    session.delete(ann).unwrap();
    session.commit().unwrap();
    assert_eq!(sent(&log), ["DELETE s_users"]);
    assert!(links.iter().all(|link| session.state(*link) == State::Deleted));
    assert_eq!(session.related(tags[0], Tag::posts()).unwrap(), []);
    assert!(session.contains(tags[1]));
}

#[test]
fn e07_a_child_that_moved_away_survives() {
    let (mut session, log) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    let one = session.add(post("one", ann)).unwrap();
    session.commit().unwrap();
    log.clear();
    session.set(one, Post::author(), bob).unwrap();
    session.delete(ann).unwrap();
    session.commit().unwrap();
    assert_eq!(sent(&log), ["UPDATE s_posts", "DELETE s_users"]);
    assert_eq!(session[one].user_id, session[bob].id);
}

/// What goes anyway is not written first.
#[test]
fn what_was_changed_or_added_goes_with_its_parent_unwritten() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let one = session.add(post("one", ann)).unwrap();
    session.commit().unwrap();
    log.clear();
    session[one].title = "changed".into();
    let two = session.add(post("two", ann)).unwrap();
    let tag = session.add(NewTag { name: "a".into() }).unwrap();
    session.append(one, Post::tags(), tag).unwrap();
    session.delete(ann).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_tags", "DELETE s_users"]);
    assert_eq!((session.state(one), session.state(two)), (State::Deleted, State::Deleted));
    session.rollback().unwrap();
    assert_eq!((session.state(one), session.state(two)), (State::Persistent, State::RolledBack));
    assert_eq!(session[one].title, "one");
    assert_eq!(session.related(ann, User::posts()).unwrap(), [one]);
}

#[test]
fn a_row_that_others_need_stays() {
    let (mut session, _) = session();
    let product = session.add(NewProduct { name: "p".into() }).unwrap();
    let order = session.add(NewOrder { name: "o".into() }).unwrap();
    session.add(NewItem { order_id: order.into(), product_id: product.into(), price: 1 }).unwrap();
    session.commit().unwrap();
    session.delete(product).unwrap();
    let error = session.commit().unwrap_err();
    assert!(error.constraint().is_some(), "{error}");
    assert_eq!(session.state(product), State::Deleted, "as before the flush");
    session.rollback().unwrap();
    assert_eq!(session[product].name, "p");
}

#[test]
fn a_parent_that_is_gone_is_told() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.add(post("one", ann)).unwrap();
    session.delete(ann).unwrap();
    let error = session.commit().unwrap_err();
    assert_eq!(error.to_string(), "this `User` is not in the session any more");
    assert!(log.is_empty(), "{log}");
    session.rollback().unwrap();
    session.commit().unwrap();
}

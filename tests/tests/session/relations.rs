//! Relations in memory: both sides change at once, and keys and links are written from them.

use model_runtime::prelude::*;
use model_runtime::session::State;
use model_runtime::{Error, Handle, SessionError};

use super::models::*;
use super::{Opened, post, read, sent, session, user, written};

fn tag(name: &str) -> NewTag {
    NewTag { name: name.into() }
}

/// Ann with two posts, committed.
fn with_posts(session: &mut Opened) -> (Handle<User>, [Handle<Post>; 2]) {
    let ann = session.add(user("Ann")).unwrap();
    let posts = session.add_all(["one", "two"].map(|title| post(title, ann))).unwrap();
    session.commit().unwrap();
    (ann, posts)
}

#[test]
fn p01_related_rows_are_read_once() {
    let (mut session, log) = session();
    let (ann, posts) = with_posts(&mut session);
    log.clear();
    assert_eq!(session.related(ann, User::posts()).unwrap(), posts);
    assert_eq!(session.related(ann, User::posts()).unwrap(), posts);
    assert_eq!(read(&log), ["SELECT s_posts"]);
    assert_eq!(session.loaded(ann, User::posts()).unwrap(), posts);
    let further = session.add(post("three", ann)).unwrap();
    assert_eq!(session.related(ann, User::posts()).unwrap(), [posts[0], posts[1], further]);
    assert!(read(&log).is_empty(), "what is pending is there too");
    session.commit().unwrap();
    assert_eq!(session.loaded(ann, User::posts()).unwrap(), [posts[0], posts[1], further]);
}

#[test]
fn p13_what_was_not_read_is_not_empty() {
    let (mut session, _) = session();
    let (ann, _) = with_posts(&mut session);
    let error = session.loaded(ann, User::posts()).unwrap_err();
    assert!(matches!(error, Error::NotLoaded { model: "User", relation: "posts", .. }), "{error}");
    let new = session.add(user("New")).unwrap();
    assert_eq!(session.loaded(new, User::posts()).unwrap(), [], "a row that is new has none in the database");
}

#[test]
fn h05_a_parent_that_is_here_is_not_asked_for() {
    let (mut session, log) = session();
    let (ann, posts) = with_posts(&mut session);
    log.clear();
    for post in posts {
        assert_eq!(session.related(post, Post::author()).unwrap(), ann);
    }
    assert!(log.is_empty(), "{log}");
}

#[test]
fn p07_no_parent_asks_nothing() {
    let (mut session, log) = session();
    let address = session.add(NewAddress { email: "a".into(), user_id: None }).unwrap();
    session.commit().unwrap();
    log.clear();
    assert_eq!(session.related(address, Address::user()).unwrap(), None);
    assert!(log.is_empty(), "{log}");
}

#[test]
fn l03_reading_related_rows_writes_first() {
    let (mut session, log) = session();
    let (ann, _) = with_posts(&mut session);
    let id = session[ann].id;
    session.add(NewPost { title: "three".into(), user_id: id.into() }).unwrap();
    log.clear();
    assert_eq!(session.related(ann, User::posts()).unwrap().len(), 3);
    assert_eq!(written(&log), ["INSERT s_posts"]);
}

#[test]
fn p11_a_child_from_the_other_side_asks_nothing() {
    let (mut session, log) = session();
    let (ann, _) = with_posts(&mut session);
    log.clear();
    let new = session.add(NewPost { title: "three".into(), user_id: Fk::Parent }).unwrap();
    session.set(new, Post::author(), ann).unwrap();
    session.flush().unwrap();
    assert_eq!(sent(&log), ["INSERT s_posts"]);
    let posts = session.related(ann, User::posts()).unwrap();
    assert_eq!(posts.iter().filter(|post| **post == new).count(), 1);
    assert_eq!(read(&log), ["SELECT s_posts"]);
}

#[test]
fn both_sides_change_at_once() {
    let (mut session, log) = session();
    let (ann, [one, two]) = with_posts(&mut session);
    session.related(ann, User::posts()).unwrap();
    let bob = session.add(user("Bob")).unwrap();
    log.clear();
    // Bob has no key yet: the foreign key shows him after the flush.
    session.append(bob, User::posts(), one).unwrap();
    assert_eq!(session.loaded(ann, User::posts()).unwrap(), [two]);
    assert_eq!(session.loaded(bob, User::posts()).unwrap(), [one]);
    assert_eq!(session.loaded(one, Post::author()).unwrap(), bob);
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_users", "UPDATE s_posts"]);
    assert_eq!(session[one].user_id, session[bob].id);
    // Now that he has, it is seen at once, and a key that is assigned counts as well.
    session.set(two, Post::author(), bob).unwrap();
    assert_eq!(session[two].user_id, session[bob].id);
    assert_eq!(session.loaded(bob, User::posts()).unwrap(), [one, two]);
    let id = session[ann].id;
    session[one].user_id = id;
    assert_eq!(session.loaded(ann, User::posts()).unwrap(), [one]);
    session.commit().unwrap();
    assert_eq!(session.loaded(ann, User::posts()).unwrap(), [one]);
    assert_eq!(session.loaded(bob, User::posts()).unwrap(), [two]);
    // A key that is assigned after a parent without a key was given counts, as it came later.
    let cy = session.add(user("Cy")).unwrap();
    session.set(two, Post::author(), cy).unwrap();
    session[two].user_id = id;
    session.commit().unwrap();
    assert_eq!(session.loaded(ann, User::posts()).unwrap(), [one, two]);
}

#[test]
fn f01_what_is_removed_is_deleted_where_it_cannot_be_alone() {
    let (mut session, log) = session();
    let (ann, [one, two]) = with_posts(&mut session);
    session.related(ann, User::posts()).unwrap();
    log.clear();
    session.remove(ann, User::posts(), one).unwrap();
    assert_eq!(session.loaded(ann, User::posts()).unwrap(), [two]);
    session.commit().unwrap();
    assert_eq!(written(&log), ["DELETE s_posts"]);
    assert_eq!(session.state(one), State::Deleted);
    let error = session.remove(ann, User::posts(), one).unwrap_err();
    let is_known = matches!(&error, Error::Session(error) if matches!(**error, SessionError::NotRelated { .. }));
    assert!(is_known, "{error}");
    assert_eq!(error.to_string(), "the row is not among `posts` of this `User`");
}

/// What is removed and added elsewhere before the flush has a parent again.
#[test]
fn f02_an_orphan_that_finds_a_parent_stays() {
    let (mut session, log) = session();
    let (ann, [one, _]) = with_posts(&mut session);
    let bob = session.add(user("Bob")).unwrap();
    session.commit().unwrap();
    log.clear();
    session.remove(ann, User::posts(), one).unwrap();
    session.append(bob, User::posts(), one).unwrap();
    session.commit().unwrap();
    assert_eq!(written(&log), ["UPDATE s_posts"]);
    assert_eq!(session[one].user_id, session[bob].id);
}

#[test]
fn f03_a_new_orphan_is_never_written() {
    let (mut session, log) = session();
    let (ann, _) = with_posts(&mut session);
    log.clear();
    let new = session.add(post("three", ann)).unwrap();
    session.remove(ann, User::posts(), new).unwrap();
    assert_eq!(session.state(new), State::Pending);
    session.commit().unwrap();
    assert!(log.is_empty(), "{log}");
    assert_eq!(session.state(new), State::Detached);
}

#[test]
fn f05_a_child_without_any_parent_is_refused() {
    let (mut session, log) = session();
    session.add(NewPost { title: "one".into(), user_id: Fk::Parent }).unwrap();
    let error = session.commit().unwrap_err();
    assert_eq!(error.to_string(), "invalid `Post`: row 0, `user_id`: the key of its `User` is not known");
    assert!(log.is_empty(), "{log}");
}

#[test]
fn f07_an_only_child_is_set_and_taken_away() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let new = |text: &str| NewProfile { text: text.into(), user_id: Fk::Parent };
    let first = session.add(new("first")).unwrap();
    session.set(ann, User::profile(), first).unwrap();
    session.commit().unwrap();
    assert_eq!(session[first].user_id, session[ann].id);
    log.clear();
    assert_eq!(session.related(ann, User::profile()).unwrap(), Some(first));
    session.set(ann, User::profile(), None).unwrap();
    assert_eq!(session.loaded(ann, User::profile()).unwrap(), None);
    session.commit().unwrap();
    assert_eq!(written(&log), ["DELETE s_profiles"]);
    let second = session.add(new("second")).unwrap();
    session.set(ann, User::profile(), Some(second)).unwrap();
    session.commit().unwrap();
    assert_eq!(session.loaded(ann, User::profile()).unwrap(), Some(second));
}

#[test]
fn a_child_that_can_be_alone_lets_go() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let address = session.add(NewAddress { email: "a".into(), user_id: Some(ann.into()) }).unwrap();
    session.commit().unwrap();
    log.clear();
    session.remove(ann, User::addresses(), address).unwrap();
    assert_eq!(session[address].user_id, None);
    session.commit().unwrap();
    assert_eq!(written(&log), ["UPDATE s_addresses"]);
    session.set(address, Address::user(), ann).unwrap();
    session.set(address, Address::user(), None).unwrap();
    session.commit().unwrap();
    assert_eq!(written(&log), [""; 0]);
}

#[test]
fn d01_links_are_written_last() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let item = session.add(post("one", ann)).unwrap();
    let tags = session.add_all(["a", "b"].map(tag)).unwrap();
    for tag in tags {
        session.append(item, Post::tags(), tag).unwrap();
    }
    // The other side shows it too; the same row once more is the same link.
    session.append(tags[0], Tag::posts(), item).unwrap();
    assert_eq!(session.loaded(item, Post::tags()).unwrap(), tags);
    assert_eq!(session.loaded(tags[1], Tag::posts()).unwrap(), [item]);
    session.flush().unwrap();
    let sent = written(&log);
    assert_eq!(sent.len(), 4, "{sent:?}");
    assert_eq!(sent.last().unwrap(), "INSERT s_post_tags");
    assert_eq!(session.loaded(item, Post::tags()).unwrap(), tags);
    assert_eq!(session.count(PostTag::query()).unwrap(), 2);
}

#[test]
fn d03_a_collection_is_replaced_by_what_differs() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let item = session.add(post("one", ann)).unwrap();
    let tags = session.add_all(["1", "2", "3", "4"].map(tag)).unwrap();
    for tag in &tags[..3] {
        session.append(item, Post::tags(), *tag).unwrap();
    }
    session.commit().unwrap();
    let id = session[item].id;
    session.expunge_all();
    assert!(session.row(item).is_err());
    let item = session.find::<Post>(id).unwrap();
    let error = session.replace(item, Post::tags(), []).unwrap_err();
    assert!(matches!(error, Error::NotLoaded { .. }), "{error}");
    log.clear();
    let tags = session.related(item, Post::tags()).unwrap();
    assert_eq!(read(&log).len(), 1, "links and rows by one query");
    let fourth = session.one(Tag::query().filter(s_tags::name.eq("4"))).unwrap();
    log.clear();
    session.replace(item, Post::tags(), [tags[1], fourth]).unwrap();
    assert_eq!(session.loaded(item, Post::tags()).unwrap(), [tags[1], fourth]);
    session.commit().unwrap();
    assert_eq!(written(&log), ["INSERT s_post_tags", "DELETE s_post_tags"]);
    assert_eq!(session.all(PostTag::query()).unwrap().len(), 2);
}

#[test]
fn d09_what_is_between_two_rows_may_have_columns_of_its_own() {
    let (mut session, log) = session();
    let products = session.add_all(["p", "q"].map(|name| NewProduct { name: name.into() })).unwrap();
    session.commit().unwrap();
    log.clear();
    let order = session.add(NewOrder { name: "o".into() }).unwrap();
    let items = products.map(|product| NewItem { order_id: Fk::Parent, product_id: product.into(), price: 5 });
    let items = session.add_all(items).unwrap();
    for item in items {
        session.append(order, Order::items(), item).unwrap();
    }
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_orders", "INSERT s_items"]);
    session.remove(order, Order::items(), items[0]).unwrap();
    session.commit().unwrap();
    assert_eq!(written(&log), ["DELETE s_items"]);
    assert_eq!(session.loaded(order, Order::items()).unwrap(), [items[1]]);
}

#[test]
fn b07_a_tree_is_built_by_its_collection() {
    let (mut session, log) = session();
    let node = |data: &str| NewNode { data: data.into(), parent_id: None };
    let [root, one, two, leaf] = session.add_all(["root", "one", "two", "leaf"].map(node)).unwrap();
    session.append(root, Node::children(), one).unwrap();
    session.append(root, Node::children(), two).unwrap();
    session.append(two, Node::children(), leaf).unwrap();
    assert_eq!(session.loaded(root, Node::children()).unwrap(), [one, two]);
    session.commit().unwrap();
    assert_eq!(written(&log), ["INSERT s_nodes"; 3]);
    assert_eq!(session[leaf].parent_id, Some(session[two].id));
    assert_eq!(session.related(leaf, Node::parent()).unwrap(), Some(two));
}

#[test]
fn a_rollback_forgets_what_was_related() {
    let (mut session, _) = session();
    let (ann, [one, two]) = with_posts(&mut session);
    session.related(ann, User::posts()).unwrap();
    let bob = session.add(user("Bob")).unwrap();
    session.append(bob, User::posts(), one).unwrap();
    session.flush().unwrap();
    session.remove(ann, User::posts(), two).unwrap();
    session.rollback().unwrap();
    assert_eq!(session.related(ann, User::posts()).unwrap(), [one, two]);
    assert_eq!(session.related(one, Post::author()).unwrap(), ann);
    assert!(session.append(bob, User::posts(), one).is_err(), "Bob was never there");
}

/// What would not be written is an error, and not lost.
#[test]
fn a_parent_that_only_the_database_writes_is_not_set() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    let review = session.add(NewReview { text: "good".into() }).unwrap();
    session.commit().unwrap();
    let error = session.set(review, Review::reviewer(), ann).unwrap_err();
    let is_fixed = matches!(&error, Error::Session(error) if **error == SessionError::Fixed { model: "Review" });
    assert!(is_fixed, "{error}");
    assert!(error.to_string().contains("read_only"), "{error}");
    assert_eq!(session.state(review), State::Persistent);
}

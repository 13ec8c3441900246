//! Rows before they are written: seen, changed, and taken back.

use model_runtime::prelude::*;
use model_runtime::session::State;
use model_runtime::{Error, SessionError};

use super::models::*;
use super::{post, session, user};

#[test]
fn a_pending_row_is_seen_and_changed() {
    let (mut session, _) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    let one = session.add(post("one", ann)).unwrap();
    assert_eq!(session.pending(ann).unwrap().name, "Ann");
    assert_eq!(session.pending(one).unwrap().user_id, ann.into());
    session.amend(ann, |new| new.nick = Some("a".into())).unwrap();
    session.amend(one, |new| new.user_id = bob.into()).unwrap();
    assert_eq!(session.new_rows::<User>(), [ann, bob]);
    session.commit().unwrap();
    assert_eq!((session[ann].nick.as_deref(), session[one].user_id), (Some("a"), session[bob].id));
    assert!(session.pending(ann).is_err());
    assert_eq!(session.new_rows::<User>(), []);
}

#[test]
fn j01_what_was_rolled_back_is_taken_back_and_added_again() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    let one = session.add(post("one", ann)).unwrap();
    session.flush().unwrap();
    assert!(session.take_new(ann).is_err(), "it is written");
    session.rollback().unwrap();
    assert_eq!(session.state(ann), State::RolledBack);
    let new = session.take_new(ann).unwrap();
    assert_eq!(new.name, "Ann");
    assert!(session.take_new(ann).is_err(), "once");
    let again = session.add(new).unwrap();
    let mut values = session.take_new(one).unwrap();
    values.user_id = again.into();
    session.add(values).unwrap();
    session.commit().unwrap();
    assert_eq!((session.count(User::query()).unwrap(), session.count(Post::query()).unwrap()), (1, 1));
    // What is pending can be taken back as well, and is not written then.
    let pending = session.add(user("Bob")).unwrap();
    assert_eq!(session.take_new(pending).unwrap().name, "Bob");
    session.commit().unwrap();
    assert_eq!(session.count(User::query()).unwrap(), 1);
}

#[test]
fn what_has_changed_is_shown() {
    let (mut session, _) = session();
    let [ann, bob, cy] = session.add_all(["Ann", "Bob", "Cy"].map(user)).unwrap();
    assert!(session.is_dirty());
    session.commit().unwrap();
    assert!(!session.is_dirty());
    session[ann].name = "Anna".into();
    session[bob].name = "Bob".into();
    session.delete(cy).unwrap();
    assert_eq!(session.dirty_rows::<User>(), [ann], "what is the same is not changed");
    assert_eq!(session.deleted_rows::<User>(), [cy]);
    assert!(session.contains(ann) && !session.contains(cy));
    session.rollback().unwrap();
    assert_eq!(session.dirty_rows::<User>(), []);
}

#[test]
fn two_rows_are_changed_at_once() {
    let (mut session, _) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    session.commit().unwrap();
    let [one, other] = session.get_disjoint_mut([ann, bob]).unwrap();
    std::mem::swap(&mut one.name, &mut other.name);
    session.commit().unwrap();
    assert_eq!((&*session[ann].name, &*session[bob].name), ("Bob", "Ann"));
    let error = session.get_disjoint_mut([ann, ann]).unwrap_err();
    assert!(matches!(&error, Error::Session(error) if matches!(**error, SessionError::Twice { .. })), "{error}");
}

#[test]
fn parents_that_cannot_be_are_told_before_anything_is_added() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    session.delete(ann).unwrap();
    let posts = [NewPost { title: "one".into(), user_id: 1.into() }, post("two", ann)];
    let error = session.add_all(posts).unwrap_err();
    assert_eq!(error.to_string(), "this `User` was deleted");
    assert_eq!(session.new_rows::<Post>(), []);
}

//! Rows that are read anew, come in from elsewhere, and leave.

use model_runtime::prelude::*;
use model_runtime::session::{SessionOptions, State};
use model_runtime::{Error, Session, SessionError};

use super::models::*;
use super::{Opened, post, read, sent, session, user, written};
use crate::db;

/// Changes a name behind the session.
fn rename(session: &mut Opened, id: i64, name: &str) {
    let mut conn = session.connection();
    User::update(id, UserPatch { name: Set(name.into()), ..Default::default() }, &mut conn).unwrap();
}

#[test]
fn i01_a_commit_expires_where_that_is_asked_for() {
    let mut conn = db::empty();
    Sessions::create_all(&mut conn).unwrap();
    let log = model_runtime::database::QueryLog::of(&mut conn).unwrap();
    let mut session = Session::with_options(conn, SessionOptions::new().expire_on_commit(true));
    let users = session.add_all(["a", "b", "c"].map(user)).unwrap();
    session.commit().unwrap();
    let ids = users.map(|user| session[user].id);
    rename(&mut session, ids[0], "theirs");
    log.clear();
    assert_eq!(session[users[0]].name, "a", "an index reads nothing");
    assert_eq!(session.fresh(users[0]).unwrap().name, "theirs");
    assert_eq!(session.fresh(users[0]).unwrap().id, ids[0]);
    assert_eq!(read(&log), ["SELECT s_users"]);
    // One query renews all that it finds.
    session.commit().unwrap();
    rename(&mut session, ids[1], "theirs too");
    log.clear();
    session.all(User::query()).unwrap();
    assert_eq!(session.fresh(users[1]).unwrap().name, "theirs too");
    assert_eq!(session.get::<User>(ids[2]).unwrap(), Some(users[2]));
    assert_eq!(read(&log), ["SELECT s_users"]);
}

#[test]
fn i03_refresh_throws_changes_away() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    session[ann].name = "mine".into();
    log.clear();
    session.refresh(ann).unwrap();
    assert_eq!(sent(&log), ["SELECT s_users"]);
    assert_eq!(session[ann].name, "Ann");
    session.commit().unwrap();
    assert_eq!(written(&log), [""; 0]);
}

#[test]
fn i05_writing_to_an_expired_row_reads_nothing() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    session.expire(ann).unwrap();
    log.clear();
    session[ann].name = "z".into();
    session.flush().unwrap();
    assert_eq!(sent(&log), ["UPDATE s_users"]);
}

#[test]
fn i07_a_collection_is_read_again_after_it_expired() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let one = session.add(post("one", ann)).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(ann, User::posts()).unwrap(), [one]);
    let id = session[ann].id;
    let mut conn = session.connection();
    NewPost { title: "theirs".into(), user_id: id.into() }.insert(&mut conn).unwrap();
    assert_eq!(session.related(ann, User::posts()).unwrap(), [one]);
    session.expire(ann).unwrap();
    log.clear();
    assert_eq!(session.related(ann, User::posts()).unwrap().len(), 2);
    assert_eq!(read(&log), ["SELECT s_posts"]);
    session.expire_all();
    assert!(session.loaded(ann, User::posts()).is_err());
}

#[test]
fn a_row_that_is_gone_is_found_to_be() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    let id = session[ann].id;
    let mut conn = session.connection();
    User::delete_many([id], &mut conn).unwrap();
    assert_eq!(session.get::<User>(id).unwrap(), Some(ann), "nobody asked");
    assert!(session.refresh(ann).unwrap_err().is_not_found());
    session.expire(ann).unwrap();
    assert!(session.fresh(ann).unwrap_err().is_not_found());
    assert_eq!(session.state(ann), State::Deleted);
    assert_eq!(session.get::<User>(id).unwrap(), None);
}

#[test]
fn h04_a_query_reads_over_changes_where_it_is_told_to() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    session[ann].name = "mine".into();
    log.clear();
    assert_eq!(session.populate_existing(User::query()).unwrap(), [ann]);
    assert_eq!(session[ann].name, "Ann");
    session.commit().unwrap();
    assert_eq!(sent(&log), ["SELECT s_users"]);
}

#[test]
fn h09_a_copy_is_merged() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    let mut copy = session.expunge(ann).unwrap();
    assert_eq!(session.state(ann), State::Detached);
    copy.name = "v".into();
    log.clear();
    let merged = session.merge(copy.clone()).unwrap();
    session.flush().unwrap();
    assert_eq!(sent(&log), ["SELECT s_users", "UPDATE s_users"]);
    assert_eq!((session[merged].name.as_str(), merged == ann), ("v", false));
    // The same again changes nothing; what is not there is added.
    session.merge(copy).unwrap();
    session.flush().unwrap();
    assert_eq!(sent(&log), [""; 0]);
    let new = session.merge(User { id: 99, name: "new".into(), nick: None }).unwrap();
    assert_eq!(session.state(new), State::Pending);
    session.commit().unwrap();
    assert_eq!(session[new].id, 99);
    // A copy that is older than what is stored does not undo that.
    let doc = session.add(NewDoc { body: "one".into(), version: Auto }).unwrap();
    session.commit().unwrap();
    let old = session[doc].clone();
    session[doc].body = "two".into();
    session.commit().unwrap();
    assert!(session.merge(old).unwrap_err().is_stale());
}

#[test]
fn h11_a_row_is_attached_once() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    let copy = session[ann].clone();
    let error = session.attach(copy.clone()).unwrap_err();
    let is_known = matches!(&error, Error::Session(error) if matches!(**error, SessionError::Known { model: "User" }));
    assert!(is_known, "{error}");
    session.expunge_all();
    log.clear();
    let ann = session.attach(copy).unwrap();
    session.patch(ann, UserPatch { nick: Set(Some("a".into())), ..Default::default() }).unwrap();
    session.commit().unwrap();
    assert_eq!(sent(&log), ["UPDATE s_users"]);
}

#[test]
fn a_session_that_reads_refuses_to_write() {
    let mut conn = db::empty();
    Sessions::create_all(&mut conn).unwrap();
    user("Ann").insert(&mut conn).unwrap();
    let mut session = Session::with_options(conn, SessionOptions::new().read_only());
    let ann = session.first(User::query()).unwrap().unwrap();
    let is_refused = |error: Error| matches!(error, Error::Session(error) if *error == SessionError::ReadOnly);
    assert!(is_refused(session.add(user("Bob")).unwrap_err()));
    assert!(is_refused(session.row_mut(ann).unwrap_err()));
    assert!(is_refused(session.delete(ann).unwrap_err()));
    assert_eq!(session.related(ann, User::posts()).unwrap(), []);
    session.commit().unwrap();
}

#[test]
fn h03_without_autoflush_a_query_writes_nothing() {
    let mut conn = db::empty();
    Sessions::create_all(&mut conn).unwrap();
    let mut session = Session::with_options(conn, SessionOptions::new().autoflush(false));
    let ann = session.add(user("Ann")).unwrap();
    assert_eq!(session.all(User::query()).unwrap(), []);
    session.flush().unwrap();
    assert_eq!(session.all(User::query()).unwrap(), [ann]);
}

//! Transactions of a session: what is undone is undone in memory, too.

use model_runtime::prelude::*;
use model_runtime::session::State;
use model_runtime::{Error, Session};

use super::models::*;
use super::{session, user, written};
use crate::db;

#[test]
fn l07_a_commit_writes_and_a_second_one_does_nothing() {
    let (mut session, log) = session();
    session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    assert_eq!(log.transactions(), 1);
    log.clear();
    session.commit().unwrap();
    assert!(log.is_empty(), "{log}");
}

#[test]
fn a_rollback_undoes_what_was_written_and_what_was_not() {
    let (mut session, _) = session();
    let users = session.add_all(["Ann", "Bob", "Cy"].map(user)).unwrap();
    session.commit().unwrap();
    session[users[0]].name = "Anna".into();
    session.delete(users[1]).unwrap();
    let dee = session.add(user("Dee")).unwrap();
    session.flush().unwrap();
    session[users[0]].name = "Annabel".into();
    session[users[2]].nick = Some("c".into());
    let eve = session.add(user("Eve")).unwrap();
    assert_eq!(session.state(users[1]), State::Deleted);
    session.rollback().unwrap();
    let names: Vec<_> = users.iter().map(|user| &*session[*user].name).collect();
    assert_eq!(names, ["Ann", "Bob", "Cy"]);
    assert_eq!(session[users[2]].nick, None);
    assert_eq!((session.state(dee), session.state(eve)), (State::RolledBack, State::RolledBack));
    let error = session.row(dee).unwrap_err();
    assert_eq!(error.to_string(), "this `User` was rolled back before it was ever committed");
    // The session goes on, and knows its rows.
    assert_eq!(session.all(User::query().order(s_users::id)).unwrap(), users);
    session.commit().unwrap();
}

#[test]
fn a_flush_that_fails_leaves_everything_as_it_was() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.flush().unwrap();
    session[ann].nick = Some("a".into());
    let bob = session.add(user("Bob")).unwrap();
    session.add(NewPost { title: "one".into(), user_id: 999_999.into() }).unwrap();
    log.clear();
    let error = session.flush().unwrap_err();
    assert!(error.violates(PostConstraint::UserFk), "{error}");
    // Nothing of it is there, neither here nor in the database; what was flushed before is.
    assert_eq!((session.state(ann), session.state(bob)), (State::Dirty, State::Pending));
    assert_eq!(session[ann].nick.as_deref(), Some("a"));
    let mut conn = session.connection();
    let found = User::all(&mut conn).unwrap();
    assert_eq!(found.iter().map(|user| (&*user.name, user.nick.as_deref())).collect::<Vec<_>>(), [("Ann", None)]);
    assert!(!written(&log).is_empty());
}

#[test]
fn a_session_that_is_dropped_rolls_back() {
    let mut conn = db::empty();
    Sessions::create_all(&mut conn).unwrap();
    let mut session = Session::new(&mut conn);
    session.add(user("Ann")).unwrap();
    session.flush().unwrap();
    drop(session);
    assert_eq!(User::count(&mut conn).unwrap(), 0);

    // Within a transaction that somebody else began, it is a part of it.
    let mut transaction = model_runtime::database::Transaction::begin(&mut conn).unwrap();
    user("Bob").insert(&mut transaction).unwrap();
    let mut session = Session::new(&mut transaction);
    session.add(user("Cy")).unwrap();
    session.flush().unwrap();
    session.rollback().unwrap();
    session.add(user("Dee")).unwrap();
    session.commit().unwrap();
    drop(session);
    transaction.commit().unwrap();
    let names: Vec<_> =
        User::query().order(s_users::id).all(&mut conn).unwrap().into_iter().map(|user| user.name).collect();
    assert_eq!(names, ["Bob", "Dee"]);
}

#[test]
fn a_row_that_is_gone_is_told() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    let id = session[ann].id;
    let mut conn = session.connection();
    User::delete_many([id], &mut conn).unwrap();
    session[ann].name = "Anna".into();
    let error = session.flush().unwrap_err();
    assert!(matches!(error, Error::NotFound { model: "User", .. }), "{error}");
    session.rollback().unwrap();
    assert_eq!(session[ann].name, "Ann");
}

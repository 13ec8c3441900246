//! A row is one row, however often it is read.

use model_runtime::prelude::*;

use super::models::*;
use super::{session, user, written};

#[test]
fn h01_a_known_key_asks_nothing() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    let id = session[ann].id;
    log.clear();
    assert_eq!(session.get::<User>(id).unwrap(), Some(ann));
    assert_eq!(session.find::<User>(id).unwrap(), ann);
    assert!(log.is_empty(), "{log}");
    assert_eq!(session.get::<User>(id + 1).unwrap(), None);
    assert!(session.find::<User>(id + 1).unwrap_err().is_not_found());
}

#[test]
fn h03_a_query_does_not_read_over_a_change() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    let id = session[ann].id;
    let mut conn = session.connection();
    User::update(id, UserPatch { name: Set("theirs".into()), ..Default::default() }, &mut conn).unwrap();
    session[ann].nick = Some("mine".into());
    assert_eq!(session.all(User::query()).unwrap(), [ann]);
    assert_eq!((&*session[ann].name, session[ann].nick.as_deref()), ("Ann", Some("mine")));
}

#[test]
fn l01_a_query_sees_what_was_added() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    assert_eq!(session.all(User::query()).unwrap(), [ann]);
    assert_eq!(written(&log), ["INSERT s_users"]);
    let bob = session.add(user("Bob")).unwrap();
    assert_eq!(session.one(User::query().filter(s_users::name.eq("Bob"))).unwrap(), bob);
    assert_eq!(session.first(User::query().order(s_users::name.desc())).unwrap(), Some(bob));
    assert_eq!(session.one_or_none(User::query().filter(s_users::name.eq("Cy"))).unwrap(), None);
    assert!(session.exists(User::query().filter(s_users::name.eq("Ann"))).unwrap());
    assert!(session.one(User::query()).is_err(), "there are two");
    session.delete(ann).unwrap();
    assert_eq!(session.count(User::query()).unwrap(), 1);
}

#[test]
fn conditions_are_about_rows_of_the_session() {
    let (mut session, _) = session();
    let [ann, bob] = ["Ann", "Bob"].map(|name| session.add(user(name)).unwrap());
    let post = session.add(NewPost { title: "one".into(), user_id: ann.into() }).unwrap();
    // Bob has no key before the query writes him, and no post in any case.
    assert_eq!(session.all(Post::query().filter(Post::author().is(session.fk(bob)))).unwrap(), []);
    assert_eq!(session.all(Post::query().filter(Post::author().is(session.fk(ann)))).unwrap(), [post]);
    assert_eq!(session.one(User::query().filter(User::posts().contains(session.fk(post)))).unwrap(), ann);
    assert_eq!(session.all(Post::query().filter(Post::author().is(&session[bob]))).unwrap(), []);
    let query = User::posts().query_for(&session[ann]);
    assert_eq!(session.all(query).unwrap(), [post]);
}

/// A key that was deleted may be that of another row.
#[test]
fn a_key_is_that_of_the_row_that_has_it_now() {
    let (mut session, log) = session();
    let artist = session.add(NewArtist { name: "a".into(), born: 1900 }).unwrap();
    session.commit().unwrap();
    session.delete(artist).unwrap();
    session.commit().unwrap();
    assert_eq!(session.get::<Artist>("a".to_owned()).unwrap(), None);
    let again = session.add(NewArtist { name: "a".into(), born: 1901 }).unwrap();
    session.commit().unwrap();
    log.clear();
    assert_eq!(session.get::<Artist>("a".to_owned()).unwrap(), Some(again));
    assert!(log.is_empty(), "{log}");
    assert_ne!(artist, again);
}

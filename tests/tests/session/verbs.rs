//! Verbs on a session go through its identity map, and are in its transaction.

use model_runtime::prelude::*;
use model_runtime::session::State;

use super::models::*;
use super::{sent, session, user, written};

#[test]
fn reading_gives_copies_of_what_the_session_has() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    let id = session[ann].id;
    log.clear();
    assert_eq!(User::find(id, &mut session).unwrap(), session[ann]);
    assert_eq!(User::get(id, &mut session).unwrap().as_ref(), Some(&session[ann]));
    assert!(log.is_empty(), "{log}");
    // What was changed is written first, and found.
    session[ann].name = "Anna".into();
    let bob = session.add(user("Bob")).unwrap();
    let all = User::query().order(s_users::id).all(&mut session).unwrap();
    assert_eq!(all, [session[ann].clone(), session[bob].clone()]);
    assert_eq!(User::query().filter(s_users::name.eq("Anna")).one(&mut session).unwrap().id, id);
    assert_eq!(User::count(&mut session).unwrap(), 2);
    assert_eq!(User::query().page(PageRequest::new(1, 1), &mut session).unwrap().total, 2);
    assert!(User::find(id + 100, &mut session).unwrap_err().is_not_found());
    session.delete(bob).unwrap();
    assert_eq!(User::all(&mut session).unwrap().len(), 1);
}

#[test]
fn writing_is_known_to_the_session() {
    let (mut session, log) = session();
    let mut ann = user("Ann").insert(&mut session).unwrap();
    log.clear();
    let handle = session.find::<User>(ann.id).unwrap();
    assert_eq!(session[handle], ann);
    ann.name = "Anna".into();
    ann.save(&mut session).unwrap();
    assert_eq!(session[handle].name, "Anna");
    ann.patch(UserPatch { nick: Set(Some("a".into())), ..Default::default() }, &mut session).unwrap();
    assert_eq!(session[handle].nick.as_deref(), Some("a"));
    User::update(ann.id, UserPatch { name: Set("Annabel".into()), ..Default::default() }, &mut session).unwrap();
    assert_eq!(session.fresh(handle).unwrap().name, "Annabel");
    let post = NewPost { title: "one".into(), user_id: ann.id.into() }.insert(&mut session).unwrap();
    let post = session.find::<Post>(post.id).unwrap();
    assert!(written(&log).len() >= 4);
    session[handle].clone().delete(&mut session).unwrap();
    assert_eq!((session.state(handle), session.state(post)), (State::Deleted, State::Deleted));
    session.rollback().unwrap();
    assert_eq!(session.state(handle), State::RolledBack);
    assert_eq!(User::count(&mut session).unwrap(), 0);
}

#[test]
fn a_verb_that_is_refused_undoes_nothing_else() {
    let (mut session, _) = session();
    let product = || NewProduct { name: "p".into() };
    product().insert(&mut session).unwrap();
    let ann = session.add(user("Ann")).unwrap();
    assert!(product().insert(&mut session).unwrap_err().violates(ProductConstraint::NameUnique));
    assert_eq!(session.state(ann), State::Persistent);
    session.commit().unwrap();
    assert_eq!((Product::count(&mut session).unwrap(), User::count(&mut session).unwrap()), (1, 1));
}

#[test]
fn o05_rows_that_many_were_deleted_with_leave() {
    let (mut session, log) = session();
    let users = session.add_all(["a", "b"].map(user)).unwrap();
    session.add(super::post("one", users[0])).unwrap();
    session.commit().unwrap();
    let key = session[users[0]].id;
    log.clear();
    assert_eq!(User::query().filter(s_users::name.eq("a")).delete_all(&mut session).unwrap(), 1);
    assert_eq!(sent(&log), ["DELETE s_users"]);
    assert_eq!(session.get::<User>(key).unwrap(), None);
    assert!(!session.contains(users[0]));
    assert_eq!(session.related(users[1], User::posts()).unwrap(), []);
    let renamed = UserPatch { name: Set("z".into()), ..Default::default() };
    User::query().patch_all(renamed, &mut session).unwrap();
    assert_eq!(session.fresh(users[1]).unwrap().name, "z");
}

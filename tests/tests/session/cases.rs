//! Further cases that SQLAlchemy and Django were asked; which tests the others are, and which are none, is in docs/design/unit-of-work.md.

use model_runtime::Error;
use model_runtime::prelude::*;
use model_runtime::session::State;

use super::models::*;
use super::{post, read, sent, session, user, written};

fn note(key: i64, text: Assign<Option<String>>) -> NewNote {
    NewNote { id: key, text }
}

#[test]
fn a07_rows_that_leave_a_column_to_the_database_are_a_batch_of_their_own() {
    let (mut session, log) = session();
    let given = note(2, Set(Some("given".into())));
    let notes = session.add_all([note(1, Auto), given, note(3, Auto), note(4, Auto)]).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_notes"; 2], "fewer than the order of adding would take");
    let texts: Vec<_> = notes.iter().map(|note| session[*note].text.as_deref().unwrap().to_owned()).collect();
    assert_eq!(texts, ["dflt", "given", "dflt", "dflt"]);
}

#[test]
fn a17_null_is_not_the_default() {
    let (mut session, _) = session();
    let note = session.add(note(1, Set(None))).unwrap();
    session.commit().unwrap();
    session.refresh(note).unwrap();
    assert_eq!(session[note].text, None);
}

#[test]
fn a19_a_row_that_others_deleted_is_not_updated_silently() {
    let (mut session, _) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    session.commit().unwrap();
    let id = session[bob].id;
    let mut conn = session.connection();
    User::delete_many([id], &mut conn).unwrap();
    session[ann].name = "Anna".into();
    session[bob].name = "Bobby".into();
    let Err(Error::NotFound { model: "User", rows }) = session.flush() else { panic!("it is gone") };
    assert_eq!(rows.into_iter().filter_map(|row| session.numbered::<User>(row)).collect::<Vec<_>>(), [bob]);
}

/// Each refers to the other: the key that can be NULL is, until both are there.
#[test]
fn b05_c01_rows_that_refer_to_each_other_are_written() {
    let (mut session, log) = session();
    let node = |data: &str| NewNode { data: data.into(), parent_id: None };
    let [a, b] = session.add_all(["a", "b"].map(node)).unwrap();
    session.set(a, Node::parent(), b).unwrap();
    session.set(b, Node::parent(), a).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_nodes", "INSERT s_nodes", "UPDATE s_nodes"]);
    assert_eq!((session[a].parent_id, session[b].parent_id), (Some(session[b].id), Some(session[a].id)));
    let person = session.add(NewPerson { name: "Ann".into(), favourite_id: None }).unwrap();
    let ball = session.add(NewBall { owner_id: person.into() }).unwrap();
    session.set(person, Person::favourite(), ball).unwrap();
    session.commit().unwrap();
    assert_eq!(written(&log), ["INSERT s_people", "INSERT s_balls", "UPDATE s_people"]);
    assert_eq!((session[person].favourite_id, session[ball].owner_id), (Some(session[ball].id), session[person].id));
    // C05: another favourite and another name are one UPDATE.
    let other = session.add(NewBall { owner_id: person.into() }).unwrap();
    session.flush().unwrap();
    written(&log);
    session.set(person, Person::favourite(), other).unwrap();
    session[person].name = "z".into();
    session.flush().unwrap();
    assert_eq!(written(&log), ["UPDATE s_people"]);
}

#[test]
fn j03_j05_what_was_written_and_undone_is_as_it_was() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    session[ann].name = "Anna".into();
    session.flush().unwrap();
    log.clear();
    session.rollback().unwrap();
    assert_eq!(session[ann].name, "Ann");
    assert!(read(&log).is_empty(), "nothing has to be read for that");
    // A flush that is refused asks for no rollback.
    session.add_all(["p", "p"].map(|name| NewProduct { name: name.into() })).unwrap();
    assert!(session.flush().unwrap_err().violates(ProductConstraint::NameUnique));
    let [first, _] = session.new_rows::<Product>()[..] else { panic!("both are still to be written") };
    session.take_new(first).unwrap();
    assert_eq!(session.count(Product::query()).unwrap(), 1);
}

#[test]
fn j07_a_key_that_was_rolled_back_is_nobodys() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.flush().unwrap();
    let key = session.key(ann).unwrap();
    session.rollback().unwrap();
    assert_eq!((session.key(ann), session.state(ann)), (None, State::RolledBack));
    assert_eq!(session.get::<User>(key).unwrap(), None);
}

#[test]
fn l05_asking_for_a_key_writes_first() {
    let (mut session, log) = session();
    let mut conn = session.connection();
    let stored = user("stored").insert(&mut conn).unwrap();
    session.add(user("Ann")).unwrap();
    log.clear();
    session.find::<User>(stored.id).unwrap();
    assert_eq!(sent(&log), ["INSERT s_users", "SELECT s_users"]);
}

#[test]
fn m05_the_version_of_a_parent_stays_where_its_row_does() {
    let (mut session, log) = session();
    let doc = session.add(NewDoc { body: "one".into(), version: Auto }).unwrap();
    session.commit().unwrap();
    let line = session.add(NewLine { text: "a".into(), doc_id: Fk::Parent }).unwrap();
    session.append(doc, Doc::lines(), line).unwrap();
    log.clear();
    session.commit().unwrap();
    assert_eq!(written(&log), ["INSERT s_lines"]);
    assert_eq!(session[doc].version, 1);
}

#[test]
fn o07_any_number_of_rows_stays_within_the_limits() {
    let (mut session, log) = session();
    let users = session.add_all((0..2_500).map(|i| user(&i.to_string())).collect::<Vec<_>>()).unwrap();
    session.commit().unwrap();
    let rows = crate::db::rows_of_an_insert();
    assert!(written(&log).len() <= 2_500_usize.div_ceil(rows) + 6);
    assert_eq!(session[users[2_499]].name, "2499");
}

#[test]
fn q01_parents_are_read_once_each() {
    let (mut session, log) = session();
    let authors = session.add_all(["a", "b", "c"].map(user)).unwrap();
    for author in authors {
        session.add_all(["one", "two"].map(|title| post(title, author))).unwrap();
    }
    session.commit().unwrap();
    session.expunge_all();
    log.clear();
    for post in session.all(Post::query()).unwrap() {
        session.related(post, Post::author()).unwrap();
    }
    assert_eq!(read(&log).len(), 1 + 3, "six of them without the identity map");
}

#[test]
fn q11_nothing_asks_for_nothing() {
    let (mut session, log) = session();
    assert_eq!(session.all(User::query().with(User::posts().with(Post::tags()))).unwrap(), []);
    assert_eq!(read(&log), ["SELECT s_users"]);
    session.commit().unwrap();
    assert_eq!(User::find_many([], &mut session).unwrap(), []);
}

#[test]
fn v01_everything_that_is_wrong_is_told_at_once() {
    let (mut session, log) = session();
    let long = "x".repeat(60);
    session.add(user(&long)).unwrap();
    session.add(user("")).unwrap();
    session.add(NewProduct { name: long }).unwrap();
    let Err(Error::Validation(errors)) = session.flush() else { panic!("it is invalid") };
    assert_eq!(errors.field_errors().len(), 2, "of the first model that has any: {errors}");
    assert!(log.is_empty(), "{log}");
}

#[test]
fn after_a_flush_a_row_is_as_the_database_has_it() {
    let (mut session, log) = session();
    let [one, two] = session
        .add_all(["one", "two"].map(|name| NewStamp { name: name.into(), created_at: Auto, updated_at: Auto }))
        .unwrap();
    session.flush().unwrap();
    assert_eq!((&*session[one].upper, &*session[two].upper), ("ONE", "TWO"));
    let before = session[one].clone();
    std::thread::sleep(std::time::Duration::from_millis(2));
    session[one].name = "uno".into();
    session.commit().unwrap();
    assert_eq!(session[one].upper, "UNO");
    assert_eq!(session[one].created_at, before.created_at);
    assert!(session[one].updated_at > before.updated_at);
    assert_eq!(session[two].name, "two");
    let stored = session[one].clone();
    session.refresh(one).unwrap();
    assert_eq!(session[one], stored);
    // What the database computes is not written, whatever is assigned.
    log.clear();
    session[one].upper = "mine".into();
    session.commit().unwrap();
    assert!(written(&log).is_empty());
    assert_eq!(session[one].upper, "UNO");
}

//! What a flush writes, and in which order. Cases that SQLAlchemy's unit of work was asked too have their codes.

use model_runtime::prelude::*;
use model_runtime::{Error, Session, SessionError};

use super::models::*;
use super::{session, user, written};

#[test]
fn a01_a_parent_first_then_its_children_in_one_batch() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    let posts = ["one", "two"].map(|title| NewPost { title: title.into(), user_id: ann.into() });
    let posts = session.add_all(posts).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_users", "INSERT s_posts"]);
    let id = session[ann].id;
    assert!(id > 0 && posts.iter().all(|post| session[*post].user_id == id));
    assert_eq!(posts.iter().map(|post| &*session[*post].title).collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn a03_the_order_is_that_of_the_tables_and_not_that_of_adding() {
    let (mut session, log) = session();
    session.add(NewAlbum { id: 1, artist: "a".into() }).unwrap();
    session.add(NewArtist { name: "a".into(), born: 1900 }).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_artists", "INSERT s_albums"]);
}

#[test]
fn a05_many_rows_get_their_keys_in_the_order_of_adding() {
    let (mut session, log) = session();
    let users = session.add_all((0..100).map(|i| user(&i.to_string())).collect::<Vec<_>>()).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log).len(), if crate::db::rows_of_an_insert() < 100 { 2 } else { 1 });
    assert!(users.is_sorted_by_key(|user| session[*user].id));
    assert_eq!(session[users[37]].name, "37");
}

#[test]
fn a09_what_is_set_to_the_same_value_is_not_written() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    log.clear();
    session[ann].name = "Ann".into();
    assert_eq!(session.state(ann), model_runtime::session::State::Dirty);
    session.commit().unwrap();
    assert!(log.is_empty(), "{log}");
    assert_eq!(session.state(ann), model_runtime::session::State::Persistent);
}

#[test]
fn a11_only_columns_that_changed_and_rows_with_the_same_ones_together() {
    let (mut session, log) = session();
    let users = session.add_all(["a", "b", "c", "d"].map(user)).unwrap();
    session.commit().unwrap();
    log.clear();
    for index in [2, 0, 1] {
        session[users[index]].name.push('!');
    }
    session[users[3]].nick = Some("dd".into());
    session.flush().unwrap();
    let sent = log.statements();
    assert_eq!(written(&log), ["UPDATE s_users", "UPDATE s_users"]);
    assert!(sent[0].contains("name") && !sent[0].contains("nick"), "{sent:?}");
    assert!(sent[1].contains("nick") && !sent[1].contains("name"), "{sent:?}");
    session.commit().unwrap();
    let mut conn = session.connection();
    let names: Vec<_> =
        User::query().order(s_users::id).all(&mut conn).unwrap().into_iter().map(|user| user.name).collect();
    assert_eq!(names, ["a!", "b!", "c!", "d"]);
}

#[test]
fn b01_a_tree_is_one_insert_for_each_level() {
    let (mut session, log) = session();
    let node = |data: &str, parent: Option<model_runtime::Handle<Node>>| NewNode {
        data: data.into(),
        parent_id: parent.map(Into::into),
    };
    let root = session.add(node("root", None)).unwrap();
    let first = session.add(node("first", Some(root))).unwrap();
    let leaf = session.add(node("leaf", Some(first))).unwrap();
    session.add(node("second", Some(root))).unwrap();
    session.add(node("other leaf", Some(first))).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_nodes"; 3]);
    assert_eq!(session[leaf].parent_id, Some(session[first].id));
    // Leaves go first.
    for node in session.all(Node::query()).unwrap() {
        session.delete(node).unwrap();
    }
    session.flush().unwrap();
    assert_eq!(written(&log), ["DELETE s_nodes"; 3]);
    assert_eq!(session.count(Node::query()).unwrap(), 0);
}

/// A key of either table can be NULL: rows that refer to each other are written by way of it.
#[test]
fn c02_a_circle_of_rows_is_closed_by_an_update() {
    let (mut session, log) = session();
    let ann = session.add(NewPerson { name: "Ann".into(), favourite_id: None }).unwrap();
    let ball = session.add(NewBall { owner_id: ann.into() }).unwrap();
    let bob = session.add(NewPerson { name: "Bob".into(), favourite_id: Some(ball.into()) }).unwrap();
    session.flush().unwrap();
    assert_eq!(written(&log), ["INSERT s_people", "INSERT s_balls", "INSERT s_people"]);
    session[ann].favourite_id = Some(session[ball].id);
    session.flush().unwrap();
    assert_eq!(written(&log), ["UPDATE s_people"]);
    // The keys let go of the ball, which is then nobody's, before it is deleted.
    session.delete(ann).unwrap();
    session.delete(ball).unwrap();
    session.delete(bob).unwrap();
    session.commit().unwrap();
    let sent = written(&log);
    assert_eq!(sent.iter().filter(|sent| *sent == "DELETE s_balls").count(), 1, "{sent:?}");
    assert_eq!(sent.iter().filter(|sent| *sent == "UPDATE s_people").count(), 1, "{sent:?}");
    assert_eq!((session.count(Person::query()).unwrap(), session.count(Ball::query()).unwrap()), (0, 0));
}

#[test]
fn m01_a_version_is_counted_and_looked_at() {
    let (mut session, _) = session();
    let doc = session.add(NewDoc { body: "one".into(), version: Auto }).unwrap();
    session.commit().unwrap();
    session[doc].body = "two".into();
    session.commit().unwrap();
    assert_eq!(session[doc].version, 2);
    // Somebody else writes it.
    let id = session[doc].id;
    let mut conn = session.connection();
    Doc::find(id, &mut conn).unwrap().patch(DocPatch { body: Set("theirs".into()) }, &mut conn).unwrap();
    session[doc].body = "three".into();
    let error = session.commit().unwrap_err();
    assert!(error.is_stale(), "{error}");
    session.delete(doc).unwrap();
    let error = session.commit().unwrap_err();
    assert!(error.is_stale(), "{error}");
    session.rollback().unwrap();
    assert_eq!(&*session[doc].body, "two");
}

#[test]
fn everything_is_checked_before_anything_is_sent() {
    let (mut session, log) = session();
    session.add_all(["Ann", ""].map(user)).unwrap();
    let error = session.flush().unwrap_err();
    assert_eq!(error.to_string(), "invalid `User`: row 1, `name`: must have a length of 1 to 50");
    assert!(log.is_empty(), "{log}");
}

#[test]
fn deleting_what_was_never_written_sends_nothing() {
    let (mut session, log) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.delete(ann).unwrap();
    session.commit().unwrap();
    assert!(log.is_empty(), "{log}");
    assert!(matches!(session.delete(ann), Err(Error::Session(_))));
}

#[test]
fn handles_of_another_session_are_an_error() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    let (mut other, _) = super::session();
    let error = other.row(ann).unwrap_err();
    assert_eq!(error.to_string(), "this `User` is of another session, or of before `expunge_all`; load it in this one");
    let error = other.add(NewPost { title: "one".into(), user_id: ann.into() }).unwrap_err();
    assert!(matches!(&error, Error::Session(error) if matches!(**error, SessionError::OtherSession { .. })), "{error}");
    let error = session.row(ann).unwrap_err();
    assert_eq!(error.to_string(), "this `User` is not in the database yet; `flush` writes it");
    // Outside of a session nobody knows the row.
    let mut conn = crate::db::empty();
    Sessions::create_all(&mut conn).unwrap();
    let error = NewPost { title: "one".into(), user_id: ann.into() }.insert(&mut conn).unwrap_err();
    assert!(error.is_validation(), "{error}");
    drop(Session::new(conn));
}

/// One changed row among many costs what it costs alone: the others are not looked at.
#[test]
fn one_row_among_many_is_written_alone() {
    let (mut session, log) = session();
    let users = session.add_all((0..20_000).map(|i| user(&i.to_string())).collect::<Vec<_>>()).unwrap();
    session.commit().unwrap();
    log.clear();
    session[users[12_345]].name = "changed".into();
    session.commit().unwrap();
    assert_eq!(written(&log), ["UPDATE s_users"]);
}

#[test]
fn the_plan_of_a_flush_is_shown() {
    let (mut session, log) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    session.commit().unwrap();
    let doc = session.add(NewDoc { body: "one".into(), version: Auto }).unwrap();
    session.commit().unwrap();
    log.clear();
    session[ann].name = "Anna".into();
    session[doc].body = "two".into();
    session.delete(bob).unwrap();
    let posts = session.add_all(["one", "two"].map(|title| super::post(title, ann))).unwrap();
    let expected = "\
        UPDATE s_users SET name = ? WHERE id = ?; -- 1 row\n\
        UPDATE s_docs SET body = ?, version = ? WHERE id = ? AND version = ?; -- 1 row\n\
        INSERT INTO s_posts (title, user_id) VALUES (?, ?); -- 2 rows\n\
        DELETE FROM s_users WHERE id = ?; -- 1 row\n";
    assert_eq!(session.flush_plan().unwrap().to_string(), expected);
    assert!(log.is_empty(), "{log}");
    assert_eq!(session.new_rows::<Post>(), posts);
    session.commit().unwrap();
    assert_eq!(written(&log), ["UPDATE s_users", "UPDATE s_docs", "INSERT s_posts", "DELETE s_users"]);
    assert_eq!(session.flush_plan().unwrap().to_string(), "");
}

/// A builder takes a handle as a parent, too.
#[test]
fn a_builder_takes_a_handle() {
    let (mut session, _) = session();
    let ann = session.add(User::builder().name("Ann")).unwrap();
    let post = session.add(Post::builder().title("one").user_id(ann)).unwrap();
    let address = session.add(Address::builder().email("a").user_id(ann)).unwrap();
    session.commit().unwrap();
    let id = session[ann].id;
    assert_eq!((session[post].user_id, session[address].user_id), (id, Some(id)));
}

/// An error tells which rows it is about, by the numbers that their handles have.
#[test]
fn stale_rows_are_told_by_their_handles() {
    let (mut session, _) = session();
    let docs = session.add_all(["a", "b", "c"].map(|body| NewDoc { body: body.into(), version: Auto })).unwrap();
    session.commit().unwrap();
    for doc in &docs[..2] {
        let id = session[*doc].id;
        let mut conn = session.connection();
        Doc::update(id, DocPatch { body: Set("theirs".into()) }, &mut conn).unwrap();
    }
    for doc in docs {
        session[doc].body.push('!');
    }
    let Err(Error::Stale { model: "Doc", rows }) = session.flush() else { panic!("they are stale") };
    let stale: Vec<_> = rows.into_iter().filter_map(|row| session.numbered::<Doc>(row)).collect();
    assert_eq!(stale, docs[..2]);
    for doc in stale {
        session.refresh(doc).unwrap();
        session[doc].body.push('!');
    }
    session.commit().unwrap();
    assert_eq!(docs.map(|doc| session[doc].body.as_str()), ["theirs!", "theirs!", "c!"]);
    // So is one of those to be deleted.
    let id = session[docs[2]].id;
    let mut conn = session.connection();
    Doc::update(id, DocPatch { body: Set("theirs".into()) }, &mut conn).unwrap();
    for doc in docs {
        session.delete(doc).unwrap();
    }
    let Err(Error::Stale { rows, .. }) = session.commit() else { panic!("it is stale") };
    assert_eq!(rows.into_iter().filter_map(|row| session.numbered::<Doc>(row)).collect::<Vec<_>>(), docs[2..]);
    session.rollback().unwrap();
    assert_eq!(session.count(Doc::query()).unwrap(), 3);
}

/// What the connection wrote in between stays if a flush is refused, and goes with the closure that it was written in.
#[test]
fn what_the_connection_wrote_is_a_part_of_the_transaction() {
    let (mut session, _) = session();
    assert_eq!(session.count(User::query()).unwrap(), 0);
    let mut conn = session.connection();
    user("Ann").insert(&mut conn).unwrap();
    session.add(NewPost { title: "one".into(), user_id: 999_999.into() }).unwrap();
    assert!(session.flush().is_err());
    let mut conn = session.connection();
    assert_eq!(User::count(&mut conn).unwrap(), 1);
    session.rollback().unwrap();
    let given_up = session.transaction(|session| {
        let mut conn = session.connection();
        user("Bob").insert(&mut conn)?;
        Err::<(), _>(Error::NotFound { model: "test", rows: Vec::new() })
    });
    assert!(given_up.is_err());
    assert_eq!(session.count(User::query()).unwrap(), 0);
}

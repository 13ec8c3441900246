//! A session over tables that are there and new ones.

use model_runtime::Session;
use model_runtime::prelude::*;
use tests::schema::e_users;

use super::models::*;
use super::{connect, user};

#[test]
fn rows_are_tracked_and_written_together() {
    let mut s = Session::new(connect());
    let ann = s.add(user("ann")).unwrap();
    let topic = s.add(NewTopic { name: "rust".into() }).unwrap();
    let post = s
        .add(NewPost {
            title: Title("one".into()),
            version: Auto,
            topic_id: Some(topic.into()),
            user_id: ann.into(),
            answers_id: None,
        })
        .unwrap();
    let comment = s.add(NewComment { text: "why?".into(), post_id: post.into() }).unwrap();
    s.commit().unwrap();

    s[ann].name = "Anna".into();
    s[post].title = Title("two".into());
    s.commit().unwrap();

    assert_eq!((s[post].user_id, s[post].version, s[comment].post_id), (s[ann].id, 2, s[post].id));
    let key = s[ann].id;
    assert_eq!(s.get::<User>(key).unwrap(), Some(ann));
    assert_eq!(s.related(ann, User::posts()).unwrap(), [post]);
    let found = s.all(User::query().filter(e_users::name.eq("Anna"))).unwrap();
    assert_eq!(found, [ann]);
    s.delete(ann).unwrap();
    s.commit().unwrap();
    assert_eq!(Post::count(&mut s).unwrap(), 0);
    assert_eq!(Comment::count(&mut s).unwrap(), 0);
}

#[test]
fn a_rollback_restores_rows() {
    let mut s = Session::new(connect());
    let ann = s.add(user("ann")).unwrap();
    s.commit().unwrap();
    s[ann].name = "Anna".into();
    s.flush().unwrap();
    s.rollback().unwrap();
    assert_eq!(s[ann].name, "ann");
}

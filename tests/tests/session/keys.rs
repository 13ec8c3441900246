//! Keys that change, and rows that take the place of others.

use model_runtime::Error;
use model_runtime::prelude::*;
use model_runtime::session::State;

use super::models::*;
use super::{sent, session, written};

fn artist(name: &str, born: i32) -> NewArtist {
    NewArtist { name: name.into(), born }
}

#[test]
fn a13_a_row_with_the_key_of_a_deleted_one_takes_its_place() {
    let (mut session, log) = session();
    let old = session.add(artist("a", 1900)).unwrap();
    let album = session.add(NewAlbum { id: 1, artist: "a".into() }).unwrap();
    session.commit().unwrap();
    log.clear();
    session.delete(old).unwrap();
    let new = session.add(artist("a", 1950)).unwrap();
    session.flush().unwrap();
    assert_eq!(sent(&log), ["UPDATE s_artists"]);
    assert_eq!(session.get::<Artist>("a".to_owned()).unwrap(), Some(new));
    assert_eq!((session.state(old), session[new].born), (State::Deleted, 1950));
    assert_eq!(session.related(album, Album::of()).unwrap(), new);
    session.rollback().unwrap();
    assert_eq!((session[old].born, session.state(new)), (1900, State::RolledBack));
    assert_eq!(session.get::<Artist>("a".to_owned()).unwrap(), Some(old));
}

#[test]
fn h07_a_new_row_with_the_key_of_one_that_is_here_is_refused() {
    let (mut session, log) = session();
    session.add(artist("a", 1900)).unwrap();
    session.commit().unwrap();
    log.clear();
    session.add(artist("a", 1950)).unwrap();
    let error = session.commit().unwrap_err();
    assert_eq!(error.to_string(), "invalid `Artist`: row 1, `name`: a row of the session has this key");
    assert!(log.is_empty(), "{log}");
}

#[test]
fn n01_a_key_changes() {
    let (mut session, log) = session();
    let a = session.add(artist("a", 1900)).unwrap();
    session.commit().unwrap();
    log.clear();
    session[a].name = "b".into();
    session[a].born = 1901;
    session.flush().unwrap();
    assert_eq!(sent(&log), ["UPDATE s_artists"]);
    assert_eq!(session.get::<Artist>("b".to_owned()).unwrap(), Some(a));
    assert!(log.is_empty(), "{log}");
    assert_eq!(session.get::<Artist>("a".to_owned()).unwrap(), None);
    assert_eq!(sent(&log), ["SELECT s_artists"]);
    session.rollback().unwrap();
    assert_eq!(&*session[a].name, "a");
    assert_eq!(session.get::<Artist>("a".to_owned()).unwrap(), Some(a));
}

#[test]
fn n02_children_follow_a_key_where_the_database_has_them_follow() {
    let (mut session, log) = session();
    let a = session.add(artist("a", 1900)).unwrap();
    let album = session.add(NewAlbum { id: 1, artist: "a".into() }).unwrap();
    session.commit().unwrap();
    session.related(a, Artist::albums()).unwrap();
    log.clear();
    session[a].name = "b".into();
    session.commit().unwrap();
    assert_eq!(written(&log), ["UPDATE s_artists"]);
    assert_eq!(session[album].artist, "b");
    assert_eq!(session.related(a, Artist::albums()).unwrap(), [album]);
    let mut conn = session.connection();
    assert_eq!(Album::find(1, &mut conn).unwrap().artist, "b");
}

#[test]
fn n05_a_row_whose_key_names_its_parent_moves() {
    let (mut session, log) = session();
    let [first, second] = session.add_all(["1", "2"].map(|name| NewOrder { name: name.into() })).unwrap();
    let product = session.add(NewProduct { name: "p".into() }).unwrap();
    let item = session.add(NewItem { order_id: first.into(), product_id: product.into(), price: 1 }).unwrap();
    session.commit().unwrap();
    log.clear();
    session.set(item, Item::order(), second).unwrap();
    session.commit().unwrap();
    assert_eq!(sent(&log), ["UPDATE s_items"]);
    let key = (session[second].id, session[product].id);
    assert_eq!(session.get::<Item>(key).unwrap(), Some(item));
    assert!(log.is_empty(), "{log}");
}

#[test]
fn whole_rows_are_added_with_their_keys() {
    let (mut session, _) = session();
    let row = User { id: 77, name: "Ann".into(), nick: None };
    let ann = session.add(row.clone()).unwrap();
    let post = session.add(NewPost { title: "one".into(), user_id: ann.into() }).unwrap();
    let copy = session.add(Post { id: 5, title: "two".into(), user_id: 77 }).unwrap();
    assert!(matches!(session.pending(ann), Err(Error::Session(_))), "it is no `NewUser`");
    session.commit().unwrap();
    assert_eq!(session[ann], row);
    assert_eq!((session[post].user_id, session[copy].id), (77, 5));
    // A whole row takes the place of one that is deleted, too.
    session.delete(ann).unwrap();
    let again = session.add(User { name: "Bob".into(), ..row }).unwrap();
    session.commit().unwrap();
    assert_eq!(session.get::<User>(77).unwrap(), Some(again));
    assert_eq!(session.count(Post::query()).unwrap(), 2);
}

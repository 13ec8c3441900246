//! Rows that are loaded with their related rows.

use model_runtime::prelude::*;

use super::models::*;
use crate::db;

fn blog() -> (db::Connection, User, User) {
    let mut conn = db::empty();
    Relations::create_all(&mut conn).unwrap();
    let ann = User::builder().name("Ann").insert(&mut conn).unwrap();
    let bob = User::builder().name("Bob").insert(&mut conn).unwrap();
    Post::builder().title("a1").user_id(&ann).insert(&mut conn).unwrap();
    Post::builder().title("a2").user_id(&ann).editor_id(&bob).insert(&mut conn).unwrap();
    (conn, ann, bob)
}

#[test]
fn children_come_with_their_parent() {
    let (mut conn, ann, _) = blog();

    let users = User::query().with(User::posts()).order(r_users::id).all(&mut conn).unwrap();

    let titles = |user: &loaded!(User { posts })| {
        user.related(User::posts()).iter().map(|post| post.title.clone()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&users[0]), ["a1", "a2"]);
    assert!(titles(&users[1]).is_empty());
    assert_eq!(*users[0], ann);
}

//! Related rows in conditions.

use model_runtime::prelude::*;

use super::models::*;
use super::{Blog, titles};

#[test]
fn a_parent_is_given_as_a_row_or_by_its_key() {
    let Blog { mut conn, ann, bob, .. } = Blog::new();
    let by = |author: &User, conn: &mut crate::db::Connection| {
        Post::query().filter(Post::author().is(author)).count(conn).unwrap()
    };
    assert_eq!((by(&ann, &mut conn), by(&bob, &mut conn)), (2, 1));
    assert_eq!(Post::query().filter(Post::author().is(ann.id)).count(&mut conn).unwrap(), 2);
    assert_eq!(Post::query().filter(Post::editor().is(&bob)).count(&mut conn).unwrap(), 1);
    assert_eq!(Post::query().filter(diesel::dsl::not(Post::author().is(&ann))).count(&mut conn).unwrap(), 1);
    let profile = Profile::find(ann.id, &mut conn).unwrap();
    assert_eq!(User::query().filter(User::profile().is(&profile)).one(&mut conn).unwrap(), ann);
}

#[test]
fn a_row_is_one_of_many() {
    let Blog { mut conn, ann, posts, .. } = Blog::new();
    assert_eq!(User::query().filter(User::posts().contains(&posts[1])).one(&mut conn).unwrap(), ann);
    let rust = Post::query().filter(Post::tags().contains("rust")).order(r_posts::id).all(&mut conn).unwrap();
    assert_eq!(titles(&rust), ["one", "three"]);
    let friends = User::query().filter(User::friends().contains(&ann)).all(&mut conn).unwrap();
    assert_eq!(friends.iter().map(|user| &*user.name).collect::<Vec<_>>(), ["Bob"]);
}

#[test]
fn any_related_row_fulfils_a_condition() {
    let Blog { mut conn, .. } = Blog::new();
    let names = |users: Vec<User>| users.into_iter().map(|user| user.name).collect::<Vec<_>>();
    let users = || User::query().order(r_users::id);

    assert_eq!(
        names(users().filter(User::posts().any(r_posts::title.like("t%"))).all(&mut conn).unwrap()),
        ["Ann", "Bob"]
    );
    assert_eq!(
        names(users().filter(User::posts().none(r_posts::title.like("two"))).all(&mut conn).unwrap()),
        ["Bob", "Cy"]
    );
    assert_eq!(names(users().filter(User::posts().exists()).all(&mut conn).unwrap()), ["Ann", "Bob"]);
    assert_eq!(names(users().filter(User::posts().missing()).all(&mut conn).unwrap()), ["Cy"]);
    // A condition in a condition, and a table that is searched within itself.
    let tagged = User::posts().any(Post::tags().any(r_tags::name.eq("sql")));
    assert_eq!(names(users().filter(tagged).all(&mut conn).unwrap()), ["Ann"]);
    let popular = User::friends().any(r_users::name.eq("Cy"));
    assert_eq!(names(users().filter(popular).all(&mut conn).unwrap()), ["Ann"]);
    let answered = Comment::query().filter(Comment::answers().exists()).all(&mut conn).unwrap();
    assert_eq!(answered.iter().map(|comment| &*comment.text).collect::<Vec<_>>(), ["why?"]);
}

#[test]
fn none_of_no_rows_is_true() {
    let Blog { mut conn, .. } = Blog::new();
    let posts = |condition: Vec<Post>| condition.into_iter().map(|post| post.title).collect::<Vec<_>>();
    let unedited = Post::query().filter(Post::editor().missing()).order(r_posts::id).all(&mut conn).unwrap();
    assert_eq!(posts(unedited), ["one", "three"]);
    let not_by_bob = Post::editor().none(r_users::name.eq("Bob"));
    assert_eq!(posts(Post::query().filter(not_by_bob).order(r_posts::id).all(&mut conn).unwrap()), ["one", "three"]);
    // Posts without an editor have none, so that this is not said of them.
    let by_another = Post::editor().any(r_users::name.ne("Ann"));
    assert_eq!(posts(Post::query().filter(by_another).all(&mut conn).unwrap()), ["two"]);
}

#[test]
fn conditions_are_of_related_rows_too() {
    let Blog { mut conn, .. } = Blog::new();
    let tagged = User::posts().filter(Post::tags().exists());
    let users = User::query().with(tagged).order(r_users::id).all(&mut conn).unwrap();
    assert_eq!(titles(users[0].related(User::posts())), ["one"]);
}

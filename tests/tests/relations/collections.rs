//! Rows that are attached to others, detached from them, or all replaced.

use model_runtime::Error;
use model_runtime::prelude::*;
use model_runtime::relation::Replaced;

use super::models::*;
use super::{Blog, titles};
use crate::db;

fn names(tags: &[Tag]) -> Vec<&str> {
    tags.iter().map(|tag| &*tag.name).collect()
}

#[test]
fn children_get_another_parent() {
    let Blog { mut conn, ann, bob, posts, .. } = Blog::new();
    assert_eq!(User::posts().attach(&bob, [&posts[0]], &mut conn).unwrap(), 1);
    assert_eq!(titles(&User::posts().load_for(&bob, &mut conn).unwrap()), ["one", "three"]);
    // By key, several, one of them twice, and one that is there already.
    let keys = [posts[0].id, posts[1].id, posts[2].id, posts[1].id];
    assert_eq!(User::posts().attach(&ann, keys, &mut conn).unwrap(), 3);
    assert_eq!(titles(&User::posts().load_for(&ann, &mut conn).unwrap()), ["one", "two", "three"]);
    assert_eq!(User::posts().attach(&ann, [0_i64; 0], &mut conn).unwrap(), 0);
}

#[test]
fn a_child_that_is_not_there_is_not_attached_and_nor_are_the_others() {
    let Blog { mut conn, bob, posts, .. } = Blog::new();
    let error = User::posts().attach(&bob, [posts[0].id, posts[2].id + 1_000], &mut conn).unwrap_err();
    assert!(matches!(error, Error::NotFound { model: "Post", .. }), "{error}");
    assert_eq!(titles(&User::posts().load_for(&bob, &mut conn).unwrap()), ["three"]);
    let error = User::posts().attach(&bob, [Fk::Parent], &mut conn).unwrap_err();
    assert_eq!(error.to_string(), "invalid `User`: `posts`: the key of a `Post` is not known");
}

#[test]
fn children_that_can_be_without_a_parent_are_let_go() {
    let Blog { mut conn, ann, bob, posts, .. } = Blog::new();
    // The first has no editor, the third has another: they stay as they are.
    User::edited().attach(&ann, [&posts[2]], &mut conn).unwrap();
    assert_eq!(User::edited().detach(&bob, &posts, &mut conn).unwrap(), 1);
    let editors: Vec<_> =
        Post::query().order(r_posts::id).all(&mut conn).unwrap().iter().map(|post| post.editor_id).collect();
    assert_eq!(editors, [None, None, Some(ann.id)]);
    assert_eq!(Post::count(&mut conn).unwrap(), 3);
}

#[test]
fn children_that_cannot_be_without_a_parent_are_deleted() {
    let Blog { mut conn, posts, .. } = Blog::new();
    let comments = Post::comments().order(r_comments::id).load_for(&posts[0], &mut conn).unwrap();
    // The second post has none of them.
    assert_eq!(Post::comments().detach(&posts[1], &comments, &mut conn).unwrap(), 0);
    // The first is answered by the others, which the database does not allow.
    let error = Post::comments().detach(&posts[0], [&comments[1], &comments[0]], &mut conn).unwrap_err();
    assert!(error.violates(CommentConstraint::ParentFk), "{error}");
    assert_eq!(Post::comments().count_for(&posts[0], &mut conn).unwrap(), 3);
    assert_eq!(Post::comments().detach(&posts[0], &comments[1..], &mut conn).unwrap(), 2);
    assert_eq!(Post::comments().load_for(&posts[0], &mut conn).unwrap(), comments[..1]);
    // Those whose parent is deleted go with it.
    posts[0].delete(&mut conn).unwrap();
    assert_eq!(Comment::count(&mut conn).unwrap(), 0);
}

#[test]
fn links_are_made_and_deleted() {
    let Blog { mut conn, posts, .. } = Blog::new();
    let tags = |conn: &mut db::Connection| Post::tags().order(r_tags::name).load_for(&posts[0], conn).unwrap();
    assert_eq!(Post::tags().attach(&posts[0], ["unused", "sql", "unused"], &mut conn).unwrap(), 1);
    assert_eq!(names(&tags(&mut conn)), ["rust", "sql", "unused"]);
    assert_eq!(Post::tags().detach(&posts[0], ["unused", "rust", "missing"], &mut conn).unwrap(), 2);
    assert_eq!(names(&tags(&mut conn)), ["sql"]);
    // Those of other rows stay.
    assert_eq!(names(&Post::tags().load_for(&posts[2], &mut conn).unwrap()), ["rust"]);
    assert_eq!(Tag::count(&mut conn).unwrap(), 3);
    let error = Post::tags().attach(&posts[0], ["rust", "missing"], &mut conn).unwrap_err();
    assert!(error.violates(PostTagConstraint::TagFk), "{error}");
    assert_eq!(names(&tags(&mut conn)), ["sql"]);
}

#[test]
fn a_collection_becomes_what_is_given() {
    let Blog { mut conn, ann, bob, cy, posts } = Blog::new();
    let replaced = Post::tags().replace(&posts[0], ["sql", "unused"], &mut conn).unwrap();
    assert_eq!(replaced, Replaced { attached: 1, detached: 1 });
    assert_eq!(names(&Post::tags().order(r_tags::name).load_for(&posts[0], &mut conn).unwrap()), ["sql", "unused"]);
    let replaced = Post::tags().replace(&posts[0], ["sql", "unused"], &mut conn).unwrap();
    assert_eq!(replaced, Replaced::default());
    let replaced = Post::tags().replace(&posts[0], [""; 0], &mut conn).unwrap();
    assert_eq!(replaced, Replaced { attached: 0, detached: 2 });
    let replaced = User::edited().replace(&bob, [&posts[0], &posts[2]], &mut conn).unwrap();
    assert_eq!(replaced, Replaced { attached: 2, detached: 1 });
    assert_eq!(titles(&User::edited().order(r_posts::id).load_for(&bob, &mut conn).unwrap()), ["one", "three"]);
    let replaced = User::friends().replace(&ann, [&cy], &mut conn).unwrap();
    assert_eq!(replaced, Replaced { attached: 0, detached: 1 });
    // Nothing is changed if a part cannot be.
    let error = Post::tags().replace(&posts[2], ["missing"], &mut conn).unwrap_err();
    assert!(error.violates(PostTagConstraint::TagFk), "{error}");
    assert_eq!(names(&Post::tags().load_for(&posts[2], &mut conn).unwrap()), ["rust"]);
}

#[test]
fn rows_are_inserted_for_one_that_is_there() {
    let Blog { mut conn, cy, posts, .. } = Blog::new();
    let new = |title: &str| NewPost { title: title.into(), user_id: Fk::Parent, editor_id: None };
    let tag = |name: &str| NewTag { name: name.into() };
    let written = User::posts().insert_for(
        &cy,
        [new("four").with(Post::tags(), [tag("new")]), new("five").with(Post::tags(), [tag("newer")])],
        &mut conn,
    );
    let written = written.unwrap();
    assert!(written.iter().all(|post| post.user_id == cy.id));
    assert_eq!(written[1].related(Post::tags())[0].name, "newer");
    let bio = Profile::builder().user_id(Fk::Parent).bio("reads");
    assert_eq!(User::profile().insert_for(&cy, bio, &mut conn).unwrap().unwrap().user_id, cy.id);
    assert_eq!(names(&Post::tags().insert_for(&posts[1], [tag("a"), tag("b")], &mut conn).unwrap()), ["a", "b"]);
    assert_eq!(Post::tags().count_for(&posts[1], &mut conn).unwrap(), 2);
    let error =
        Post::tags().insert_for(&posts[1], [tag("c"), tag("a name of many characters")], &mut conn).unwrap_err();
    assert_eq!(error.to_string(), "invalid `Post`: `tags[1].name`: must have a length of at most 20");
    assert!(Tag::get("c", &mut conn).unwrap().is_none());
}

/// So many that they take several statements.
#[test]
fn many_rows_are_attached_and_detached() {
    let Blog { mut conn, ann, bob, .. } = Blog::new();
    let news = (0..3_000).map(|i| NewPost { title: i.to_string(), user_id: (&ann).into(), editor_id: None });
    let posts = Post::insert_many(news, &mut conn).unwrap();
    assert_eq!(User::edited().attach(&bob, &posts, &mut conn).unwrap(), 3_000);
    let replaced = User::edited().replace(&bob, &posts[1_000..], &mut conn).unwrap();
    assert_eq!(replaced.attached, 0);
    assert_eq!(User::edited().count_for(&bob, &mut conn).unwrap(), 2_000);
    assert_eq!(User::edited().detach(&bob, &posts, &mut conn).unwrap(), 2_000);
}

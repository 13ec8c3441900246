//! Rows that are loaded with their related rows.

use std::sync::Arc;

use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use model_runtime::relation::TryRelated;

use super::models::*;
use super::{Blog, post, titles};
use crate::db;

#[test]
fn children_come_with_their_parents_by_one_query_more() {
    let Blog { mut conn, ann, .. } = Blog::new();
    let log = QueryLog::of(&mut conn).unwrap();

    let users = User::query().with(User::posts()).order(r_users::id).all(&mut conn).unwrap();

    assert_eq!(log.count(), 2, "{log}");
    let of = |user: usize| titles(users[user].related(User::posts()));
    assert_eq!((of(0), of(1), of(2)), (vec!["one", "two"], vec!["three"], vec![]));
    assert_eq!(*users[0], ann);
}

#[test]
fn nothing_is_asked_for_no_rows() {
    let Blog { mut conn, .. } = Blog::new();
    let log = QueryLog::of(&mut conn).unwrap();
    let none = User::query().filter(r_users::name.eq("Eve")).with(User::posts().with(Post::tags())).all(&mut conn);
    assert_eq!(none.unwrap().len(), 0);
    assert_eq!(log.count(), 1);
    let none = User::query().filter(r_users::name.eq("Cy")).with(User::posts().with(Post::tags())).all(&mut conn);
    assert_eq!(none.unwrap()[0].related(User::posts()).len(), 0);
    assert_eq!(log.count(), 3);
}

#[test]
fn relations_go_to_any_depth_and_width() {
    let Blog { mut conn, .. } = Blog::new();
    let log = QueryLog::of(&mut conn).unwrap();

    let users = User::query()
        .with(User::posts().with(Post::tags().order(r_tags::name)).with(Post::comments().with(Comment::answers())))
        .with(User::profile())
        .with_count(User::friends())
        .order(r_users::id)
        .all(&mut conn)
        .unwrap();

    assert_eq!(log.count(), 7);
    let [ann, bob, cy] = &users[..] else { panic!("three users") };
    let posts = ann.related(User::posts());
    let tags = |post: usize| posts[post].related(Post::tags()).iter().map(|tag| &*tag.name).collect::<Vec<_>>();
    assert_eq!((tags(0), tags(1)), (vec!["rust", "sql"], vec![]));
    let comments = posts[0].related(Post::comments());
    let question = comments.iter().find(|comment| comment.parent_id.is_none()).unwrap();
    let answers: Vec<_> = question.related(Comment::answers()).iter().map(|answer| &*answer.text).collect();
    assert_eq!(answers, ["no", "so"]);
    assert_eq!(ann.related(User::profile()).unwrap().bio, "writes");
    assert!(bob.related(User::profile()).is_none());
    assert_eq!((ann.count_of(User::friends()), cy.count_of(User::friends())), (2, 0));
}

#[test]
fn parents_are_shared() {
    let Blog { mut conn, ann, bob, .. } = Blog::new();
    let posts = Post::query().with(Post::author()).with(Post::editor()).order(r_posts::id).all(&mut conn).unwrap();
    assert_eq!((posts[0].related(Post::author()), posts[2].related(Post::author())), (&ann, &bob));
    assert_eq!((posts[0].related(Post::editor()), posts[1].related(Post::editor())), (None, Some(&bob)));

    let mut posts = posts;
    let (first, second) = posts.split_at_mut(1);
    assert!(Arc::ptr_eq(first[0].related_mut(Post::author()), second[0].related_mut(Post::author())));
}

#[test]
fn several_relations_to_one_model_are_told_apart() {
    let Blog { mut conn, .. } = Blog::new();
    let users = User::query().with(User::edited()).with(User::posts()).order(r_users::id).all(&mut conn).unwrap();
    assert_eq!(titles(users[1].related(User::edited())), ["two"]);
    assert_eq!(titles(users[1].related(User::posts())), ["three"]);
}

#[test]
fn related_rows_are_chosen_and_ordered() {
    let Blog { mut conn, .. } = Blog::new();
    let posts = User::posts().filter(r_posts::title.ne("two")).order(r_posts::title.desc());
    let users = User::query().with(posts).order(r_users::id).all(&mut conn).unwrap();
    assert_eq!(titles(users[0].related(User::posts())), ["one"]);

    let both = User::posts().filter(r_posts::title.ne("two")).filter(r_posts::title.ne("one").or(r_posts::id.gt(0)));
    let users = User::query().with(both.order((r_posts::title.desc(), r_posts::id))).all(&mut conn).unwrap();
    assert_eq!(users.iter().map(|user| user.related(User::posts()).len()).sum::<usize>(), 2);
}

#[test]
fn a_limit_is_for_each_row() {
    let Blog { mut conn, .. } = Blog::new();
    let last = User::posts().order(r_posts::id.desc()).limit(1);
    let users = User::query().with(last).order(r_users::id).all(&mut conn).unwrap();
    assert_eq!(titles(users[0].related(User::posts())), ["two"]);
    assert_eq!(titles(users[1].related(User::posts())), ["three"]);

    // Without an order the first by their keys; across a table of pairs, too.
    let posts = Post::query().with(Post::tags().limit(1)).order(r_posts::id).all(&mut conn).unwrap();
    let tags = posts.iter().map(|post| post.related(Post::tags()).iter().map(|tag| &*tag.name).collect::<Vec<_>>());
    let tags: Vec<_> = tags.collect();
    assert_eq!(tags, [vec!["rust"], vec![], vec!["rust"]]);
    let none = Post::query().with(Post::tags().limit(0)).all(&mut conn).unwrap();
    assert!(none.iter().all(|post| post.related(Post::tags()).is_empty()));
}

#[test]
fn a_model_is_related_to_itself_through_pairs() {
    let Blog { mut conn, .. } = Blog::new();
    let users = User::query().with(User::friends()).order(r_users::id).all(&mut conn).unwrap();
    let friends = |user: usize| users[user].related(User::friends()).iter().map(|user| &*user.name).collect::<Vec<_>>();
    assert_eq!((friends(0), friends(1), friends(2)), (vec!["Bob", "Cy"], vec!["Ann"], vec![]));
}

#[test]
fn rows_that_a_query_finds_twice_have_their_related_rows_twice() {
    let Blog { mut conn, ann, .. } = Blog::new();
    let joined = User::query().map(|query| query.inner_join(r_posts::table.on(r_posts::user_id.eq(r_users::id))));
    let users = joined.filter(r_users::id.eq(ann.id)).with(User::posts().with(Post::tags())).all(&mut conn).unwrap();
    assert_eq!(users.len(), 2);
    for user in users {
        assert_eq!(user.related(User::posts()).len(), 2);
        assert_eq!(user.related(User::posts())[0].related(Post::tags()).len(), 2);
    }
}

#[test]
fn one_first_page_and_chunks_load_them_too() {
    let Blog { mut conn, ann, .. } = Blog::new();
    let with_posts = || User::query().with(User::posts()).order(r_users::id);

    let one = with_posts().filter(r_users::id.eq(ann.id)).one(&mut conn).unwrap();
    assert_eq!(one.related(User::posts()).len(), 2);
    let first = with_posts().first(&mut conn).unwrap().unwrap();
    assert_eq!(first, one);
    assert!(with_posts().filter(r_users::id.eq(0)).one_or_none(&mut conn).unwrap().is_none());
    let error = with_posts().filter(r_users::id.eq(0)).one(&mut conn).unwrap_err();
    assert!(matches!(error, Error::NotFound { model: "User", .. }));
    assert!(matches!(with_posts().one(&mut conn).unwrap_err(), Error::MultipleFound { model: "User" }));

    let page = with_posts().page(PageRequest::new(2, 2), &mut conn).unwrap();
    assert_eq!((page.total, page.items.len(), page.items[0].related(User::posts()).len()), (3, 1, 0));

    let mut chunks = User::query().with(User::posts()).chunks(2);
    let mut posts = Vec::new();
    while let Some(users) = chunks.next(&mut conn).unwrap() {
        posts.extend(users.iter().map(|user| user.related(User::posts()).len()));
    }
    assert_eq!(posts, [2, 1, 0]);
}

#[test]
fn what_was_loaded_has_a_type_that_functions_can_name() {
    type Shown = loaded!(User { posts { tags, count(comments) }, profile });
    fn show(user: &Shown) -> String {
        let posts = user.related(User::posts()).iter();
        let posts = posts.map(|post| {
            format!("{}:{}:{}", post.title, post.related(Post::tags()).len(), post.count_of(Post::comments()))
        });
        let bio = user.related(User::profile()).map_or("-", |profile| &profile.bio);
        format!("{} {bio} {}", user.name, posts.collect::<Vec<_>>().join(" "))
    }
    fn load(conn: &mut db::Connection) -> model_runtime::Result<Vec<Shown>> {
        let posts = User::posts().with(Post::tags()).with_count(Post::comments());
        User::query().with(posts).with(User::profile()).order(r_users::id).all(conn)
    }
    let Blog { mut conn, .. } = Blog::new();
    let users = load(&mut conn).unwrap();
    assert_eq!(show(&users[0]), "Ann writes one:2:3 two:0:0");
    assert_eq!(show(&users[2]), "Cy - ");
}

#[test]
fn a_row_with_its_related_rows_is_a_value_like_any_other() {
    let Blog { mut conn, ann, .. } = Blog::new();
    let mut user = User::query()
        .with(User::posts())
        .with_count(User::friends())
        .order(r_users::id)
        .first(&mut conn)
        .unwrap()
        .unwrap();

    assert_eq!(user.clone(), user);
    let shown = format!("{user:?}");
    assert!(
        shown.starts_with("With { row: User { id: ")
            && shown.contains("posts: [Post {")
            && shown.contains("friends_count: 2"),
        "{shown}"
    );
    let document = serde_json::to_value(&user).unwrap();
    assert_eq!(document["name"], "Ann");
    assert_eq!(document["posts"][1]["title"], "two");
    assert_eq!(document["friends_count"], 2);

    user.name = "Anna".into();
    user.save(&mut conn).unwrap();
    assert_eq!(User::find(ann.id, &mut conn).unwrap().name, "Anna");
    user.related_mut(User::posts()).pop();
    assert_eq!(user.related(User::posts()).len(), 1);
    let (row, loaded) = user.into_parts();
    assert_eq!(row.name, "Anna");
    let (friends, loaded) = loaded.into_parts();
    assert_eq!((friends, loaded.into_parts().0.len()), (2, 1));
}

#[test]
fn documents_are_nested() {
    let Blog { mut conn, .. } = Blog::new();
    let posts = Post::query()
        .with(Post::author().with(User::profile()))
        .with(Post::editor())
        .order(r_posts::id)
        .all(&mut conn)
        .unwrap();
    let document = serde_json::to_value(&posts[0]).unwrap();
    assert_eq!(document["author"]["profile"]["bio"], "writes");
    assert!(document["editor"].is_null());
}

#[test]
fn many_children_are_dealt_out_in_their_order() {
    let Blog { mut conn, cy, .. } = Blog::new();
    let news = (0..3_000).map(|n| NewUser { name: format!("u{n}") });
    let users = User::insert_many(news.collect::<Vec<_>>(), &mut conn).unwrap();
    let news = users.iter().flat_map(|user| ["a", "b"].map(|title| post(title, user, None)));
    Post::insert_many(news.collect::<Vec<_>>(), &mut conn).unwrap();

    let all =
        User::query().filter(r_users::id.gt(cy.id)).with(User::posts()).order(r_users::id).all(&mut conn).unwrap();

    assert_eq!(all.len(), 3_000);
    for user in all {
        assert_eq!(titles(user.related(User::posts())), ["a", "b"]);
        assert!(user.related(User::posts()).iter().all(|post| post.user_id == user.id));
    }
}

/// What a page shows of a user, whatever was loaded.
fn summary(user: &impl TryRelated<User>) -> String {
    let posts = user.try_related(User::posts()).map(|posts| posts.len());
    let friends = user.try_count_of(User::friends());
    format!("{}: {:?}, {:?}", user.as_row().name, posts.ok(), friends.ok())
}

#[test]
fn generic_code_asks_for_what_may_have_been_loaded() {
    let Blog { mut conn, ann, .. } = Blog::new();
    assert_eq!(summary(&ann), "Ann: None, None");
    let find = || User::query().filter(r_users::name.eq("Ann"));
    let with_posts = find().with(User::profile()).with(User::posts().with(Post::tags())).one(&mut conn).unwrap();
    assert_eq!(summary(&with_posts), "Ann: Some(2), None");
    assert_eq!(with_posts.try_related(User::posts()).unwrap()[1].title, "two");
    assert_eq!(with_posts.try_related(User::profile()).unwrap()[0].bio, "writes");
    let error = with_posts.try_related(User::edited()).unwrap_err();
    assert_eq!(error.to_string(), "`edited` of `User` was not loaded; add `.with(User::edited())` to the query");
    let counted = find().with_count(User::friends()).one(&mut conn).unwrap();
    assert_eq!(summary(&counted), "Ann: None, Some(2)");
    let error = counted.try_count_of(User::posts()).unwrap_err();
    assert!(matches!(error, Error::NotLoaded { model: "User", relation: "posts", .. }), "{error}");
    let posts = Post::query().with(Post::author()).with(Post::editor()).order(r_posts::id).all(&mut conn).unwrap();
    assert_eq!(posts[0].try_related(Post::author()).unwrap(), [&ann]);
    assert_eq!(posts[0].try_related(Post::editor()).unwrap().len(), 0);
}

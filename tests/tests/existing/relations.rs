//! Relations between tables that are there, and between such and new ones.

use model_runtime::prelude::*;
use tests::schema::{e_posts, e_users};

use super::models::*;
use super::{connect, db, post, user};

/// Ann wrote two posts, the first on a topic and with a comment; Bob wrote an answer.
fn blog() -> (db::Connection, User, Topic) {
    let mut conn = connect();
    let ann = user("ann").insert(&mut conn).unwrap();
    let bob = user("bob").insert(&mut conn).unwrap();
    let rust = NewTopic { name: "rust".into() }.insert(&mut conn).unwrap();
    let first = post("one", &ann, Some(&rust)).insert(&mut conn).unwrap();
    post("two", &ann, None).insert(&mut conn).unwrap();
    let answer = NewPost { answers_id: Some((&first).into()), ..post("answer", &bob, None) };
    answer.insert(&mut conn).unwrap();
    Comment::builder().text("why?").post_id(&first).insert(&mut conn).unwrap();
    Membership::builder().user_id(&ann).role("guest").group_name("a").insert(&mut conn).unwrap();
    (conn, ann, rust)
}

#[test]
fn rows_are_loaded_with_their_related_rows() {
    let (mut conn, ann, rust) = blog();

    let users = User::query()
        .with(User::posts().with(Post::comments()).with(Post::topic()).with(Post::answers()))
        .with(User::memberships())
        .order(e_users::id)
        .all(&mut conn)
        .unwrap();

    let posts = users[0].related(User::posts());
    assert_eq!(posts.iter().map(|post| &*post.title.0).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(posts[0].related(Post::comments())[0].text, "why?");
    assert_eq!(posts[0].related(Post::topic()), Some(&rust));
    assert_eq!(posts[0].related(Post::answers())[0].title.0, "answer");
    assert_eq!(users[0].related(User::memberships())[0].role, "guest");
    assert_eq!(Post::author().load_for(&posts[0], &mut conn).map(|user| user.id).unwrap(), ann.id);
}

#[test]
fn conditions_follow_relations() {
    let (mut conn, ann, rust) = blog();
    let of_ann = Post::query().filter(Post::author().is(&ann)).count(&mut conn).unwrap();
    let on_rust = User::query().filter(User::posts().any(e_posts::topic_id.eq(rust.id))).all(&mut conn).unwrap();
    assert_eq!((of_ann, on_rust), (2, vec![ann]));
    let joined = Post::query().join(Post::author()).filter(e_users::name.eq("bob")).count(&mut conn).unwrap();
    let topics = Topic::query().join(Topic::posts()).count(&mut conn).unwrap();
    let answers = Post::query().join(Post::topic()).join(Post::author()).filter(e_topics::name.eq("rust"));
    assert_eq!((joined, topics, answers.count(&mut conn).unwrap()), (1, 1, 1));
}

#[test]
fn tables_are_joined_by_plain_diesel() {
    let (mut conn, ..) = blog();
    // Both are there: `joinable!` says how.
    let names = e_posts::table.inner_join(e_users::table).order(e_posts::id).select(e_users::name);
    assert_eq!(QueryVerbs::all::<String, _>(names, &mut conn).unwrap(), ["ann", "ann", "bob"]);
    // The child is new, or the parent is; either way round.
    let texts = e_posts::table.inner_join(e_comments::table).select(e_comments::text);
    assert_eq!(QueryVerbs::all::<String, _>(texts, &mut conn).unwrap(), ["why?"]);
    let titles = e_comments::table.inner_join(e_posts::table).select(e_posts::title);
    assert_eq!(QueryVerbs::all::<String, _>(titles, &mut conn).unwrap(), ["one"]);
    let titles = e_topics::table.inner_join(e_posts::table).select(e_posts::title);
    assert_eq!(QueryVerbs::all::<String, _>(titles, &mut conn).unwrap(), ["one"]);
    let topics = e_posts::table.left_join(e_topics::table).order(e_posts::id).select(e_topics::name.nullable());
    let topics: Vec<Option<String>> = topics.all(&mut conn).unwrap();
    assert_eq!(topics, [Some("rust".to_owned()), None, None]);
    // Three at once.
    let all = e_comments::table
        .inner_join(e_posts::table.inner_join(e_users::table))
        .select((e_comments::text, e_users::name));
    let all: Vec<(String, String)> = all.all(&mut conn).unwrap();
    assert_eq!(all, [("why?".to_owned(), "ann".to_owned())]);
}

#[test]
fn a_table_is_joined_to_itself_by_its_alias() {
    let (mut conn, ..) = blog();
    let answered = Post::answered_alias();
    let answers = e_posts::table
        .inner_join(answered.on(e_posts::answers_id.eq(answered.field(e_posts::id).nullable())))
        .select((e_posts::title, answered.field(e_posts::title)));
    let answers: Vec<(String, String)> = answers.all(&mut conn).unwrap();
    assert_eq!(answers, [("answer".to_owned(), "one".to_owned())]);
}

#[test]
fn rows_are_inserted_with_related_rows() {
    let mut conn = connect();
    let posts = ["a", "b"].map(|title| NewPost {
        title: Title(title.into()),
        version: Auto,
        topic_id: None,
        user_id: Fk::Parent,
        answers_id: None,
    });
    let ann = user("ann").with(User::posts(), posts).insert(&mut conn).unwrap();
    assert_eq!(ann.related(User::posts()).len(), 2);
    assert_eq!(Post::query().filter(Post::author().is(&*ann)).count(&mut conn).unwrap(), 2);
}

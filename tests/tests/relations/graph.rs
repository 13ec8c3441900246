//! Rows that are inserted with their related rows.

use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use model_runtime::relation::{Existing, Member};

use super::models::*;
use super::{Blog, titles};
use crate::db;

fn user(name: &str) -> NewUser {
    NewUser { name: name.into() }
}

fn post(title: &str) -> NewPost {
    NewPost { title: title.into(), user_id: Fk::Parent, editor_id: None }
}

fn comment(text: &str) -> NewComment {
    NewComment { text: text.into(), post_id: Fk::Parent, parent_id: None }
}

fn tag(name: &str) -> NewTag {
    NewTag { name: name.into() }
}

fn empty() -> db::Connection {
    let mut conn = db::empty();
    Relations::create_all(&mut conn).unwrap();
    conn
}

#[test]
fn children_are_inserted_after_their_parent_and_get_its_key() {
    let mut conn = empty();
    let ann = user("Ann").with(User::posts(), ["one", "two"].map(post)).insert(&mut conn).unwrap();
    assert_eq!(titles(ann.related(User::posts())), ["one", "two"]);
    assert!(ann.related(User::posts()).iter().all(|post| post.user_id == ann.id && post.id > 0));
    let found = User::query().with(User::posts()).one(&mut conn).unwrap();
    assert_eq!(found, ann, "what is returned is what a query loads");
}

#[test]
fn a_parent_is_inserted_before_its_child() {
    let mut conn = empty();
    let one =
        post("one").with(Post::author(), user("Ann")).with(Post::editor(), user("Bob")).insert(&mut conn).unwrap();
    assert_eq!((&*one.related(Post::author()).name, one.user_id), ("Ann", one.related(Post::author()).id));
    assert_eq!(one.related(Post::editor()).map(|editor| editor.id), one.editor_id);
    // Of a parent that there need not be, none can be given.
    let two =
        post("two").with(Post::author(), user("Cy")).with(Post::editor(), None::<NewUser>).insert(&mut conn).unwrap();
    assert_eq!((two.editor_id, two.related(Post::editor())), (None, None));
    assert_eq!(User::count(&mut conn).unwrap(), 3);
}

#[test]
fn rows_of_any_depth_and_width_take_a_batch_for_each_level() {
    let mut conn = empty();
    let log = QueryLog::of(&mut conn).unwrap();
    let ann = user("Ann")
        .with(User::profile(), Profile::builder().user_id(Fk::Parent).bio("writes"))
        .with(
            User::posts(),
            ["one", "two", "three"].map(|title| {
                post(title)
                    .with(
                        Post::comments(),
                        ["so", "no"].map(|text| comment(text).with(Comment::answers(), Vec::<NewComment>::new())),
                    )
                    .with(Post::tags(), [tag(&format!("{title} rust")), tag(&format!("{title} sql"))])
            }),
        )
        .insert(&mut conn)
        .unwrap();
    let sent = log.statements();
    let inserts = sent.iter().filter(|statement| statement.starts_with("INSERT")).count();
    assert_eq!(inserts, 6, "users, profiles, posts, comments, tags, links: {sent:#?}");
    assert_eq!(ann.related(User::profile()).unwrap().bio, "writes");
    let posts = ann.related(User::posts());
    assert_eq!(posts[1].related(Post::comments())[1].text, "no");
    assert_eq!(posts[1].related(Post::comments())[1].post_id, posts[1].id);
    assert_eq!(posts[2].related(Post::tags())[0].name, "three rust");
    assert_eq!(Post::tags().count_for_all(posts, &mut conn).unwrap(), [2, 2, 2]);
}

#[test]
fn many_rows_are_inserted_with_their_related_rows() {
    let mut conn = empty();
    let news = (0..20).map(|i| {
        user(&format!("{i}")).with(User::posts(), (0..i % 3).map(|k| post(&format!("{i}.{k}"))).collect::<Vec<_>>())
    });
    let users = User::insert_many(news, &mut conn).unwrap();
    for (i, user) in users.iter().enumerate() {
        assert_eq!(user.name, i.to_string());
        let expected: Vec<_> = (0..i % 3).map(|k| format!("{i}.{k}")).collect();
        assert_eq!(titles(user.related(User::posts())), expected);
    }
    let found = User::query().with(User::posts()).order(r_users::id).all(&mut conn).unwrap();
    assert_eq!(found, users);
    assert_eq!(User::insert_many(Vec::<NewUser>::new(), &mut conn).unwrap(), []);
}

#[test]
fn rows_that_exist_are_linked() {
    let Blog { mut conn, ann, bob, .. } = Blog::new();
    let rust = Tag::find("rust", &mut conn).unwrap();
    let four = post("four")
        .with(Post::author(), Existing(ann.clone()))
        .with(Post::tags(), [Member::Existing(rust.clone()), Member::New(tag("new"))])
        .insert(&mut conn)
        .unwrap();
    assert_eq!((four.user_id, &*four.related(Post::author()).name), (ann.id, "Ann"));
    let names: Vec<_> = four.related(Post::tags()).iter().map(|tag| &*tag.name).collect();
    assert_eq!(names, ["rust", "new"]);
    let five = NewPost { user_id: (&bob).into(), ..post("five") }
        .with(Post::tags(), [Existing(rust)])
        .insert(&mut conn)
        .unwrap();
    assert_eq!(Post::tags().count_for(&five, &mut conn).unwrap(), 1);
    // Both sides of a relation of a model to itself.
    let dee = user("Dee").with(User::friends(), [Existing(bob.clone())]).insert(&mut conn).unwrap();
    assert_eq!(User::friends().load_for(&dee, &mut conn).unwrap(), [bob]);
}

#[test]
fn everything_is_checked_before_anything_is_sent() {
    let mut conn = empty();
    let log = QueryLog::of(&mut conn).unwrap();
    let long = "a tag of more than twenty characters";
    let error = user("")
        .with(
            User::posts(),
            [post("one").with(Post::tags(), [tag("rust")]), post("two").with(Post::tags(), [tag("sql"), tag(long)])],
        )
        .insert(&mut conn)
        .unwrap_err();
    let Error::Validation(errors) = &error else { panic!("{error}") };
    let fields: Vec<_> = errors.field_errors().iter().map(|error| (&*error.field, &*error.code, error.row)).collect();
    assert_eq!(fields, [("name", "length", None), ("posts[1].tags[1].name", "length", None)]);
    assert_eq!(errors.model(), "User");
    assert!(error.violates(TagConstraint::NameLength) && error.violates(UserConstraint::NameLength));
    assert_eq!(log.statements(), [""; 0]);

    // Of many rows, the row is named too; of a relation to one row, there is no number.
    let news = [post("one").with(Post::author(), user("Ann")), post("two").with(Post::author(), user(""))];
    let error = Post::insert_many(news, &mut conn).unwrap_err();
    assert_eq!(error.to_string(), "invalid `Post`: row 1, `author.name`: must have a length of 1 to 50");
    // A key that nothing fills in is missed.
    let error = post("one").with(Post::tags(), [tag("rust")]).insert(&mut conn).unwrap_err();
    assert!(error.to_string().contains("`user_id`"), "{error}");
    let error = user("Ann")
        .with(User::posts(), [post("one").with(Post::comments(), [comment("so")])])
        .with(User::edited(), [post("two")]);
    let error = error.insert(&mut conn).unwrap_err();
    assert!(error.to_string().contains("`edited[0].user_id`"), "{error}");
    assert_eq!(log.statements(), [""; 0]);
}

#[test]
fn nothing_is_inserted_if_anything_is_refused() {
    let Blog { mut conn, .. } = Blog::new();
    let (users, posts) = (User::count(&mut conn).unwrap(), Post::count(&mut conn).unwrap());
    let dee = user("Dee").with(
        User::posts(),
        [post("one"), post("two")].map(|post| post.with(Post::tags(), [tag("fresh"), tag("rust")])),
    );
    let error = dee.insert(&mut conn).unwrap_err();
    assert!(error.violates(TagConstraint::PrimaryKey), "{error}");
    assert_eq!((User::count(&mut conn).unwrap(), Post::count(&mut conn).unwrap()), (users, posts));
    assert_eq!(Tag::count(&mut conn).unwrap(), 3);
    // The connection goes on.
    user("Dee").with(User::posts(), [post("one")]).insert(&mut conn).unwrap();
}

/// As many as no statement takes at once.
#[test]
fn a_hundred_thousand_children_are_written_and_read() {
    let mut conn = empty();
    let posts = (0..100_000).map(|i| post(&i.to_string()));
    let ann = user("Ann").with(User::posts(), posts).insert(&mut conn).unwrap();
    assert_eq!(ann.related(User::posts()).len(), 100_000);
    assert_eq!(Post::count(&mut conn).unwrap(), 100_000);

    let ann = User::query().with(User::posts()).with_count(User::posts()).one(&mut conn).unwrap();
    assert_eq!((ann.related(User::posts()).len(), ann.count_of(User::posts())), (100_000, 100_000));
    assert_eq!(ann.related(User::posts())[99_999].title, "99999");
    // The other way, and by keys with gaps between them.
    let with_authors = Post::query().with(Post::author()).all(&mut conn).unwrap();
    assert!(with_authors.iter().all(|post| post.related(Post::author()).name == "Ann"));
    let odd: Vec<&Post> = ann.related(User::posts()).iter().filter(|post| post.title.ends_with('1')).collect();
    assert_eq!(odd.len(), 10_000);
    assert_eq!(User::edited().attach(&*ann, odd.iter().copied(), &mut conn).unwrap(), 10_000);
    assert_eq!(Post::comments().load_for_all(odd, &mut conn).unwrap().len(), 10_000);
    ann.delete(&mut conn).unwrap();
    assert_eq!(Post::count(&mut conn).unwrap(), 0);
}

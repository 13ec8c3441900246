//! Joins by foreign keys, as Diesel writes them.

use model_runtime::prelude::*;

use super::models::*;
use super::{Blog, titles};
use crate::db;

#[test]
fn tables_are_joined_without_saying_how() {
    let Blog { mut conn, .. } = Blog::new();
    let down = r_users::table.inner_join(r_profiles::table).select((r_users::name, r_profiles::bio));
    let rows: Vec<(String, String)> = down.all(&mut conn).unwrap();
    assert_eq!(rows, [("Ann".to_owned(), "writes".to_owned())]);
    let up = r_profiles::table.inner_join(r_users::table).select(r_users::name);
    assert_eq!(QueryVerbs::all::<String, _>(up, &mut conn).unwrap(), ["Ann"]);
    let left = r_users::table.left_join(r_profiles::table).order(r_users::id);
    let rows: Vec<Option<String>> = left.select(r_profiles::bio.nullable()).all(&mut conn).unwrap();
    assert_eq!(rows, [Some("writes".to_owned()), None, None]);
}

#[test]
fn three_tables_are_joined() {
    let Blog { mut conn, .. } = Blog::new();
    let tags = r_posts::table.inner_join(r_post_tags::table.inner_join(r_tags::table));
    let rows: Vec<(String, String)> =
        tags.order((r_posts::id, r_tags::name)).select((r_posts::title, r_tags::name)).all(&mut conn).unwrap();
    let rows: Vec<_> = rows.iter().map(|(title, tag)| format!("{title} {tag}")).collect();
    assert_eq!(rows, ["one rust", "one sql", "three rust"]);
}

#[test]
fn a_table_is_joined_to_itself_by_an_alias() {
    let Blog { mut conn, .. } = Blog::new();
    let questions = diesel::alias!(r_comments as questions);
    let answers = r_comments::table
        .inner_join(questions.on(r_comments::parent_id.eq(questions.field(r_comments::id).nullable())))
        .order(r_comments::id)
        .select((r_comments::text, questions.field(r_comments::text)));
    let rows: Vec<(String, String)> = answers.all(&mut conn).unwrap();
    assert_eq!(rows, [("so".to_owned(), "why?".to_owned()), ("no".to_owned(), "why?".to_owned())]);
}

#[test]
fn queries_are_joined_along_relations() {
    let Blog { mut conn, ann, bob, cy, .. } = Blog::new();
    let posts = Post::query().join(Post::author()).order((r_users::name.desc(), r_posts::id)).all(&mut conn).unwrap();
    assert_eq!(titles(&posts), ["three", "one", "two"]);
    let of_ann = Post::query().join(Post::author()).filter(r_users::name.eq("Ann")).count(&mut conn).unwrap();
    assert_eq!(of_ann, 2);
    // A row with several related rows is found as often; of those without any, a left join keeps the row.
    let authors = User::query().join(User::posts()).order((r_users::id, r_posts::id)).all(&mut conn).unwrap();
    assert_eq!(authors, [ann.clone(), ann.clone(), bob.clone()]);
    let distinct = User::query().join(User::posts()).distinct().order(r_users::id).all(&mut conn).unwrap();
    assert_eq!(distinct, [ann.clone(), bob.clone()]);
    let users = User::query().left_join(User::profile()).filter(r_profiles::bio.is_null()).order(r_users::id);
    assert_eq!(users.all(&mut conn).unwrap(), [bob, cy]);
    // By the table between, and with related rows loaded besides.
    let tagged =
        Post::query().join(Post::tags()).filter(r_tags::name.eq("sql")).with(Post::author()).one(&mut conn).unwrap();
    assert_eq!((&*tagged.title, tagged.related(Post::author())), ("one", &ann));
}

#[test]
fn a_model_that_refers_to_itself_has_an_alias_to_join() {
    let Blog { mut conn, .. } = Blog::new();
    let parents = Comment::parent_alias();
    let answers = r_comments::table
        .inner_join(parents)
        .order(r_comments::id)
        .select((r_comments::text, parents.field(r_comments::text)));
    let rows: Vec<(String, String)> = answers.all(&mut conn).unwrap();
    assert_eq!(rows, [("so".to_owned(), "why?".to_owned()), ("no".to_owned(), "why?".to_owned())]);
    let all = r_comments::table.left_join(parents).inner_join(r_posts::table).order(r_comments::id);
    let rows: Vec<(String, Option<String>)> =
        all.select((r_posts::title, parents.field(r_comments::text).nullable())).all(&mut conn).unwrap();
    assert_eq!(rows[0], ("one".to_owned(), None));
    assert_eq!(rows[2], ("one".to_owned(), Some("why?".to_owned())));
    let why =
        Comment::query().map(|query| query.inner_join(parents).filter(parents.field(r_comments::text).eq("why?")));
    assert_eq!(why.count(&mut conn).unwrap(), 2);
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "r_nodes")]
pub struct Node {
    pub id: i64,
    #[model(belongs_to(Node, name = "above"))]
    pub above_id: Option<i64>,
    #[model(belongs_to(Node, name = "root"))]
    pub root_id: Option<i64>,
}

schema! { Nodes: Node }

#[test]
fn a_model_may_refer_to_itself_in_several_ways() {
    let mut conn = db::empty();
    Nodes::create_all(&mut conn).unwrap();
    let first = NewNode { above_id: None, root_id: None }.insert(&mut conn).unwrap();
    let second = NewNode { above_id: Some((&first).into()), root_id: Some((&first).into()) }.insert(&mut conn).unwrap();
    let third = NewNode { above_id: Some((&second).into()), root_id: Some((&first).into()) }.insert(&mut conn).unwrap();

    let (above, root) = (Node::above_alias(), Node::root_alias());
    let up: Vec<(i64, i64)> = r_nodes::table
        .inner_join(above)
        .order(r_nodes::id)
        .select((r_nodes::id, above.field(r_nodes::id)))
        .all(&mut conn)
        .unwrap();
    assert_eq!(up, [(second.id, first.id), (third.id, second.id)]);
    let roots: Vec<(i64, Option<i64>)> = r_nodes::table
        .left_join(root)
        .order(r_nodes::id)
        .select((r_nodes::id, root.field(r_nodes::id).nullable()))
        .all(&mut conn)
        .unwrap();
    assert_eq!(roots, [(first.id, None), (second.id, Some(first.id)), (third.id, Some(first.id))]);
    let under = Node::query().filter(Node::root().is(&first)).count(&mut conn).unwrap();
    assert_eq!(under, 2);
}

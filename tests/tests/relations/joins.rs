//! Joins by foreign keys, as Diesel writes them.

use model_runtime::prelude::*;

use super::Blog;
use super::models::*;

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

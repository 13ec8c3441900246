//! Queries of an application: joins, sub-selects, lists, limits, conditions that may be absent, groups, aggregates.

use diesel::dsl::{count, count_star, exists, max, not, sum};
use model_runtime::connection::Conn;
use model_runtime::query::Run;
use model_runtime::{Error, Result};
use tests::models::*;

use crate::db::{Connection, connect};
use model_runtime::prelude::*;

/// Alice with two posts, Bob with one, Carol with none.
fn blog() -> Connection {
    let mut conn = connect();
    let users = User::insert_many(["Alice", "Bob", "Carol"].map(NewUser::named), &mut conn).unwrap();
    let posts = [(0, "First"), (0, "Second"), (1, "Third")].map(|(user, title)| NewPost::of(&users[user], title));
    Post::insert_many(posts, &mut conn).unwrap();
    conn
}

fn names(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.name.as_str()).collect()
}

#[test]
fn joins_find_the_rows_of_the_model() {
    let conn = &mut blog();
    let by_title = |title| User::query().map(|users| users.inner_join(posts::table)).filter(posts::title.eq(title));

    assert_eq!(by_title("Third").one(conn).unwrap().name, "Bob");
    assert_eq!(User::query().map(|users| users.left_join(posts::table)).count(conn).unwrap(), 4);
    let pairs: Vec<(User, Post)> = users::table.inner_join(posts::table).order(posts::id).all(conn).unwrap();
    assert_eq!(pairs.iter().map(|(user, post)| (&*user.name, &*post.title)).collect::<Vec<_>>()[2], ("Bob", "Third"));
    let optional: Vec<(String, Option<String>)> = users::table
        .left_join(posts::table)
        .filter(posts::id.is_null())
        .select((users::name, posts::title.nullable()))
        .all(conn)
        .unwrap();
    assert_eq!(optional, [("Carol".to_owned(), None)]);
}

#[test]
fn lists_and_sub_selects_choose_rows() {
    let conn = &mut blog();
    let authors = || posts::table.select(posts::user_id);
    let posts_of_user = || posts::table.filter(posts::user_id.eq(users::id));

    let listed = User::query().filter(users::name.eq_any(["Carol", "Alice"])).order(users::id).all(conn).unwrap();
    let nobody = User::query().filter(users::id.eq_any(Vec::<i64>::new())).all(conn).unwrap();
    let writing = User::query().filter(users::id.eq_any(authors())).order(users::id).all(conn).unwrap();
    let silent = User::query().filter(not(exists(posts_of_user()))).all(conn).unwrap();

    assert_eq!(names(&listed), ["Alice", "Carol"]);
    assert_eq!(names(&nobody), [""; 0]);
    assert_eq!(names(&writing), ["Alice", "Bob"]);
    assert_eq!(names(&silent), ["Carol"]);
    assert_eq!(User::query().filter(users::id.ne_all(authors())).count(conn).unwrap(), 1);
}

#[test]
fn limits_pages_and_chunks_take_some_of_the_rows() {
    let conn = &mut blog();
    let query = || User::query().order(users::name.desc());

    assert_eq!(names(&query().limit(1).offset(1).all(conn).unwrap()), ["Bob"]);
    assert_eq!(query().first(conn).unwrap().unwrap().name, "Carol");
    let page = query().page(PageRequest::new(2, 2), conn).unwrap();
    assert_eq!((names(&page.items), page.total), (vec!["Alice"], 3));
    let mut chunks = User::query().chunks(2);
    assert_eq!(names(&chunks.next(conn).unwrap().unwrap()), ["Alice", "Bob"]);
    assert_eq!(names(&chunks.next(conn).unwrap().unwrap()), ["Carol"]);
}

#[test]
fn conditions_may_be_absent() {
    let conn = &mut blog();
    let search = |name: Option<&str>, id: Option<i64>, conn: &mut Connection| {
        let found = User::query().filter(maybe(name.map(|name| users::name.like(name))));
        found.filter_some(id.map(|id| users::id.ge(id))).count(conn).unwrap()
    };

    let counts = [(None, None), (Some("%o%"), None), (Some("%o%"), Some(3)), (None, Some(9))];
    assert_eq!(counts.map(|(name, id)| search(name, id, conn)), [3, 2, 1, 0]);
    let plain: Vec<i64> = users::table.filter(maybe(Some(users::id.gt(2)))).select(users::id).all(conn).unwrap();
    assert_eq!(plain, [3]);
}

#[test]
fn groups_and_aggregates_are_read_into_tuples() {
    let conn = &mut blog();

    let by_author: Vec<(String, i64)> = users::table
        .inner_join(posts::table)
        .group_by(users::name)
        .having(count(posts::id).gt(1))
        .select((users::name, count(posts::id)))
        .all(conn)
        .unwrap();
    let (latest, posts): (Option<i64>, i64) = posts::table.select((max(posts::id), count_star())).one(conn).unwrap();
    let versions: Option<i64> = posts::table.select(sum(posts::version)).one(conn).unwrap();

    assert_eq!(by_author, [("Alice".to_owned(), 2)]);
    assert_eq!((latest, posts, versions), (Some(3), 3, Some(3)));
}

diesel::table! { measures (id) { id -> BigInt, value -> Double, } }

#[test]
fn plain_diesel_says_how_many_rows_there_were() {
    let conn = &mut blog();
    let by_id = |id: i64| users::table.filter(users::id.ge(id)).order(users::id);

    assert_eq!(by_id(2).first_or_none::<User, _>(conn).unwrap().unwrap().name, "Bob");
    assert_eq!(by_id(9).first_or_none::<User, _>(conn).unwrap(), None);
    assert_eq!(by_id(3).one::<User, _>(conn).unwrap().name, "Carol");
    assert_eq!(by_id(9).one_or_none::<User, _>(conn).unwrap(), None);
    assert!(matches!(by_id(9).one::<User, _>(conn), Err(Error::NotFound { model: "row", .. })));
    assert!(matches!(by_id(2).one::<User, _>(conn), Err(Error::MultipleFound { model: "row" })));
    let no_table = measures::table.all::<(i64, f64), _>(conn).unwrap_err().to_string();
    assert!(no_table.starts_with("database error: ") && no_table.contains("measures"), "{no_table}");
}

#[test]
fn plain_diesel_writes_checked_values() {
    let conn = &mut blog();
    let dan = NewUser::named("Dan").check().unwrap();
    let patch = UserPatch { bio: Set(Some("Hi".into())), ..Default::default() }.check().unwrap();

    assert_eq!(diesel::insert_into(users::table).values(&dan).run(conn).unwrap(), 1);
    assert_eq!(diesel::update(users::table.filter(users::id.gt(2))).set(&patch).run(conn).unwrap(), 2);
    assert_eq!(diesel::update(users::table.find(1)).set(users::name.eq("Alicia")).run(conn).unwrap(), 1);
    assert_eq!(diesel::delete(posts::table.filter(posts::title.eq("First"))).run(conn).unwrap(), 1);
    assert_eq!(diesel::sql_query("DELETE FROM posts").run(conn).unwrap(), 2);
    let again = diesel::insert_into(users::table).values(&dan).run(conn).unwrap_err();

    assert!(again.of::<User>().violates(UserConstraint::EmailUnique));
    let bios: Vec<Option<String>> = users::table.select(users::bio).order(users::id).all(conn).unwrap();
    assert_eq!(bios, [None, None, Some("Hi".to_owned()), Some("Hi".to_owned())]);
}

#[test]
fn queries_change_and_delete_rows() {
    let conn = &mut blog();
    let of_alice = || Post::query().map(|posts| posts.inner_join(users::table)).filter(users::name.eq("Alice"));

    let patch = PostPatch { title: Set("Same".into()), ..Default::default() };
    assert_eq!(of_alice().patch_all(patch, conn).unwrap(), 2);
    assert!(Post::query().filter(posts::title.eq("Same")).exists(conn).unwrap());
    assert_eq!(of_alice().delete_all(conn).unwrap(), 2);
    assert_eq!(Post::count(conn).unwrap(), 1);
}

/// Written once for every connection that can run the query.
pub(crate) fn ids<C: Conn>(conn: &mut C) -> model_runtime::connection::Ret<'_, C, Vec<i64>>
where
    Ids: Run<C::Raw, i64>,
{
    let query: Ids = users::table.select(users::id).order(users::id);
    query.all(conn)
}
pub(crate) type Ids = diesel::dsl::Order<diesel::dsl::Select<users::table, users::id>, users::id>;

#[test]
fn code_is_written_once_for_every_connection() {
    let conn = &mut blog();
    assert_eq!(ids(conn).unwrap(), [1, 2, 3]);
    assert_eq!(crate::ids_of_one_backend(conn).unwrap(), [1, 2, 3]);
}

#[test]
fn what_one_backend_has_is_reached_through_its_connection() {
    let conn = &mut blog();
    let sql = if conn.as_sqlite().is_some() {
        "SELECT sqlite_version()"
    } else if conn.as_postgres().is_some() {
        "SHOW server_version"
    } else {
        "SELECT version()"
    };
    let version: Result<String> = diesel::dsl::sql::<diesel::sql_types::Text>(sql).one(conn);
    assert_eq!(conn.as_sqlite().is_some(), sql.contains("sqlite"));
    assert!(version.unwrap().starts_with(|first: char| first.is_ascii_digit()));
}

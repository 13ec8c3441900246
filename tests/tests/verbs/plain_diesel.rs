//! Models in plain Diesel: everything that is generated composes with its own DSL.

use crate::db::{Connection, connect, spoil_a_time};
use diesel::associations::GroupedBy;
use diesel::dsl::{count_star, max};
use model_runtime::prelude::*;
use tests::models::*;

fn alice(conn: &mut Connection) -> User {
    NewUser::named("Alice").insert(conn).unwrap()
}

#[test]
fn checked_values_are_inserted() {
    let conn = &mut connect();

    let checked = NewUser::named("a").check().unwrap();
    let inserted = diesel::insert_into(users::table).values(&checked).execute(conn).unwrap();
    let unchecked = NewUser::named("b").unchecked();
    let inserted = inserted + diesel::insert_into(users::table).values(&unchecked).execute(conn).unwrap();

    assert_eq!(inserted, 2);
    assert!(User::all(conn).unwrap().iter().all(|user| user.is_active));
}

#[test]
fn checked_values_leave_defaults_to_the_database() {
    let conn = &mut connect();

    diesel::insert_into(tickets::table).values(&NewTicket::of("t").check().unwrap()).execute(conn).unwrap();
    diesel::insert_into(markers::table).values(&NewMarker {}.check().unwrap()).execute(conn).unwrap();

    let ticket = Ticket::query().one(conn).unwrap();
    let marker = Marker::query().one(conn).unwrap();
    assert_eq!((ticket.state.as_str(), ticket.priority, marker.id), ("open", 3, 1));
}

#[test]
fn checked_changes_are_set() {
    let conn = &mut connect();
    let user = alice(conn);
    let post = NewPost::of(&user, "t").insert(conn).unwrap();

    let patch = UserPatch { bio: Set(Some("Hi".into())), ..Default::default() }.check().unwrap();
    diesel::update(users::table.find(user.id)).set(&patch).execute(conn).unwrap();
    let patch = PostPatch { title: Set("new".into()), ..Default::default() }.check().unwrap();
    diesel::update(&post).set(&patch).execute(conn).unwrap();

    let changed = User::find(user.id, conn).unwrap();
    assert_eq!(changed.bio.as_deref(), Some("Hi"));
    assert!(changed.updated_at >= user.updated_at);
    let changed = Post::find(post.id, conn).unwrap();
    assert_eq!((changed.title.as_str(), changed.version), ("new", 2));
}

#[test]
fn rows_are_identifiable() {
    let conn = &mut connect();
    let user = alice(conn);
    let line = NewLine::of(1, 2, "Tea").insert(conn).unwrap();

    assert_eq!(diesel::update(&user).set(users::name.eq("x")).execute(conn).unwrap(), 1);
    assert_eq!(diesel::delete(&line).execute(conn).unwrap(), 1);
    assert_eq!(diesel::delete(&user).execute(conn).unwrap(), 1);
}

#[test]
fn models_are_selected_and_joined() {
    let conn = &mut connect();
    let user = alice(conn);
    let post = NewPost::of(&user, "t").insert(conn).unwrap();

    let pairs: Vec<(User, Post)> = users::table.inner_join(posts::table).load(conn).unwrap();
    let selected = posts::table
        .inner_join(users::table)
        .select((Post::as_select(), User::as_select(), users::name))
        .get_result::<(Post, User, String)>(conn)
        .unwrap();
    let (latest, count) =
        posts::table.select((max(posts::id), count_star())).get_result::<(Option<i64>, i64)>(conn).unwrap();

    assert_eq!(pairs, [(user.clone(), post.clone())]);
    assert_eq!(selected, (post, user, "Alice".to_owned()));
    assert_eq!((latest, count), (Some(1), 1));
}

#[test]
fn children_are_grouped_by_their_parents() {
    let conn = &mut connect();
    let users = User::insert_many(["a", "b", "c"].map(NewUser::named), conn).unwrap();
    for (user, title) in [(0, "1"), (2, "2"), (0, "3")] {
        NewPost::of(&users[user], title).insert(conn).unwrap();
    }

    let posts = Post::belonging_to(&users).order(posts::id).load::<Post>(conn).unwrap().grouped_by(&users);

    let titles: Vec<Vec<&str>> = posts.iter().map(|posts| posts.iter().map(|post| &*post.title).collect()).collect();
    assert_eq!(titles, [vec!["1", "3"], vec![], vec!["2"]]);
}

#[test]
fn models_are_read_from_sql_by_name() {
    let conn = &mut connect();
    let user = alice(conn);

    let sql = "SELECT updated_at, created_at, bio, is_active, email, name, id FROM users WHERE id = 1";
    let found: User = diesel::sql_query(sql).get_result(conn).unwrap();

    assert_eq!(found, user);
}

#[test]
fn boxed_queries_and_subqueries() {
    let conn = &mut connect();
    let user = alice(conn);
    NewPost::of(&user, "t").insert(conn).unwrap();

    let boxed = User::query().map(|q| q.into_boxed::<<Connection as diesel::Connection>::Backend>());
    let authors = posts::table.select(posts::user_id);

    assert_eq!(boxed.filter(users::id.eq(1)).order(users::id).limit(5).all(conn).unwrap(), std::slice::from_ref(&user));
    assert_eq!(User::query().filter(users::id.eq_any(authors)).one(conn).unwrap(), user);
    assert_eq!(User::query().into_inner().filter(users::id.eq(1)).get_results::<User>(conn).unwrap(), [user]);
}

#[test]
fn an_error_of_diesel_becomes_one_of_this_crate() {
    let conn = &mut connect();
    alice(conn);
    let twice = |conn: &mut Connection| -> model_runtime::Result<()> {
        diesel::insert_into(users::table).values(&NewUser::named("Alice").check()?).execute(conn)?;
        Ok(())
    };

    let error = twice(conn).unwrap_err();
    let missing = users::table.find(99).first::<User>(conn).map_err(model_runtime::Error::from).unwrap_err();

    assert!(error.is_unique_violation() && missing.is_not_found());
    assert_eq!(error.of::<User>().constraint().unwrap().columns, ["email"]);
}

#[test]
fn a_value_that_cannot_be_read_names_its_column() {
    let conn = &mut connect();
    NewPost::of(&alice(conn), "t").insert(conn).unwrap();
    spoil_a_time("users", "created_at", conn);

    let by_name = diesel::sql_query("SELECT * FROM users").load::<User>(conn).map(drop);
    let joined = users::table.left_join(posts::table).load::<(User, Option<Post>)>(conn).map(drop);

    for error in [by_name, joined].map(|result| model_runtime::Error::from(result.unwrap_err())) {
        let model_runtime::Error::Decode(error) = error else { panic!("not a decoding error: {error}") };
        // Plain Diesel does not know the model.
        assert_eq!((error.model, error.column.as_deref()), (None, Some("created_at")), "{error}");
    }
}

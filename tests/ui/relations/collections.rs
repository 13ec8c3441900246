use model_runtime::prelude::*;
use model_runtime::relation::Existing;

#[derive(Model, Debug)]
#[model(has_many(posts: Post), has_many(days: Day))]
pub struct User {
    pub id: i64,
    #[model(unique)]
    pub name: String,
}

#[derive(Model, Debug)]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
}

#[derive(Model, Debug)]
#[model(primary_key(user_id, day))]
pub struct Day {
    #[model(belongs_to(User))]
    pub user_id: i64,
    pub day: i32,
}

fn user() -> NewUser {
    NewUser { name: "Ann".into() }
}

fn post() -> NewPost {
    NewPost { title: "one".into(), user_id: Fk::Parent }
}

fn a_post_needs_its_author(user: &User, post: &Post, conn: &mut AnyConnection) {
    let _ = User::posts().detach(user, [post], conn);
}

fn a_key_does_not_change(user: &User, day: &Day, conn: &mut AnyConnection) {
    let _ = User::days().attach(user, [day], conn);
}

fn a_parent_is_not_a_collection(user: &User, post: &Post, conn: &mut AnyConnection) {
    let _ = Post::author().attach(post, [user], conn);
}

fn a_parent_comes_first(post: &Post, conn: &mut AnyConnection) {
    let _ = Post::author().insert_for(post, user(), conn);
}

fn children_that_exist_are_attached(post: Post, conn: &mut AnyConnection) {
    let _ = user().with(User::posts(), [Existing(post)]).insert(conn);
}

fn rows_of_another_model() {
    let _ = user().with(User::posts(), [user()]);
}

fn many_where_there_is_one() {
    let _ = post().with(Post::author(), [user()]);
}

fn one_where_there_are_many() {
    let _ = user().with(User::posts(), post());
}

fn a_relation_of_another_model() {
    let _ = post().with(User::posts(), [post()]);
}

fn with_related_rows_there_is_no_upsert(conn: &mut AnyConnection) {
    let _ = User::upsert(user().with(User::posts(), [post()]), any_unique(), conn);
}

fn main() {}

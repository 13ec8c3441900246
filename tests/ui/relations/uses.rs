use model_runtime::prelude::*;

#[derive(Model, Debug)]
#[model(has_many(posts: Post))]
pub struct User {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug)]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
}

schema! { pub Blog: User, Post }

fn no_part_of_one() {
    Post::query().with(Post::author().filter(users::name.eq("Ann")));
}

fn no_order_of_one() {
    Post::query().with(Post::author().order(users::name));
}

fn no_single_one_of_many(post: &Post) {
    User::query().filter(User::posts().is(post));
}

fn condition_of_another_table() {
    User::query().with(User::posts().filter(users::name.eq("Ann")));
}

fn relation_of_another_model() {
    User::query().with(Post::author());
}

fn row_of_another_model(user: &User) {
    Post::query().filter(User::posts().contains(user));
}

fn unknown_relation(_: &loaded!(User { comments })) {}

fn main() {}

use model_runtime::prelude::*;

#[derive(Model, Debug)]
#[model(has_many(posts: Post), has_one(profile: Profile))]
pub struct User {
    pub id: i64,
}

#[derive(Model, Debug)]
pub struct Post {
    pub id: i64,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
}

#[derive(Model, Debug)]
pub struct Profile {
    #[model(id, assigned, belongs_to(User))]
    pub user_id: i64,
}

fn nothing_was_loaded(user: &User) -> usize {
    user.related(User::posts()).len()
}

fn another_relation_was_loaded(user: &loaded!(User { posts })) -> bool {
    user.related(User::profile()).is_some()
}

fn it_was_loaded_but_not_counted(user: &loaded!(User { posts, profile })) -> i64 {
    user.count_of(User::posts())
}

fn main() {}

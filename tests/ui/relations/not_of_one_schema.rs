use model_runtime::prelude::*;

#[derive(Model, Debug)]
pub struct User {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug)]
pub struct Post {
    pub id: i64,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
}

schema! { pub Blog: User }

fn joined(conn: &mut AnyConnection) -> model_runtime::Result<Vec<Post>> {
    Post::query().join(Post::author()).filter(users::name.eq("Ann")).all(conn)
}

fn main() {}

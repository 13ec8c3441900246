use model_runtime::Session;
use model_runtime::prelude::*;

#[derive(Model, Debug, Clone)]
#[model(has_many(posts: Post))]
pub struct User {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone)]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, name = "author"))]
    pub user_id: i64,
}

/// Not `Clone`.
#[derive(Model, Debug)]
pub struct Note {
    pub id: i64,
    pub text: String,
}

schema! { pub Blog: User, Post, Note }

fn main() {}

fn refused(session: &mut Session<AnyConnection>) -> model_runtime::Result<()> {
    let ann = session.add(NewUser { name: "Ann".into() })?;
    // A handle stands for a row that is there already.
    session.add(ann)?;
    // A builder that lacks a column.
    session.add(Post::builder().title("one"))?;
    // A model whose rows cannot be copied.
    session.add(NewNote { text: "one".into() })?;
    let post = session.add(NewPost { title: "one".into(), user_id: ann.into() })?;
    // A post is not without its author.
    session.remove(ann, User::posts(), post)?;
    session.set(post, Post::author(), None)?;
    // A part of the posts cannot stand for all.
    session.all(User::query().with(User::posts().filter(posts::title.eq("one"))))?;
    Ok(())
}

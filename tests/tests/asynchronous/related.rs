//! What verbs do with related rows, each once, to be dropped at each of its points of waiting.

use model_runtime::Session;
use model_runtime::prelude::*;
use tests::models::*;

use crate::cancellation::{MANY, Verb};

fn posts(number: usize) -> Vec<NewPost> {
    (0..number).map(|number| NewPost::of(Fk::Parent, &format!("post{number}"))).collect()
}

pub(crate) const VERBS: &[Verb] = &[
    ("insert with children", |_, conn| {
        Box::pin(async move { NewUser::named("new").with(User::posts(), posts(3)).insert(conn).await.map(drop) })
    }),
    ("insert with a parent", |_, conn| {
        let post = NewPost::of(Fk::Parent, "new").with(Post::author(), NewUser::named("new"));
        Box::pin(async move { post.insert(conn).await.map(drop) })
    }),
    ("insert_many with children", |_, conn| {
        let news = (0..2).map(|number| NewUser::named(&format!("new{number}")).with(User::posts(), posts(MANY / 2)));
        Box::pin(async move { User::insert_many(news, conn).await.map(drop) })
    }),
    ("insert_for", |memory, conn| {
        Box::pin(async move { User::posts().insert_for(&memory.users[1], posts(3), conn).await.map(drop) })
    }),
    ("attach", |memory, conn| {
        Box::pin(async move { User::posts().attach(&memory.users[1], [&memory.post], conn).await.map(drop) })
    }),
    ("with", |_, conn| {
        let query = User::query().with(User::posts().with(Post::author())).with_count(User::posts());
        Box::pin(async move { query.all(conn).await.map(drop) })
    }),
    ("with, in chunks", |_, conn| {
        Box::pin(async move {
            let mut chunks = User::query().with(User::posts()).chunks(1);
            while chunks.next(conn).await?.is_some() {}
            Ok(())
        })
    }),
    ("load_for_all", |memory, conn| {
        Box::pin(async move { User::posts().load_for_all(&memory.users, conn).await.map(drop) })
    }),
    ("count_for", |memory, conn| {
        Box::pin(async move { User::posts().count_for(&memory.users[0], conn).await.map(drop) })
    }),
    ("a session", |memory, conn| {
        Box::pin(async move {
            let mut session = Session::new(conn);
            let new = session.add(NewUser::named("new"))?;
            session.add(NewPost { user_id: new.into(), ..NewPost::of(Fk::Parent, "new") })?;
            session.flush().await?;
            let known = session.find::<User>(memory.users[0].id).await?;
            session[known].bio = Some("session".into());
            for post in session.all(Post::query().filter(posts::title.eq("post"))).await? {
                session.delete(post)?;
            }
            session.commit().await
        })
    }),
    ("insert with children, on a session", |_, conn| {
        Box::pin(async move {
            let mut session = Session::new(conn);
            let new = NewUser::named("new").with(User::posts(), posts(3)).insert(&mut session).await?;
            let known = session.find::<User>(new.id).await?;
            assert_eq!(session.related(known, User::posts()).await?.len(), 3);
            session.commit().await
        })
    }),
    ("attach, on a session", |memory, conn| {
        Box::pin(async move {
            let mut session = Session::new(conn);
            User::posts().attach(&memory.users[1], [&memory.post], &mut session).await?;
            session.commit().await
        })
    }),
    ("joined", |_, conn| Box::pin(async move { Post::query().join(Post::author()).all(conn).await.map(drop) })),
];

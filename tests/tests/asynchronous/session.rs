//! A session whose commit is dropped at each of its points of waiting: it says that it was interrupted, its rows are what they were, and nothing
//! is left open.

use model_runtime::prelude::*;
use model_runtime::session::{SessionOptions, State};
use model_runtime::{Error, Session, SessionError};
use tests::db::asynchronous::Place;
use tests::models::*;

use crate::cancellation::{MOST, settled};
use crate::polls::{Drops, polled};
use crate::{Flavor, everywhere};

everywhere! {
    a_session_that_is_dropped_in_the_middle
    a_session_in_closures
    sessions_in_tasks
}

async fn a_session_that_is_dropped_in_the_middle(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    for drops in [Drops::Waiting, Drops::Woken] {
        for times in 1..MOST {
            let what = format!("{drops:?} {times}");
            let mut conn = db.get().await.unwrap();
            User::query().delete_all(&mut conn).await.unwrap();
            let old = NewUser::named("old").insert(&mut conn).await.unwrap();
            let mut session = Session::new(conn);
            let known = session.find::<User>(old.id).await.unwrap();
            let new = session.add(NewUser::named("new")).unwrap();
            let post = session.add(NewPost::of(Fk::Parent, "post")).unwrap();
            session.append(new, User::posts(), post).unwrap();
            session[known].bio = Some("changed".into());

            let Some(committed) = polled(session.commit(), times, drops).await else {
                let error = session.count(User::query()).await.unwrap_err();
                let is_told = matches!(&error, Error::Session(error) if **error == SessionError::Interrupted);
                assert!(is_told, "{what}: {error}");
                assert_eq!(session[known], old, "{what}");
                assert_eq!((session.state(new), session.state(post)), (State::RolledBack, State::RolledBack), "{what}");
                assert_eq!(session.take_new(new).unwrap().name, "new");
                // Whether the connection still works or not, nothing panics.
                let _ = session.all(User::query()).await;
                let _ = session.rollback().await;
                drop(session);
                settled(place, &db).await;
                let mut conn = db.get().await.unwrap();
                // Of a COMMIT nobody waited for, either all is there or nothing.
                let names = User::query().order(users::id).all(&mut conn).await.unwrap();
                let is_whole = match &*names {
                    [one] => *one == old,
                    [one, two] => one.bio.is_some() && two.name == "new" && Post::count(&mut conn).await.unwrap() > 0,
                    _ => false,
                };
                assert!(is_whole, "{what}: {names:?}");
                Post::query().delete_all(&mut conn).await.unwrap();
                continue;
            };
            committed.unwrap();
            assert_eq!(session[post].user_id, session[new].id);
            session.close().await.unwrap();
            Post::query().delete_all(&mut db.get().await.unwrap()).await.unwrap();
            break;
        }
    }
}

async fn a_session_in_closures(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    let (ann, post) = db
        .run(async |session| {
            let ann = session.add(NewUser::named("ann"))?;
            let post = session.add(NewPost::of(Fk::Parent, "post"))?;
            session.set(post, Post::author(), ann)?;
            let refused = session
                .savepoint(async |session| {
                    session.add(NewUser::named("ann"))?;
                    session.flush().await
                })
                .await;
            assert!(refused.unwrap_err().is_unique_violation());
            assert_eq!(session.related(ann, User::posts()).await?, [post]);
            assert_eq!(User::count(session).await?, 1);
            Ok::<_, Error>((session[ann].id, session[post].id))
        })
        .await
        .unwrap();
    let given_up = db
        .run(async |session| {
            let ann = session.find::<User>(ann).await?;
            session.delete(ann)?;
            session.flush().await?;
            Err::<(), _>(Error::NotFound { model: "test", rows: Vec::new() })
        })
        .await;
    assert!(given_up.is_err());
    let mut conn = db.get().await.unwrap();
    assert_eq!(Post::find(post, &mut conn).await.unwrap().user_id, ann);
}

/// Sessions of one factory, in tasks that go from thread to thread.
async fn sessions_in_tasks(place: &Place, _: Flavor) {
    let db = place.pool(2).await;
    let sessions = db.sessions(SessionOptions::new().expire_on_commit(true));
    let tasks = ["ann", "bob"].map(|name| {
        let sessions = sessions.clone();
        tokio::spawn(async move {
            let user = sessions
                .run(async |session| {
                    let user = session.add(NewUser::named(name))?;
                    let post = session.add(NewPost::of(Fk::Parent, "post"))?;
                    session.append(user, User::posts(), post)?;
                    session.flush().await?;
                    Ok::<_, Error>(session[user].id)
                })
                .await?;
            let mut session = sessions.session().await?;
            let user = session.find::<User>(user).await?;
            let posts = session.related(user, User::posts()).await?.len();
            session.delete(user)?;
            session.rollback().await?;
            Ok::<_, Error>((session[user].name.clone(), posts))
        })
    });
    for (task, name) in tasks.into_iter().zip(["ann", "bob"]) {
        assert_eq!(task.await.unwrap().unwrap(), (name.to_owned(), 1));
    }
    let reading = db.sessions(SessionOptions::new().read_only());
    let refused = reading.run(async |session| session.add(NewUser::named("cid")).map(drop)).await;
    assert!(matches!(refused, Err(Error::Session(error)) if *error == SessionError::ReadOnly));
    assert_eq!(User::count(&mut db.get().await.unwrap()).await.unwrap(), 2);
}

//! A session whose server goes away between any two statements: database and memory are as before, and the session says what happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use diesel::connection::InstrumentationEvent;
use model_runtime::Session;
use model_runtime::prelude::*;
use model_runtime::session::State;
use tests::models::*;

use crate::db::{end_session, session_id};
use crate::server::Server;

#[test]
fn a_connection_that_is_lost_at_any_statement_loses_nothing_else() {
    let server = Server::new(Duration::from_secs(5));
    let mut killed = 0;
    for at in 1.. {
        assert!(at < 40, "a commit has fewer statements");
        let mut conn = server.get();
        let seeded = ["old", "gone"].map(|name| NewUser::named(&format!("{name} {at}")));
        let seeded = User::insert_many(seeded, &mut conn).unwrap();
        let before = User::query().order(users::id).all(&mut conn).unwrap();
        let id = session_id(&mut conn);
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        Connection::set_instrumentation(&mut *conn, move |event: InstrumentationEvent<'_>| {
            let is_it = matches!(event, InstrumentationEvent::StartQuery { .. });
            if is_it && counted.fetch_add(1, Ordering::Relaxed) + 1 == at {
                end_session(id.clone());
                // The server needs a moment to end it.
                std::thread::sleep(Duration::from_millis(30));
            }
        });

        let mut session = Session::new(conn);
        let [old, gone] = [0, 1].map(|i: usize| session.attach(seeded[i].clone()).unwrap());
        let new = session.add(NewUser::named(&format!("new {at}"))).unwrap();
        let post = session.add(NewPost { user_id: new.into(), ..NewPost::of(Fk::Parent, "post") }).unwrap();
        session[old].bio = Some("changed".into());
        session.delete(gone).unwrap();
        let committed = session.commit();

        if count.load(Ordering::Relaxed) < at {
            committed.unwrap();
            assert_eq!(session.state(post), State::Persistent);
            break;
        }
        killed += 1;
        let error = committed.unwrap_err();
        assert!(!error.is_validation() && error.constraint().is_none(), "statement {at}: {error}");
        // What was to be written still is, unless it was undone with the transaction, at its COMMIT.
        let states = [session.state(new), session.state(post), session.state(old), session.state(gone)];
        let to_write = [State::Pending, State::Pending, State::Dirty, State::Deleted];
        let undone = [State::RolledBack, State::RolledBack, State::Persistent, State::Persistent];
        assert!(states == to_write || states == undone, "statement {at}: {states:?}");
        assert!(session.count(User::query()).is_err(), "the connection is lost");
        let _ = session.rollback();
        assert_eq!(session[old].bio, seeded[0].bio);
        assert_eq!(session.take_new(new).unwrap().name, format!("new {at}"));
        drop(session);
        let mut conn = server.get();
        assert_eq!(User::query().order(users::id).all(&mut conn).unwrap(), before, "statement {at}");
    }
    assert!(killed >= 5, "BEGIN, two INSERTs, UPDATE, DELETE: {killed}");
}

//! Savepoints and closures: what they undo, and what stays.

use model_runtime::prelude::*;
use model_runtime::session::State;
use model_runtime::{Error, Result, SessionError};

use super::models::*;
use super::{read, session, user, written};

/// What a test gives up with.
fn given_up<T>() -> Result<T> {
    Err(Error::NotFound { model: "test", rows: Vec::new() })
}

#[test]
fn k01_what_was_pending_is_written_before_a_savepoint() {
    let (mut session, log) = session();
    let first = session.add(user("first")).unwrap();
    let result = session.savepoint(|session| {
        assert_eq!(written(&log), ["INSERT s_users"]);
        session.add(user("second"))?;
        session.flush()?;
        given_up::<()>()
    });
    assert!(result.is_err());
    session.commit().unwrap();
    assert_eq!(session.all(User::query()).unwrap(), [first]);
}

#[test]
fn k03_only_what_changed_in_a_savepoint_is_undone() {
    let (mut session, log) = session();
    let [ann, bob] = session.add_all(["Ann", "Bob"].map(user)).unwrap();
    session.commit().unwrap();
    session[bob].name = "Bobby".into();
    let new = session
        .savepoint(|session| {
            session[ann].name = "Anna".into();
            session.flush()?;
            session[ann].nick = Some("unwritten".into());
            let new = session.add(user("new"))?;
            session.flush()?;
            assert_eq!(session.state(new), State::Persistent);
            given_up::<()>()
        })
        .unwrap_err();
    assert!(new.is_not_found());
    log.clear();
    assert_eq!((&*session[ann].name, session[ann].nick.as_deref(), &*session[bob].name), ("Ann", None, "Bobby"));
    session.commit().unwrap();
    assert!(read(&log).is_empty());
    let mut conn = session.connection();
    let names: Vec<_> = User::query().order(s_users::id).all(&mut conn).unwrap().into_iter().map(|u| u.name).collect();
    assert_eq!(names, ["Ann", "Bobby"]);
}

#[test]
fn k05_what_was_released_goes_with_the_savepoint_around_it() {
    let (mut session, _) = session();
    let zero = session.add(user("0")).unwrap();
    let result = session.savepoint(|session| {
        session.add(user("1"))?;
        let two = session.savepoint(|session| session.add(user("2")))?;
        assert_eq!(session[two].name, "2");
        given_up::<()>()
    });
    assert!(result.is_err());
    session.commit().unwrap();
    assert_eq!(session.all(User::query()).unwrap(), [zero]);
}

/// Also rows of a model that the session knows only since the savepoint.
#[test]
fn k05_rows_of_a_new_model_go_too() {
    let (mut session, _) = session();
    session.add(user("0")).unwrap();
    let product = session
        .savepoint(|session| {
            let product = session.add(NewProduct { name: "p".into() })?;
            session.savepoint(|session| session.add(NewTag { name: "t".into() }))?;
            Ok::<_, Error>(product)
        })
        .unwrap();
    assert_eq!(session[product].name, "p");
    session.rollback().unwrap();
    assert_eq!(session.state(product), State::RolledBack);
    assert_eq!(session.count(Product::query()).unwrap(), 0);
    let given_up = session.savepoint(|session| {
        session.expunge_all();
        session.add(NewTag { name: "u".into() })?;
        session.flush()?;
        given_up::<()>()
    });
    assert!(given_up.is_err());
    assert_eq!(session.count(Tag::query()).unwrap(), 0);
    session.commit().unwrap();
}

#[test]
fn t01_an_error_in_a_savepoint_leaves_the_rest() {
    let (mut session, _) = session();
    session.add(NewProduct { name: "a".into() }).unwrap();
    let error = session
        .savepoint(|session| {
            session.add(NewProduct { name: "a".into() })?;
            Ok::<_, Error>(())
        })
        .unwrap_err();
    assert!(error.violates(ProductConstraint::NameUnique), "{error}");
    session.add(NewProduct { name: "b".into() }).unwrap();
    session.commit().unwrap();
    assert_eq!(session.count(Product::query()).unwrap(), 2);
}

#[test]
fn a_closure_commits_or_undoes() {
    let (mut session, _) = session();
    let ann = session.transaction(|session| session.add(user("Ann"))).unwrap();
    let error = session
        .transaction(|session| {
            session[ann].name = "Anna".into();
            session.flush()?;
            given_up::<()>()
        })
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(session[ann].name, "Ann");
    session.rollback().unwrap();
    assert_eq!(session.count(User::query()).unwrap(), 1, "the first was committed");
    // Inside a savepoint it is one.
    let done = session.savepoint(|session| {
        session.transaction(|session| session.add(user("Bob")))?;
        let error = session.commit().unwrap_err();
        assert!(matches!(&error, Error::Session(error) if **error == SessionError::InSavepoint), "{error}");
        assert!(session.rollback().is_err());
        given_up::<()>()
    });
    assert!(done.is_err());
    assert_eq!(session.count(User::query()).unwrap(), 1);
}

#[test]
fn a_panic_undoes_what_its_closure_did() {
    let (mut session, _) = session();
    let ann = session.add(user("Ann")).unwrap();
    session.commit().unwrap();
    for in_savepoint in [false, true] {
        let work = |session: &mut super::Opened| -> Result<()> {
            session[ann].name = "Anna".into();
            session.add(user("Bob"))?;
            session.flush()?;
            session[ann].nick = Some("unwritten".into());
            panic!("a mistake in the closure");
        };
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            if in_savepoint { session.savepoint(work) } else { session.transaction(work) }
        }));
        assert!(panicked.is_err());
        assert_eq!((&*session[ann].name, session[ann].nick.as_deref()), ("Ann", None));
        assert_eq!(session.count(User::query()).unwrap(), 1);
    }
    session.add(user("Cy")).unwrap();
    session.commit().unwrap();
    assert_eq!(session.count(User::query()).unwrap(), 2);
}

//! What the database refuses in the middle of a flush: nothing of it is written, and memory is as before.

use model_runtime::prelude::*;
use model_runtime::session::State;
use model_runtime::{Error, Handle, Result};

use super::models::*;
use super::{Opened, session, user};

/// What the steps of a flush write, each of another kind; any of them can be made one that the database refuses.
struct Work {
    new_product: Handle<Product>,
    old_product: Handle<Product>,
    doc: Handle<Doc>,
    new_post: Handle<Post>,
    node: Handle<Node>,
    needed: Handle<Product>,
    old_doc: Handle<Doc>,
}

/// How many there are.
const STEPS: usize = 7;

/// What is there before.
struct Given {
    ann: Handle<User>,
    old_product: Handle<Product>,
    free: Handle<Product>,
    taken: Handle<Product>,
    docs: [Handle<Doc>; 2],
    node: Handle<Node>,
}

fn given(session: &mut Opened) -> Given {
    let product = |name: &str| NewProduct { name: name.into() };
    let doc = || NewDoc { body: "one".into(), version: Auto };
    let ann = session.add(user("Ann")).unwrap();
    let [old_product, free, taken] = session.add_all(["old", "free", "taken"].map(product)).unwrap();
    let docs = session.add_all([doc(), doc()]).unwrap();
    let node = session.add(NewNode { data: "n".into(), parent_id: None }).unwrap();
    let order = session.add(NewOrder { name: "o".into() }).unwrap();
    session.add(NewItem { order_id: order.into(), product_id: taken.into(), price: 1 }).unwrap();
    session.commit().unwrap();
    Given { ann, old_product, free, taken, docs, node }
}

/// Everything that is to be written, of which the step `bad` is refused.
fn change(session: &mut Opened, given: &Given, bad: Option<usize>) -> Work {
    let is_bad = |step: usize| bad == Some(step);
    let name = |step: usize, name: &str| if is_bad(step) { "taken".to_owned() } else { name.to_owned() };
    let new_product = session.add(NewProduct { name: name(0, "new") }).unwrap();
    session[given.old_product].name = name(1, "renamed");
    session[given.docs[0]].body = "two".into();
    let author = if is_bad(3) { 999_999.into() } else { given.ann.into() };
    let new_post = session.add(NewPost { title: "one".into(), user_id: author }).unwrap();
    session[given.node].parent_id = is_bad(4).then_some(999_999);
    session[given.node].data = "changed".into();
    let needed = if is_bad(5) { given.taken } else { given.free };
    session.delete(needed).unwrap();
    session.delete(given.docs[1]).unwrap();
    // Others have changed what is written by its version.
    for (step, doc) in [(2, given.docs[0]), (6, given.docs[1])] {
        if is_bad(step) {
            let id = session.key(doc).unwrap_or_else(|| ids(session)[1]);
            let mut conn = session.connection();
            Doc::update(id, DocPatch { body: Set("theirs".into()) }, &mut conn).unwrap();
        }
    }
    Work {
        new_product,
        old_product: given.old_product,
        doc: given.docs[0],
        new_post,
        node: given.node,
        needed,
        old_doc: given.docs[1],
    }
}

fn ids(session: &mut Opened) -> Vec<i64> {
    let mut conn = session.connection();
    Doc::query().order(s_docs::id).all(&mut conn).unwrap().into_iter().map(|doc| doc.id).collect()
}

/// What the database holds.
fn stored(session: &mut Opened) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut conn = session.connection();
    (
        Product::query().order(s_products::id).all(&mut conn).unwrap(),
        Doc::query().order(s_docs::id).all(&mut conn).unwrap(),
        Post::query().order(s_posts::id).all(&mut conn).unwrap(),
        Node::query().order(s_nodes::id).all(&mut conn).unwrap(),
        User::query().order(s_users::id).all(&mut conn).unwrap(),
    )
}

/// What the session says of what is to be written.
fn states(session: &Opened, work: &Work) -> [State; STEPS] {
    [
        session.state(work.new_product),
        session.state(work.old_product),
        session.state(work.doc),
        session.state(work.new_post),
        session.state(work.node),
        session.state(work.needed),
        session.state(work.old_doc),
    ]
}

const TO_WRITE: [State; STEPS] =
    [State::Pending, State::Dirty, State::Dirty, State::Pending, State::Dirty, State::Deleted, State::Deleted];

/// Each step refused in turn, as the first flush of a transaction and as a later one.
#[test]
fn whatever_is_refused_nothing_is_written_and_memory_is_as_before() {
    for later in [false, true] {
        for bad in 0..STEPS {
            let (mut session, _) = session();
            let given = given(&mut session);
            let before = later.then(|| {
                let bob = session.add(user("Bob")).unwrap();
                session.flush().unwrap();
                bob
            });
            let work = change(&mut session, &given, Some(bad));
            let was = stored(&mut session);
            let error = session.flush().unwrap_err();
            let is_told = error.constraint().is_some() || error.is_stale();
            assert!(is_told, "step {bad}: {error}");
            assert_eq!(states(&session, &work), TO_WRITE, "step {bad}, later: {later}");
            assert_eq!(stored(&mut session), was, "step {bad}, later: {later}");
            assert_eq!(before.map(|bob| session.state(bob)), later.then_some(State::Persistent));
            // It is refused again, as nothing was mended; then all is undone, and what is right goes through.
            assert!(session.commit().is_err());
            session.rollback().unwrap();
            for doc in given.docs {
                session.refresh(doc).unwrap();
            }
            let work = change(&mut session, &given, None);
            session.commit().unwrap();
            assert_eq!(session.state(work.new_post), State::Persistent);
            assert_eq!((session.state(work.needed), session.state(work.old_doc)), (State::Deleted, State::Deleted));
            assert_eq!(session[work.new_post].user_id, session[given.ann].id);
        }
    }
}

/// What is mended is written by the next flush.
#[test]
fn a_flush_that_was_refused_is_mended() {
    let (mut session, _) = session();
    let given = given(&mut session);
    let work = change(&mut session, &given, Some(0));
    assert!(session.flush().is_err());
    session.amend(work.new_product, |new| new.name = "mended".into()).unwrap();
    session.commit().unwrap();
    assert_eq!(session[work.new_product].name, "mended");
    assert_eq!(session[work.old_product].name, "renamed");
}

/// An error in a closure, at any point of it.
#[test]
fn a_closure_that_gives_up_leaves_nothing() {
    let (mut session, _) = session();
    let given = given(&mut session);
    let was = stored(&mut session);
    for flushed in [false, true] {
        let result: Result<()> = session.transaction(|session| {
            change(session, &given, None);
            if flushed {
                session.flush()?;
            }
            Err(Error::NotFound { model: "test", rows: Vec::new() })
        });
        assert!(result.is_err());
        assert_eq!(stored(&mut session), was);
        assert_eq!(session[given.old_product].name, "old");
        assert_eq!((session.state(given.free), session.state(given.docs[1])), (State::Persistent, State::Persistent));
    }
}

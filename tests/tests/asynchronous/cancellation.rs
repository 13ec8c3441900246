//! Futures that are dropped at each of their points of waiting: nothing of them is left in the connection, the pool, the database or in
//! memory.

use std::time::Duration;

use diesel::sql_types::BigInt;
use futures_util::future::LocalBoxFuture;
use model_runtime::database::{AsyncDatabase, Retry, Transaction, Transactional};
use model_runtime::prelude::*;
use model_runtime::{Error, Result};
use tests::db::asynchronous::{Kind, Place};
use tests::models::*;

use crate::polls::{Drops, polled};
use crate::related::VERBS as RELATED;
use crate::{Flavor, everywhere};

everywhere! {
    verbs_of_a_pooled_connection
    verbs_of_a_connection_of_its_own
    work_of_a_pool
    tables_that_are_made_and_dropped
}

/// Values in memory that verbs write to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Memory {
    pub(crate) users: Vec<User>,
    pub(crate) post: Post,
}

pub(crate) type Verb =
    (&'static str, for<'c> fn(&'c mut Memory, &'c mut AsyncAnyConnection) -> LocalBoxFuture<'c, Result<()>>);

/// So many users that several statements are needed to write them on every database.
pub(crate) const MANY: usize = 300;

fn many() -> impl Iterator<Item = NewUser> {
    (0..MANY).map(|number| NewUser::named(&format!("many{number}")))
}

fn bio(text: &str) -> UserPatch {
    UserPatch { bio: Set(Some(text.to_owned())), ..Default::default() }
}

/// Each with all that it does, once.
const VERBS: &[Verb] = &[
    ("insert", |_, conn| Box::pin(async move { NewUser::named("new").insert(conn).await.map(drop) })),
    ("insert unchecked", |_, conn| {
        Box::pin(async move { NewUser::named("new").unchecked().insert(conn).await.map(drop) })
    }),
    ("insert with defaults of the database", |_, conn| {
        Box::pin(async move { NewTicket::of("new").insert(conn).await.map(drop) })
    }),
    ("insert what a trigger writes", |_, conn| {
        Box::pin(async move { Document::builder().name("new").insert(conn).await.map(drop) })
    }),
    ("insert_many", |_, conn| Box::pin(async move { User::insert_many(many(), conn).await.map(drop) })),
    ("insert_many with defaults of the database", |_, conn| {
        Box::pin(async move {
            let news = (0..MANY).map(|number| NewTicket::of(&format!("many{number}")));
            Ticket::insert_many(news, conn).await.map(drop)
        })
    }),
    ("insert_rows", |memory, conn| {
        let rows = (0..MANY as i64).map(|number| User {
            // Further than the keys that the database makes come.
            id: 1_000_000 + number,
            name: format!("many{number}"),
            email: format!("many{number}@example.com"),
            ..memory.users[0].clone()
        });
        Box::pin(async move { User::insert_rows(rows, conn).await.map(drop) })
    }),
    ("upsert, new", |_, conn| {
        Box::pin(async move { User::upsert(NewUser::named("new"), users::email, conn).await.map(drop) })
    }),
    ("upsert, known", |_, conn| {
        let known = NewUser { bio: Some("upserted".into()), ..NewUser::named("a") };
        Box::pin(async move { User::upsert(known, users::email, conn).await.map(drop) })
    }),
    ("upsert, any key", |_, conn| {
        let known = NewUser { bio: Some("upserted".into()), ..NewUser::named("a") };
        Box::pin(async move { User::upsert(known, any_unique(), conn).await.map(drop) })
    }),
    ("get_or_create, new", |_, conn| {
        Box::pin(async move { User::get_or_create(NewUser::named("new"), users::email, conn).await.map(drop) })
    }),
    ("get_or_create, known", |_, conn| {
        Box::pin(async move { User::get_or_create(NewUser::named("a"), users::email, conn).await.map(drop) })
    }),
    ("save", |memory, conn| {
        Box::pin(async move {
            memory.users[0].bio = Some("saved".into());
            memory.users[0].save(conn).await
        })
    }),
    ("save a version", |memory, conn| {
        Box::pin(async move {
            memory.post.title = "saved".into();
            memory.post.save(conn).await
        })
    }),
    ("save_many", |memory, conn| {
        Box::pin(async move {
            memory.users.iter_mut().for_each(|user| user.bio = Some("saved".into()));
            User::save_many(&mut memory.users, conn).await
        })
    }),
    ("patch", |memory, conn| Box::pin(async move { memory.users[0].patch(bio("patched"), conn).await })),
    ("update", |memory, conn| Box::pin(async move { User::update(memory.users[0].id, bio("patched"), conn).await })),
    ("delete", |memory, conn| Box::pin(async move { memory.post.delete(conn).await })),
    ("delete, refused", |memory, conn| {
        Box::pin(async move {
            let refused = memory.users[0].delete(conn).await;
            if refused.is_err_and(|error| error.is_foreign_key_violation()) { Ok(()) } else { stop() }
        })
    }),
    ("delete_many", |memory, conn| {
        let keys: Vec<i64> = memory.users[1..].iter().map(|user| user.id).collect();
        Box::pin(async move { User::delete_many(keys, conn).await.map(drop) })
    }),
    ("find", |memory, conn| Box::pin(async move { User::find(memory.users[1].id, conn).await.map(drop) })),
    ("get", |_, conn| Box::pin(async move { User::get(9_999, conn).await.map(drop) })),
    ("find_many", |_, conn| Box::pin(async move { User::find_many(1..=500, conn).await.map(drop) })),
    ("reload", |memory, conn| Box::pin(async move { memory.users[1].reload(conn).await })),
    ("all", |_, conn| Box::pin(async move { User::all(conn).await.map(drop) })),
    ("first", |_, conn| Box::pin(async move { User::query().order(users::id).first(conn).await.map(drop) })),
    ("one", |_, conn| Box::pin(async move { User::query().filter(users::name.eq("a")).one(conn).await.map(drop) })),
    ("count", |_, conn| Box::pin(async move { User::count(conn).await.map(drop) })),
    ("exists", |_, conn| {
        Box::pin(async move { User::query().filter(users::name.eq("a")).exists(conn).await.map(drop) })
    }),
    ("page", |_, conn| {
        Box::pin(async move { User::query().order(users::id).page(PageRequest::new(1, 2), conn).await.map(drop) })
    }),
    ("chunks", |_, conn| {
        Box::pin(async move {
            let mut chunks = User::query().chunks(1);
            while chunks.next(conn).await?.is_some() {}
            Ok(())
        })
    }),
    ("stream", |_, conn| {
        Box::pin(async move {
            let mut rows = User::query().stream(conn).await?;
            while rows.next().await?.is_some() {}
            Ok(())
        })
    }),
    ("patch_all", |_, conn| Box::pin(async move { User::query().patch_all(bio("all"), conn).await.map(drop) })),
    ("delete_all", |_, conn| {
        Box::pin(async move { Post::query().filter(posts::id.gt(0)).delete_all(conn).await.map(drop) })
    }),
    ("run", |_, conn| {
        Box::pin(async move { diesel::update(users::table).set(users::bio.eq("run")).run(conn).await.map(drop) })
    }),
    ("plain Diesel", |_, conn| {
        Box::pin(async move { users::table.select(users::name).all::<String, _>(conn).await.map(drop) })
    }),
    ("atomic", |_, conn| {
        Box::pin(async move {
            conn.atomic(async |conn| {
                NewUser::named("first").insert(conn).await?;
                NewUser::named("second").insert(conn).await
            })
            .await
            .map(drop)
        })
    }),
    ("atomic, refused", |_, conn| {
        Box::pin(async move {
            let refused = conn.atomic(async |conn| {
                NewUser::named("first").insert(conn).await?;
                NewUser::named("first").insert(conn).await
            });
            if refused.await.is_err_and(|error| error.is_unique_violation()) { Ok(()) } else { stop() }
        })
    }),
    ("atomic_read", |_, conn| {
        Box::pin(async move { conn.atomic_read(async |conn| User::count(conn).await).await.map(drop) })
    }),
    ("nested atomic", |_, conn| {
        Box::pin(async move {
            conn.atomic(async |conn| {
                NewUser::named("first").insert(conn).await?;
                conn.atomic(async |conn| NewUser::named("second").insert(conn).await).await?;
                let refused = conn.atomic(async |conn| NewUser::named("first").insert(conn).await);
                if refused.await.is_ok() { stop() } else { User::insert_many(many(), conn).await.map(drop) }
            })
            .await
        })
    }),
    ("a guard", |_, conn| {
        Box::pin(async move {
            let mut transaction = Transaction::begin(conn).await?;
            NewUser::named("first").insert(&mut transaction).await?;
            let mut savepoint = transaction.savepoint().await?;
            NewUser::named("second").insert(&mut savepoint).await?;
            savepoint.rollback().await?;
            transaction.commit().await
        })
    }),
];

fn stop<T>() -> Result<T> {
    Err(Error::NotFound { model: "what was expected", rows: Vec::new() })
}

/// What verbs of a pool do.
type Work = (&'static str, for<'c> fn(&'c AsyncDatabase) -> LocalBoxFuture<'c, Result<()>>);

const WORK: &[Work] = &[
    ("get", |db| Box::pin(async move { db.get().await.map(drop) })),
    ("get and insert", |db| {
        Box::pin(async move { NewUser::named("new").insert(&mut db.get().await?).await.map(drop) })
    }),
    ("atomic of the pool", |db| {
        Box::pin(async move {
            db.atomic(async |conn| {
                NewUser::named("first").insert(conn).await?;
                NewUser::named("second").insert(conn).await
            })
            .await
            .map(drop)
        })
    }),
    ("atomic_retrying", |db| {
        Box::pin(async move {
            let mut tries = 0;
            let retry = Retry::new().first_wait(Duration::from_millis(2));
            db.atomic_retrying(retry, async |conn| {
                tries += 1;
                NewUser::named(&format!("try{tries}")).insert(conn).await?;
                if tries < 3 { Err(busy()) } else { Ok(()) }
            })
            .await
        })
    }),
];

fn busy() -> Error {
    Error::Busy(Box::new(diesel::result::Error::NotFound))
}

/// Rows to begin with, with the same keys each time.
async fn seed(conn: &mut AsyncAnyConnection) -> Memory {
    Post::query().delete_all(conn).await.unwrap();
    User::query().delete_all(conn).await.unwrap();
    Ticket::query().delete_all(conn).await.unwrap();
    Document::query().delete_all(conn).await.unwrap();
    let mut users = User::insert_many(["a", "b", "c"].map(NewUser::named), conn).await.unwrap();
    let post = NewPost::of(&users[0], "post").insert(conn).await.unwrap();
    // In memory one is behind the database, for `reload`.
    User::update(users[1].id, bio("newer"), conn).await.unwrap();
    users[1].bio = None;
    Memory { users, post }
}

/// What is in the tables, without keys that the database makes and without times.
async fn state(conn: &mut AsyncAnyConnection) -> Vec<String> {
    let users = User::query().order(users::name).all(conn).await.unwrap();
    let posts = Post::query().order(posts::id).all(conn).await.unwrap();
    let tickets = Ticket::query().order(tickets::title).all(conn).await.unwrap();
    let documents = Document::query().order(documents::id).all(conn).await.unwrap();
    let name = |id| users.iter().find(|user| user.id == id).map(|user| &*user.name);
    let posts: Vec<_> =
        posts.iter().map(|post| format!("{} {} {:?}", post.title, post.version, name(post.user_id))).collect();
    let users = users.iter().map(|user| format!("{} {} {:?}", user.name, user.email, user.bio));
    let tickets = tickets.iter().map(|ticket| format!("{} {}", ticket.title, ticket.state));
    let documents = documents.iter().map(|document| document.name.clone());
    users.chain(posts).chain(tickets).chain(documents).collect()
}

/// The answer to a question that nobody else asks.
async fn answer(number: i64, conn: &mut AsyncAnyConnection) -> Result<i64> {
    diesel::dsl::sql::<BigInt>(&format!("SELECT CAST({number} AS {})", integer(conn))).one(conn).await
}

fn integer(conn: &mut AsyncAnyConnection) -> &'static str {
    if conn.as_mysql().is_some() { "SIGNED" } else { "BIGINT" }
}

/// Asks questions and looks whether each has its own answer.
async fn answers(conn: &mut AsyncAnyConnection) -> Result<()> {
    for number in [71, 72, 73] {
        assert_eq!(answer(number, conn).await?, number, "the answer to another question");
    }
    assert_eq!(conn.depth().unwrap(), 0, "a transaction is open");
    if conn.as_mysql().is_some() {
        // MySQL cannot be asked; each server skips the comment that is for the other.
        let open = diesel::dsl::sql::<BigInt>("SELECT CAST(/*M! @@in_transaction */ /*!80017 0 */ AS SIGNED)");
        assert_eq!(open.one::<i64, _>(conn).await?, 0, "a transaction is open on the server");
    }
    Ok(())
}

/// What a connection says whose future was dropped: it works, or has to be replaced.
async fn works_or_says_why_not(what: &str, conn: &mut AsyncAnyConnection) {
    if let Err(error) = answers(conn).await {
        let told = error.to_string();
        assert!(told.contains("left in the middle of a transaction") && told.contains("get another"), "{what}: {told}");
        assert!(error.is_connection_lost(), "{what}");
        // Whatever is tried then says the same.
        let begun = conn.atomic(async |conn| User::count(conn).await).await.unwrap_err();
        assert_eq!(begun.to_string().replace(" on `User`", ""), told, "{what}");
        assert_eq!(User::count(conn).await.unwrap_err().to_string().replace(" on `User`", ""), told, "{what}");
    }
}

/// Waits until the server has as many connections as the pool, none of them in a transaction: what was sent last has ended.
pub(crate) async fn settled(place: &Place, db: &AsyncDatabase) {
    for _ in 0..500 {
        let status = db.status();
        assert_eq!(status.waiting, 0);
        let is_whole = status.open == status.idle && (!place.is_server() || status.open == 1);
        let is_alone = || !place.is_server() || (place.sessions() == 1 && place.idle_in_transaction() == 0);
        if is_whole && is_alone() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(4)).await;
    }
    let sessions = (place.sessions(), place.idle_in_transaction());
    panic!("the pool is {:?}, and the server has {sessions:?} connections", db.status());
}

/// How often a future may be polled; far more than any needs.
pub(crate) const MOST: usize = 2_000;

/// What a verb makes of the first rows.
struct Expected {
    what: &'static str,
    before: Vec<String>,
    after: Vec<String>,
}

impl Expected {
    /// Runs the verb to its end.
    async fn of(&(what, run): &Verb, conn: &mut AsyncAnyConnection) -> Self {
        let mut memory = seed(conn).await;
        let before = state(conn).await;
        run(&mut memory, conn).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        Self { what, before, after: state(conn).await }
    }

    /// Looks for what is neither done nor left alone.
    async fn check(&self, is_complete: bool, conn: &mut AsyncAnyConnection) {
        let Self { what, before, after } = self;
        answers(conn).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        let found = state(conn).await;
        assert!(found == *after || (!is_complete && found == *before), "{what} is half done: {found:?}");
    }
}

impl Memory {
    /// Looks for what a verb writes that is not complete. What the caller wrote stays.
    fn check(&self, what: &str, before: &Self) {
        for (user, before) in self.users.iter().zip(&before.users) {
            assert_eq!(user.updated_at, before.updated_at, "{what}");
            assert!(user.bio.is_none() || user.bio.as_deref() == Some("saved"), "{what}: {:?}", user.bio);
        }
        assert_eq!(
            (self.post.version, self.post.published_at),
            (before.post.version, before.post.published_at),
            "{what}"
        );
    }
}

/// Polls a verb so many times on a connection with the first rows, and drops it; whether it was complete.
async fn dropped(&(what, run): &Verb, times: usize, drops: Drops, conn: &mut AsyncAnyConnection) -> bool {
    let mut memory = seed(conn).await;
    let before = memory.clone();
    let Some(outcome) = polled(run(&mut memory, conn), times, drops).await else {
        memory.check(what, &before);
        return false;
    };
    outcome.unwrap_or_else(|error| panic!("{what}: {error}"));
    true
}

async fn verbs_of_a_pooled_connection(place: &Place, flavor: Flavor) {
    let db = place.pool(1).await;
    for verb in VERBS.iter().chain(RELATED) {
        let expected = Expected::of(verb, &mut db.get().await.unwrap()).await;
        // Where the runtime has one thread, the connection is used again before it goes back.
        let is_used_again = flavor == Flavor::CurrentThread;
        for drops in [Drops::Waiting, Drops::Woken] {
            for times in 1..MOST {
                let mut conn = db.get().await.unwrap();
                let is_complete = dropped(verb, times, drops, &mut conn).await;
                if is_used_again {
                    works_or_says_why_not(expected.what, &mut conn).await;
                }
                drop(conn);
                settled(place, &db).await;
                expected.check(is_complete, &mut db.get().await.unwrap()).await;
                if is_complete {
                    break;
                }
                assert!(times + 1 < MOST, "{} never ends", expected.what);
            }
        }
    }
}

async fn verbs_of_a_connection_of_its_own(place: &Place, _: Flavor) {
    // A second connection would lead to another database.
    if place.kind() == Kind::Memory {
        return;
    }
    let db = place.pool(1).await;
    for verb in VERBS.iter().chain(RELATED) {
        let expected = Expected::of(verb, &mut db.get().await.unwrap()).await;
        for times in 1..MOST {
            let mut conn = place.connection().await;
            let is_complete = dropped(verb, times, Drops::Waiting, &mut conn).await;
            works_or_says_why_not(expected.what, &mut conn).await;
            drop(conn);
            settled(place, &db).await;
            expected.check(is_complete, &mut db.get().await.unwrap()).await;
            if is_complete {
                break;
            }
        }
    }
}

async fn work_of_a_pool(place: &Place, _: Flavor) {
    let db = place.pool(1).await;
    for &(what, run) in WORK {
        for drops in [Drops::Waiting, Drops::Woken] {
            for times in 1..MOST {
                seed(&mut db.get().await.unwrap()).await;
                let before = User::count(&mut db.get().await.unwrap()).await.unwrap();
                let complete = polled(run(&db), times, drops).await;
                settled(place, &db).await;
                let conn = &mut *db.get().await.unwrap();
                answers(conn).await.unwrap();
                let written = User::count(conn).await.unwrap() - before;
                let rows = match what {
                    "get" => 0,
                    "atomic of the pool" => 2,
                    _ => 1,
                };
                assert!(written == rows || (complete.is_none() && written == 0), "{what} wrote {written}");
                if let Some(outcome) = complete {
                    outcome.unwrap_or_else(|error| panic!("{what}: {error}"));
                    break;
                }
            }
        }
    }
}

#[derive(Model, Debug)]
#[model(table = "roots")]
pub struct Root {
    pub id: i64,
}

#[derive(Model, Debug)]
#[model(table = "leaves")]
pub struct Leaf {
    pub id: i64,
    #[model(belongs_to(Root))]
    pub root_id: i64,
}

schema! {
    /// Tables that are made again and again.
    pub Small: Root, Leaf
}

type Making = (&'static str, for<'c> fn(&'c mut AsyncAnyConnection) -> LocalBoxFuture<'c, Result<()>>);

async fn tables_that_are_made_and_dropped(place: &Place, _: Flavor) {
    const MAKING: [Making; 2] = [
        ("create_all", |conn| Box::pin(async move { Small::create_all(conn).await.map(drop) })),
        ("drop_all", |conn| Box::pin(async move { Small::drop_all(conn).await.map(drop) })),
    ];
    let db = place.pool_without_tables(1, |builder| builder).await;
    for (what, run) in MAKING {
        for drops in [Drops::Waiting, Drops::Woken] {
            for times in 1..MOST {
                let mut conn = db.get().await.unwrap();
                if what == "drop_all" {
                    Small::create_all(&mut conn).await.unwrap();
                }
                let complete = polled(run(&mut conn), times, drops).await;
                drop(conn);
                settled(place, &db).await;
                let conn = &mut *db.get().await.unwrap();
                answers(conn).await.unwrap();
                let left = Small::drop_all(conn).await.unwrap().len();
                // On MySQL each statement about tables is committed by itself.
                assert!(left != 1 || place.kind() == Kind::Mysql, "{what} left one table of two");
                if let Some(outcome) = complete {
                    outcome.unwrap();
                    break;
                }
            }
        }
    }
}

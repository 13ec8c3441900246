//! The walk. It is written once, as the methods of a session are: as a future, which on a blocking connection has nothing to wait for. So
//! `wait(session.commit()).await?` stands for `session.commit()?` on a blocking connection, and for `session.commit().await?` on an
//! asynchronous one.

use chrono::NaiveDate;
use model_runtime::connection::Exec;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use model_runtime::{Error, Handle, Result, Session};

use super::Connection;
use crate::models::{Blog, NewPost, NewUser, Post, PostPatch, User, UserConstraint, posts, users};

type Opened<'c> = Session<&'c mut Connection>;

fn wait<'c, T: Send + 'c>(answer: <Connection as Exec>::Ret<'c, T>) -> <Connection as Exec>::Wait<'c, Result<T>> {
    Connection::pending(answer)
}

pub(crate) async fn walk(conn: &mut Connection) -> Result<()> {
    let log = QueryLog::of(conn)?;
    let mut session = Session::new(&mut *conn);
    let alice = write(&mut session, &log).await?;
    read(&mut session, alice).await?;
    wait(session.close()).await?;

    // A new session knows no rows.
    let mut session = Session::new(&mut *conn);
    lazy(&mut session, &log).await?;
    change(&mut session, &log).await?;
    wait(session.close()).await?;

    let mut session = Session::new(&mut *conn);
    heading("Look again");
    list(&mut session).await?;
    delete(&mut session, &log).await?;
    failures(&mut session, &log).await?;
    heading("What is left");
    list(&mut session).await?;
    // On an asynchronous connection nobody waits for the end of a session that is dropped.
    wait(session.close()).await
}

async fn write(session: &mut Opened<'_>, log: &QueryLog) -> Result<Handle<User>> {
    heading("Write");
    let user = |name: &str| NewUser {
        name: name.into(),
        email: format!("{}@example.com", name.to_lowercase()),
        is_active: Auto,
    };
    let [alice, bob, charlie] = session.add_all(["Alice", "Bob", "Charlie"].map(user))?;
    wait(session.commit()).await?;
    told(log, "three users");
    for user in [alice, bob, charlie] {
        println!("{} has the key {}", session[user].name, session[user].id);
    }

    let post = |title: &str, author: Handle<User>, day: u32| NewPost {
        title: title.into(),
        content: "Text.".into(),
        published_on: NaiveDate::from_ymd_opt(2024, 5, day).unwrap_or_default(),
        user_id: author.into(),
        version: Auto,
    };
    session.add_all([post("Second", alice, 2), post("First", alice, 1), post("Goodbye", charlie, 3)])?;
    wait(session.commit()).await?;
    told(log, "three posts");
    Ok(alice)
}

async fn read(session: &mut Opened<'_>, alice: Handle<User>) -> Result<()> {
    heading("Read");
    let all = wait(session.all(User::query().order(users::name))).await?;
    println!("by name: {:?}", names(session, &all));
    let bob = wait(session.one(User::query().filter(users::name.eq("Bob")))).await?;
    println!("called Bob: {}", session[bob].email);
    println!("what is found again is the same row: {}", all.get(1) == Some(&bob));
    let active = wait(session.all(User::query().filter(users::is_active.eq(true)).order(users::id))).await?;
    println!("active: {:?}", names(session, &active));
    let of_alice = Post::query().filter(Post::author().is(session.fk(alice))).order(posts::published_on);
    for post in wait(session.all(of_alice)).await? {
        println!("{}, on {}", session[post].title, session[post].published_on);
    }
    Ok(())
}

async fn lazy(session: &mut Opened<'_>, log: &QueryLog) -> Result<()> {
    heading("Related rows");
    log.clear();
    for (time, what) in ["when they are asked for", "once more"].into_iter().enumerate() {
        let all = wait(session.all(User::query().order(users::name))).await?;
        for user in all {
            let posts = wait(session.related(user, User::posts())).await?;
            if time == 0 {
                println!("{}: {:?}", session[user].name, titles(session, &posts));
            }
        }
        told(log, what);
    }
    session.expunge_all();
    wait(session.all(User::query().with(User::posts()))).await?;
    told(log, "with their users");
    Ok(())
}

async fn change(session: &mut Opened<'_>, log: &QueryLog) -> Result<()> {
    heading("Change");
    let named = |name: &'static str| User::query().filter(users::name.eq(name));
    let bob = wait(session.one(named("Bob"))).await?;
    let charlie = wait(session.one(named("Charlie"))).await?;
    let first = wait(session.one(Post::query().filter(posts::title.eq("First")))).await?;
    log.clear();
    session[bob].name = "Robert".into();
    session[charlie].is_active = false;
    session[first].content = "Better text.".into();
    println!("changed: {:?} {:?}", names(session, &session.dirty_rows()), titles(session, &session.dirty_rows()));
    wait(session.commit()).await?;
    told(log, "of each only the columns that are different");
    println!("{} has version {}", session[first].title, session[first].version);
    wait(session.commit()).await?;
    told(log, "and then there is nothing to write");
    Ok(())
}

async fn delete(session: &mut Opened<'_>, log: &QueryLog) -> Result<()> {
    heading("Delete");
    let charlie = wait(session.one(User::query().filter(users::name.eq("Charlie")))).await?;
    let goodbye = wait(session.related(charlie, User::posts())).await?;
    log.clear();
    session.delete(charlie)?;
    wait(session.commit()).await?;
    told(log, "Charlie");
    for post in goodbye {
        println!("his post went with him in the database, and here: {:?}", session.state(post));
    }

    let alice = wait(session.one(User::query().filter(users::name.eq("Alice")))).await?;
    let posts = wait(session.related(alice, User::posts())).await?;
    log.clear();
    if let Some(last) = posts.last() {
        session.remove(alice, User::posts(), *last)?;
        wait(session.commit()).await?;
        told(log, "a post that was taken from its author");
    }
    Ok(())
}

/// What the database refuses, and what is not even sent. The session can be used after each, as if nothing had been tried.
async fn failures(session: &mut Opened<'_>, log: &QueryLog) -> Result<()> {
    heading("Failures");
    let robert = wait(session.one(User::query().filter(users::name.eq("Robert")))).await?;
    let post = wait(session.one(Post::query())).await?;

    // A row that was refused is as it was before: still to be written, once it is mended.
    let dora = session.add(NewUser { name: "Dora".into(), email: "alice@example.com".into(), is_active: Auto })?;
    refused("the address of another", wait(session.commit()).await, |error| {
        error.violates(UserConstraint::EmailUnique)
    });
    println!("  she is {:?}", session.state(dora));
    session.amend(dora, |new| new.email = "dora@example.com".into())?;
    wait(session.commit()).await?;
    println!("  she is {:?}", session.state(dora));

    refused("one row of several", wait(session.one(User::query())).await, |error| {
        matches!(error, Error::MultipleFound { .. })
    });

    // Somebody else writes the row between two transactions of the session.
    wait(session.commit()).await?;
    let theirs = PostPatch { content: Set("Their text.".into()), ..Default::default() };
    let id = session[post].id;
    wait(Post::update(id, theirs, session.connection())).await?;
    session[post].content = "My text.".into();
    refused("a row that somebody else has written", wait(session.commit()).await, Error::is_stale);
    wait(session.refresh(post)).await?;
    println!("  read anew: {}", session[post].content);
    session[post].content.push_str(" And mine.");
    wait(session.commit()).await?;
    println!("  written: {}", session[post].content);

    log.clear();
    session[robert].name.clear();
    refused("no name", wait(session.commit()).await, Error::is_validation);
    told(log, "sent");
    wait(session.rollback()).await?;
    println!("  he is {} again", session[robert].name);
    Ok(())
}

/// The error that was to be expected.
fn refused<T>(what: &str, result: Result<T>, is_expected: impl Fn(&Error) -> bool) {
    match result {
        Err(error) if is_expected(&error) => println!("{what}: {error}"),
        Err(error) => println!("unexpected: {error}"),
        Ok(_) => println!("unexpected: it was not refused"),
    }
}

async fn list(session: &mut Opened<'_>) -> Result<()> {
    for user in wait(session.all(User::query().with(User::posts()).order(users::name))).await? {
        let User { name, email, is_active, .. } = &session[user];
        println!("{name}, {email}, active: {is_active}");
        for post in session.loaded(user, User::posts())? {
            println!("  {}: {}", session[post].title, session[post].content);
        }
    }
    Ok(())
}

fn names<'s>(session: &'s Opened<'_>, users: &[Handle<User>]) -> Vec<&'s str> {
    users.iter().map(|user| &*session[*user].name).collect()
}

fn titles<'s>(session: &'s Opened<'_>, posts: &[Handle<Post>]) -> Vec<&'s str> {
    posts.iter().map(|post| &*session[*post].title).collect()
}

fn heading(text: &str) {
    println!("\n{text}\n{}", "-".repeat(text.len()));
}

/// Says what was sent, in words that are the same on every database: `INSERT users`.
fn told(log: &QueryLog, what: &str) {
    let sent: Vec<String> = log.statements().iter().filter_map(|sql| brief(sql)).collect();
    println!("  {what}: {}", if sent.is_empty() { "no statement".to_owned() } else { sent.join(", ") });
    log.clear();
}

/// The first word of a statement, and the first table that it names. One that names none is the database's own way to do the same: MariaDB is
/// asked for the keys that it made.
fn brief(sql: &str) -> Option<String> {
    let mut words = sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
    let verb = words.next()?;
    let table = words.find(|word| Blog::TABLES.iter().any(|table| table.name == *word))?;
    Some(format!("{verb} {table}"))
}

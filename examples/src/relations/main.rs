//! A blog, and how many statements each step takes. Run it with `cargo run -p examples --bin relations`.
//!
//! The database is that of `DATABASE_URL`, or one in memory. Tables that it made are dropped at the end.

mod models;

use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use model_runtime::relation::{Existing, Member};
use model_runtime::schema::{Table, reflect};
use model_runtime::{Error, Result};
use models::{
    Blog, Comment, NewComment, NewPost, NewTag, NewUser, Post, Profile, Tag, User, comments, posts, tags, users,
};

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".into());
    let db = Database::connect(url)?;
    let mut conn = db.get()?;
    let taken = |table: &&Table| Blog::TABLES.iter().any(|own| own.name == table.name);
    if let Some(table) = reflect(&mut conn)?.iter().find(taken) {
        return Err(format!("the database has a table `{}` already; choose an empty one", table.name).into());
    }
    Blog::create_all(&mut conn)?;
    let log = QueryLog::of(&mut conn)?;
    let result = every_step(&mut conn, &log);
    Blog::drop_all(&mut conn)?;
    Ok(result?)
}

fn every_step(conn: &mut AnyConnection, log: &QueryLog) -> Result<()> {
    log.clear();
    write(conn)?;
    told(log, "rows of six tables, with the keys between them");
    eager(conn)?;
    told(log, "every user with everything");
    chosen(conn)?;
    told(log, "of each user the last post, and how many there are");
    lazy(conn)?;
    told(log, "one post, and what belongs to it, when it is asked for");
    conditions(conn)?;
    told(log, "four questions");
    collections(conn)?;
    told(log, "tags, comments and users that are followed");
    refused(conn);
    told(log, "what is not valid is not sent");
    delete(conn)?;
    told(log, "a user, whose posts and comments the database deletes");
    one_by_one(conn)?;
    told(log, "what `with` is there to avoid");
    Ok(())
}

/// Says how many statements there were, and which of them ran again and again.
fn told(log: &QueryLog, what: &str) {
    println!("   {} statements: {what}", log.count());
    for repeated in log.repeated().iter().filter(|repeated| repeated.times > 2) {
        println!("   {repeated}");
    }
    println!();
    log.clear();
}

fn post(title: &str) -> NewPost {
    NewPost { title: title.into(), user_id: Fk::Parent }
}

fn tag(name: &str) -> NewTag {
    NewTag { name: name.into() }
}

fn comment(text: &str, writer: Option<&User>) -> NewComment {
    NewComment { text: text.into(), post_id: Fk::Parent, user_id: writer.map(Into::into), question_id: None }
}

/// Parents first, each level in one batch, all in one transaction; keys are filled in.
fn write(conn: &mut AnyConnection) -> Result<()> {
    let bob = NewUser { name: "Bob".into() }.insert(conn)?;
    let ann = NewUser { name: "Ann".into() }
        .with(User::profile(), Profile::builder().user_id(Fk::Parent).bio("Likes Rust."))
        .with(
            User::posts(),
            [("Hello", "rust"), ("World", "sql")].map(|(title, name)| {
                let comments = [comment("First!", None), comment("Why?", Some(&bob))];
                post(title).with(Post::tags(), [tag(name)]).with(Post::comments(), comments)
            }),
        )
        .with(User::follows(), [Existing(bob.clone())])
        .insert(conn)?;

    // What is returned is what a query would load, so the rows below are there to go on from.
    let hello = &ann.related(User::posts())[0];
    println!("{} has a profile: {}", ann.name, ann.related(User::profile()).is_some());
    if let [rust] = hello.related(Post::tags()) {
        let tags = [Member::Existing(rust.clone()), Member::New(tag("news"))];
        let third = post("Third").with(Post::author(), Existing(bob)).with(Post::tags(), tags).insert(conn)?;
        println!("{} is by {}", third.title, third.related(Post::author()).name);
    }
    if let [_, why] = hello.related(Post::comments()) {
        let answers = ["Because.", "Good question."]
            .map(|text| NewComment { post_id: hello.id.into(), ..comment(text, Some(&ann)) });
        println!("{} has {} answers", why.text, Comment::answers().insert_for(why, answers, conn)?.len());
    }
    Ok(())
}

/// One query for each relation, whatever the number of rows.
fn eager(conn: &mut AnyConnection) -> Result<()> {
    let thread = Comment::answers().with(Comment::writer());
    let comments = Post::comments().filter(comments::question_id.is_null()).with(Comment::writer()).with(thread);
    let posts = User::posts().with(Post::tags()).with(comments);
    let users = User::query().with(User::profile()).with(posts).with(User::follows()).order(users::name).all(conn)?;
    for user in &users {
        let bio = user.related(User::profile()).map_or("nothing", |profile| &*profile.bio);
        println!("{}, who says {bio:?}, follows {}", user.name, user.related(User::follows()).len());
        for post in user.related(User::posts()) {
            let tags: Vec<&str> = post.related(Post::tags()).iter().map(|tag| &*tag.name).collect();
            println!("  {} {tags:?}", post.title);
            for comment in post.related(Post::comments()) {
                println!("    {}: {}", writer(comment.related(Comment::writer())), comment.text);
                for answer in comment.related(Comment::answers()) {
                    println!("      {}: {}", writer(answer.related(Comment::writer())), answer.text);
                }
            }
        }
    }
    Ok(())
}

fn writer(user: Option<&User>) -> &str {
    user.map_or("somebody", |user| &user.name)
}

fn chosen(conn: &mut AnyConnection) -> Result<()> {
    let last = User::posts().order(posts::id.desc()).limit(1);
    for user in User::query().with(last).with_count(User::posts()).order(users::id).all(conn)? {
        let last = user.related(User::posts()).first().map(|post| &*post.title);
        println!("{} wrote {}, {last:?} at last", user.name, user.count_of(User::posts()));
    }
    Ok(())
}

fn lazy(conn: &mut AnyConnection) -> Result<()> {
    let post = Post::query().filter(posts::title.eq("Hello")).one(conn)?;
    println!("{} is by {}", post.title, Post::author().load_for(&post, conn)?.name);
    println!("{} comments", Post::comments().count_for(&post, conn)?);
    let latest = Post::comments().query_for(&post).order(comments::id.desc()).first(conn)?;
    println!("the latest: {:?}", latest.map(|comment| comment.text));
    Ok(())
}

fn conditions(conn: &mut AnyConnection) -> Result<()> {
    let titles = |posts: Vec<Post>| posts.into_iter().map(|post| post.title).collect::<Vec<_>>();
    let rust = Tag::query().filter(tags::name.eq("rust")).one(conn)?;
    println!(
        "about Rust: {:?}",
        titles(Post::query().filter(Post::tags().contains(&rust)).order(posts::id).all(conn)?)
    );
    println!("without comments: {:?}", titles(Post::query().filter(Post::comments().missing()).all(conn)?));
    let by_author = Post::query().join(Post::author()).order((users::name.desc(), posts::id));
    println!("by author: {:?}", titles(by_author.all(conn)?));
    Ok(())
}

fn collections(conn: &mut AnyConnection) -> Result<()> {
    let hello = Post::query().filter(posts::title.eq("Hello")).one(conn)?;
    let (sql, news) =
        (Tag::query().filter(tags::name.eq("sql")).one(conn)?, Tag::query().filter(tags::name.eq("news")).one(conn)?);
    let replaced = Post::tags().replace(&hello, [&sql, &news], conn)?;
    println!("tags of {}: {} attached, {} detached", hello.title, replaced.attached, replaced.detached);
    let first = Post::comments().filter(comments::text.eq("First!")).load_for(&hello, conn)?;
    // A comment is nothing without its post, so it is deleted.
    println!("comments deleted: {}", Post::comments().detach(&hello, &first, conn)?);
    let (ann, bob) = (
        User::query().filter(users::name.eq("Ann")).one(conn)?,
        User::query().filter(users::name.eq("Bob")).one(conn)?,
    );
    println!("Bob follows {} more", User::follows().attach(&bob, [&ann], conn)?);
    Ok(())
}

fn refused(conn: &mut AnyConnection) {
    let posts = [
        post("Fine").with(Post::tags(), [tag("fine")]),
        post("").with(Post::tags(), [tag("a tag of far too many characters")]),
    ];
    match (NewUser { name: "Cy".into() }).with(User::posts(), posts).insert(conn) {
        Err(Error::Validation(errors)) => println!("{errors}"),
        other => println!("not refused: {}", other.is_ok()),
    }
}

fn delete(conn: &mut AnyConnection) -> Result<()> {
    let ann = User::query().filter(users::name.eq("Ann")).one(conn)?;
    ann.delete(conn)?;
    println!(
        "left: {} posts, {} comments, {} profiles",
        Post::count(conn)?,
        Comment::count(conn)?,
        Profile::count(conn)?
    );
    Ok(())
}

/// A query in a loop: the log tells.
fn one_by_one(conn: &mut AnyConnection) -> Result<()> {
    User::insert_many((1..=5).map(|i| NewUser { name: format!("Reader {i}") }), conn)?;
    for user in User::all(conn)? {
        let posts = User::posts().load_for(&user, conn)?;
        assert!(posts.len() <= 1, "only Bob has one left");
    }
    Ok(())
}

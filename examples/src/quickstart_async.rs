//! The quickstart with asynchronous connections: the same verbs, awaited. Run it with
//! `cargo run -p examples --bin quickstart_async --features async`.
//!
//! The database is that of `DATABASE_URL`, or one in memory; what is printed is the same, and the same as the quickstart prints.

mod blog;

use blog::{Blog, NewPost, NewUser, Post, PostConstraint, PostPatch, User, UserConstraint, UserPatch, posts, users};
use model_runtime::prelude::*;
use model_runtime::schema::{Table, reflect};
use model_runtime::{Error, Result};

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".into());
    let db = AsyncDatabase::connect(url).await?;
    let mut conn = db.get().await?;
    let taken = |table: &&Table| Blog::TABLES.iter().any(|own| own.name == table.name);
    if let Some(table) = reflect(&mut conn).await?.iter().find(taken) {
        return Err(format!("the database has a table `{}` already; choose an empty one", table.name).into());
    }

    heading("Tables");
    println!("{}", Blog::create_all(&mut conn).await?);
    let result = every_verb(&mut conn).await;
    Blog::drop_all(&mut conn).await?;
    Ok(result?)
}

async fn every_verb(conn: &mut AsyncAnyConnection) -> Result<()> {
    insert(conn).await?;
    read(conn).await?;
    update(conn).await?;
    insert_or_update(conn).await?;
    page_and_chunk(conn).await?;
    transactions(conn).await?;
    rules(conn).await;
    refusals(conn).await?;
    plain_diesel(conn).await?;
    delete(conn).await
}

async fn insert(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Insert");
    // A builder: a required column that is left out does not compile.
    let alice = User::builder().name("Alice").email("alice@example.com").bio("Likes Rust.").insert(conn).await?;
    println!("inserted {} with key {}, active by default: {}", alice.name, alice.id, alice.is_active);

    // A struct: every column is there; `Auto` leaves one to its default.
    let bob = NewUser {
        name: "Bob".into(),
        email: "bob@example.com".into(),
        is_active: Set(false),
        bio: None,
        created_at: Auto,
        updated_at: Auto,
    };
    let bob = bob.insert(conn).await?;
    println!("inserted {} with key {}, active: {}", bob.name, bob.id, bob.is_active);

    // Many rows: batches of one cached statement, in one transaction if there are several; keys come back in order.
    let titles = (1..=25).map(|number| format!("Post {number}"));
    let posts = titles.map(|title| Post::builder().title(title).content("Text.").user_id(&alice));
    let posts = Post::insert_many(posts, conn).await?;
    println!("inserted {} posts of {}", posts.len(), alice.name);
    Post::builder().title("A reply").content("Agreed.").user_id(&bob).insert(conn).await?;
    Ok(())
}

async fn read(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Read");
    println!("with key 1: {}", User::find(1, conn).await?.name);
    println!("with key 99: {:?}", User::get(99, conn).await?);
    println!("keys 2 and 1, in this order: {:?}", names(&User::find_many([2, 1], conn).await?));

    let active = User::query().filter(users::is_active.eq(true)).order(users::name).all(conn).await?;
    println!("active: {:?}", names(&active));
    let one = User::query().filter(users::email.eq("bob@example.com")).one(conn).await?;
    println!("the only one with Bob's address: {}", one.name);

    // A condition that may be absent, without boxing the query.
    for wanted in [Some("Bob"), None] {
        let found = User::query().filter(maybe(wanted.map(|name| users::name.eq(name)))).all(conn).await?;
        println!("called {wanted:?}: {:?}", names(&found));
    }

    // Relations join without saying how.
    let of_bob = Post::query().join(Post::user()).filter(users::name.eq("Bob")).all(conn).await?;
    println!("posts of Bob: {:?}", of_bob.iter().map(|post| &post.title).collect::<Vec<_>>());
    println!("posts in all: {}", Post::count(conn).await?);
    Ok(())
}

async fn update(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Update");
    let mut alice = User::find(1, conn).await?;
    alice.name = "Alicia".into();
    alice.save(conn).await?;
    println!("saved: {}", alice.name);

    // Only what is set is written; `Set(None)` is NULL.
    alice.patch(UserPatch { bio: Set(None), ..Default::default() }, conn).await?;
    println!("patched: bio {:?}", alice.bio);
    User::update(2, UserPatch { is_active: Set(true), ..Default::default() }, conn).await?;
    println!("updated without loading: active {}", User::find(2, conn).await?.is_active);

    let reply = Post::query().filter(posts::title.eq("A reply"));
    let changed = reply.patch_all(PostPatch { content: Set("Disagreed.".into()), ..Default::default() }, conn).await?;
    println!("updated by a query: {changed} row");

    // Two copies of one row: the version keeps the second from undoing the first.
    let (mut first, mut second) = (Post::find(1, conn).await?, Post::find(1, conn).await?);
    first.title = "Post one".into();
    first.save(conn).await?;
    second.title = "Post I".into();
    match second.save(conn).await {
        Err(error @ Error::Stale { .. }) => println!("refused: {error}"),
        other => return other,
    }
    second.reload(conn).await?;
    println!("read again: {}, version {}", second.title, second.version);
    Ok(())
}

async fn insert_or_update(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Insert or update");
    let alice = || User::builder().name("Alice").email("alice@example.com");
    let updated = User::upsert(alice(), users::email, conn).await?;
    println!("upsert by e-mail: key {} is called {} again", updated.id, updated.name);
    let (found, is_new) = User::get_or_create(alice(), users::email, conn).await?;
    println!("get or create: key {}, new: {is_new}", found.id);
    let carol = User::builder().name("Carol").email("carol@example.com");
    let (carol, is_new) = User::get_or_create(carol, users::email, conn).await?;
    println!("get or create: key {}, new: {is_new}", carol.id);
    Ok(())
}

async fn page_and_chunk(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Pages and chunks");
    let page = Post::query().order(posts::id).page(PageRequest::new(2, 10), conn).await?;
    println!("page {} of {}: {} of {} posts", page.page, page.pages(), page.items.len(), page.total);

    // All rows in bounded memory, in the order of the key.
    let mut chunks = Post::query().chunks(10);
    while let Some(posts) = chunks.next(conn).await? {
        println!("a chunk of {}", posts.len());
    }
    Ok(())
}

async fn transactions(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Transactions");
    let before = User::count(conn).await?;
    conn.atomic(async |conn| {
        User::builder().name("Dan").email("dan@example.com").insert(conn).await?;
        User::builder().name("Eve").email("eve@example.com").insert(conn).await?;
        Ok::<_, Error>(())
    })
    .await?;
    println!("committed: {} more users", User::count(conn).await? - before);

    let before = User::count(conn).await?;
    let result = conn
        .atomic(async |conn| {
            User::builder().name("Frank").email("frank@example.com").insert(conn).await?;
            User::find(99, conn).await
        })
        .await;
    match result {
        Err(error) => println!("rolled back: {error}"),
        Ok(user) => println!("there is a user 99: {}", user.name),
    }
    println!("{} more users", User::count(conn).await? - before);
    Ok(())
}

async fn rules(conn: &mut AsyncAnyConnection) {
    heading("Rules");
    // In Rust: every field at once, before any SQL.
    let error = User::builder().name("").email("nowhere").insert(conn).await;
    println!("by Rust: {}", told(error));

    // From outside: what is read from JSON is checked as anything else is.
    let json = format!(r#"{{"name": "{}", "email": "json@example.com"}}"#, "x".repeat(51));
    match serde_json::from_str::<NewUser>(&json) {
        Ok(new) => println!("by Rust, from JSON: {}", told(new.insert(conn).await)),
        Err(error) => println!("unexpected: {error}"),
    }

    // Behind the back of the model: the database has the rule too, and it is the same error.
    let by_sql = diesel::sql_query("UPDATE users SET name = ''").run(conn).await;
    let by_sql = by_sql.map_err(Error::of::<User>);
    println!("by the database: {}", told(by_sql.map(drop)));
    println!("checked in Rust only:");
    for rule in Blog::unexpressed_rules_on(conn) {
        println!("- {rule}");
    }
}

/// The error that was to be expected.
fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(error) if error.violates(UserConstraint::NameLength) => format!("{error} (ck_users_name_length)"),
        other => format!("unexpected: {other:?}"),
    }
}

async fn refusals(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Errors");
    let users = User::count(conn).await?;
    match User::builder().name("Another Alice").email("alice@example.com").insert(conn).await {
        Err(error) if error.violates(UserConstraint::EmailUnique) => println!("unique violation: {error}"),
        other => println!("unexpected: {other:?}"),
    }

    // The key of a parent that is not known yet: found before any SQL is sent.
    let orphan = NewPost {
        title: "Whose?".into(),
        content: String::new(),
        user_id: Fk::Parent,
        version: Auto,
        published_at: Auto,
    };
    match orphan.insert(conn).await {
        Err(Error::Validation(errors)) => {
            for error in errors.field_errors() {
                println!("invalid `{}`: {}", error.field, error.message);
            }
        }
        other => println!("unexpected: {other:?}"),
    }

    match Post::builder().title("Nobody's").content("").user_id(99).insert(conn).await {
        Err(error) if error.violates(PostConstraint::UserFk) => println!("no such parent: {error}"),
        other => println!("unexpected: {other:?}"),
    }
    println!("{} more users", User::count(conn).await? - users);
    Ok(())
}

async fn plain_diesel(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Plain Diesel");
    // The table, the row and the checked values are ordinary Diesel.
    let grace = User::builder().name("Grace").email("grace@example.com");
    let grace = grace.insert(conn).await?;
    let patch = UserPatch { bio: Set(Some("Counts.".into())), ..Default::default() }.check()?;
    diesel::update(&grace).set(&patch).run(conn).await?;

    let counts: Vec<(String, i64)> = users::table
        .inner_join(posts::table)
        .group_by(users::name)
        .select((users::name, diesel::dsl::count(posts::id)))
        .order(users::name)
        .all(conn)
        .await?;
    println!("posts by author: {counts:?}");
    let bio: Option<String> = users::table.find(grace.id).select(users::bio).one(conn).await?;
    println!("Grace's bio: {bio:?}");
    let rows: Vec<User> = diesel::sql_query("SELECT * FROM users WHERE bio IS NOT NULL").all(conn).await?;
    println!("by SQL: {:?}", names(&rows));
    Ok(())
}

async fn delete(conn: &mut AsyncAnyConnection) -> Result<()> {
    heading("Delete");
    User::find(2, conn).await?.delete(conn).await?;
    println!("deleted Bob; posts that went with him: {}", 26 - Post::count(conn).await?);
    println!("deleted by key: {}", Post::delete_many([1, 2, 3], conn).await?);
    println!("deleted by a query: {}", Post::query().filter(posts::id.gt(20)).delete_all(conn).await?);
    println!("posts left: {}", Post::count(conn).await?);
    Ok(())
}

fn heading(text: &str) {
    println!("\n{text}\n{}", "-".repeat(text.len()));
}

fn names(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.name.as_str()).collect()
}

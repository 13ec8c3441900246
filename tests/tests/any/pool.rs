//! Pools whose database is known by its URL: how they are set up, their sizes, URLs and parts that lead nowhere; several by name.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use model_runtime::database::{DatabaseBuilder, Databases, Transaction};
use model_runtime::prelude::*;
use model_runtime::{Error, Result};
use tests::models::*;

use crate::db::{Connection, HAS_MYSQL, Tested as _, set_up};
use crate::place::Place;

fn told<T>(result: Result<T>) -> String {
    let Err(Error::Connection(error)) = result.map(drop) else { panic!("it should be refused") };
    error.to_string()
}

#[test]
fn connections_are_set_up_as_their_database_needs_before_the_hooks_run() {
    let hooks = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&hooks);
    let place = Place::with(|builder| {
        builder.application_name("any").pool_size(1).on_connect(move |conn| {
            let (sql, answer) = set_up();
            assert_eq!(conn.texts(sql), [answer]);
            count.fetch_add(1, Ordering::Relaxed);
            conn.batch_execute("SELECT 1")
        })
    });
    let conn = &mut place.get();
    if conn.as_postgres().is_some() {
        assert_eq!(conn.texts("SELECT current_setting('application_name')"), ["any"]);
    }
    assert!(hooks.load(Ordering::Relaxed) > 0);
}

#[test]
fn the_pool_is_what_the_database_needs() {
    let place = Place::new();
    let conns = [place.get(), place.get()];
    assert_eq!(place.db().status().size, 10);
    drop(conns);
    // A server's connections are kept open, those to files are made as they are needed.
    let kept_open = || place.db().status().open >= 5;
    let found_open = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        kept_open()
    });
    assert_eq!(found_open, place.is_server());
}

#[test]
fn a_connection_that_comes_back_in_a_transaction_is_closed() {
    let place = Place::with(|builder| builder.pool_size(2).max_overflow(0));
    let opened = place.db().status().opened;
    let mut conn = place.get();
    NewUser::named("kept").insert(&mut conn).unwrap();
    std::mem::forget(Transaction::begin(&mut conn).unwrap());
    NewUser::named("lost").insert(&mut conn).unwrap();
    drop(conn);
    assert_eq!(User::count(&mut place.get()).unwrap(), 1);
    assert!(place.db().status().opened >= opened);
}

#[test]
fn rows_are_the_same_on_every_connection_of_the_pool() {
    let place = Place::new();
    let (mut first, mut second) = (place.get(), place.get());
    let user = NewUser::named("a").insert(&mut first).unwrap();
    assert_eq!(User::find(user.id, &mut second).unwrap(), user);
}

#[test]
fn urls_that_lead_nowhere_say_why() {
    let refused = |url: &str| told(Database::<Connection>::open(url));
    for (url, expected) in [
        ("", "it is empty; write `sqlite:file.db`"),
        ("http://ann:s3cret@host/db", "`http` is not a known scheme; it is one of `sqlite`, `postgres`"),
        ("postgres:db", "`//` has to follow the scheme"),
        ("sqlite:a.db?mod=ro", "SQLite has no option `mod`"),
        ("sqlite:/no/such/folder/a.db", "cannot open"),
        ("postgres://nobody:s3cret@127.0.0.1:1/db", "cannot open `postgres://nobody:***@127.0.0.1:1/db`"),
    ] {
        let told = refused(url);
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("s3cret"), "{told}");
    }
    for url in ["mysql://ann:s3cret@127.0.0.1:1/db", "mariadb+driver://127.0.0.1:1/db"] {
        let expected = if HAS_MYSQL { "cannot open" } else { "feature `mysql` is not enabled" };
        assert!(refused(url).contains(expected), "{}", refused(url));
    }
    let other = Database::<SqliteConnection>::open("postgres://localhost/db");
    assert!(told(other).contains("it is a URL of `postgres`"));
}

#[test]
fn parts_name_their_database() {
    let new = DatabaseBuilder::<Connection>::new;
    assert!(new().scheme("sqlite").database(":memory:").connect().is_ok());
    for (builder, option, expected) in [
        (new().host("localhost"), "scheme", "set it to one of `sqlite`, `postgres`"),
        (new().scheme("oracle").host("localhost"), "scheme", "`oracle` is not known"),
        (new().scheme("sqlite").host("localhost"), "host", "give `database` the path"),
        (new().scheme("sqlite"), "database", "set it to the path"),
        (new().scheme("postgres").url("sqlite::memory:"), "scheme", "a `url` is given as well"),
    ] {
        let told = told(builder.connect());
        assert!(told.contains(&format!("`{option}`")) && told.contains(expected), "{told}");
    }
    if !HAS_MYSQL {
        assert!(told(new().scheme("mysql").connect()).contains("feature `mysql` is not enabled"));
    }
    let variables = [("DB_SCHEME", "SQLite"), ("DB_NAME", ":memory:"), ("DB_POOL_SIZE", "1")];
    let db = DatabaseBuilder::<Connection>::from_vars(variables).unwrap().connect().unwrap();
    assert!(db.get().unwrap().as_sqlite().is_some());
}

#[test]
fn several_databases_have_names() {
    let place = Place::new();
    let databases = Databases::new()
        .with("default", place.db().clone())
        .with("archive", Database::open("sqlite::memory:").unwrap());
    NewUser::named("a").insert(&mut databases.get("default").unwrap().get().unwrap()).unwrap();
    let archive = databases.get("archive").unwrap();
    Tables::create_all(&mut archive.get().unwrap()).unwrap();
    assert_eq!(User::count(&mut archive.get().unwrap()).unwrap(), 0);
    assert_eq!(databases.names().collect::<Vec<_>>(), ["archive", "default"]);
    assert_eq!(
        told(databases.get("archives")),
        "there is no database `archives`; those known are `archive`, `default`"
    );
    assert_eq!(told(Databases::<Database<Connection>>::new().get("x")), "there is no database `x`, nor any other");
}

#[test]
fn the_environment_names_several_databases() {
    let variables = [
        ("DATABASE_URL", "sqlite::memory:"),
        ("READ_REPLICA_DATABASE_URL", "sqlite::memory:"),
        ("READ_REPLICA_DB_POOL_SIZE", "1"),
        ("BROKEN_DATABASE_URL", "sqlite::memory:"),
        ("BROKEN_DB_POOL_SIZE", "many"),
    ];
    let databases = Databases::from_vars(["default", "read-replica"], &variables).unwrap();
    assert_eq!(databases.get("default").unwrap().status().size, 10);
    assert_eq!(databases.get("read-replica").unwrap().status().size, 6);
    let broken = told(Databases::from_vars(["broken"], &variables));
    assert!(broken.contains("`DB_POOL_SIZE`") && broken.contains("`BROKEN_` in front"), "{broken}");
    let missing = told(Databases::from_vars(["default", "logs"], &variables));
    assert!(missing.contains("`DATABASE_URL`") && missing.contains("`LOGS_` in front"), "{missing}");
}
